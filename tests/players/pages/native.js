// The browser's own HLS, no library.

export async function open({ settings, video, track }) {
  track(video);
  video.src = settings.source;
  video.play().catch(() => {});
  return { name: "html5", version: null, instance: video, destroy: () => video.removeAttribute("src") };
}
