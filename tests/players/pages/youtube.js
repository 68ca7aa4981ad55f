// YouTube's IFrame player, of which the tests have a stand-in. The log sees it through the members of a media element.

const KIND = { 1: "playing", 2: "pause", 3: "waiting", 0: "ended" };

class Facade extends EventTarget {
  constructor(youtube) {
    super();
    this.youtube = youtube;
    youtube.addEventListener("onStateChange", ({ data }) => KIND[data] && this.#tell(KIND[data]));
    youtube.addEventListener("onPlaybackRateChange", () => this.#tell("ratechange"));
  }

  get currentTime() { return this.youtube.getCurrentTime(); }
  set currentTime(to) { this.#tell("seeking"); this.youtube.seekTo(to, true); }
  drag(to) { this.#tell("seeking"); this.youtube.drag(to); }
  get playbackRate() { return this.youtube.getPlaybackRate(); }
  set playbackRate(rate) { this.youtube.setPlaybackRate(rate); }
  get muted() { return this.youtube.isMuted(); }
  set muted(muted) { muted ? this.youtube.mute() : this.youtube.unMute(); }
  play() { this.#tell("play"); this.youtube.playVideo(); }
  pause() { this.youtube.pauseVideo(); }
  #tell(type) { this.dispatchEvent(new Event(type)); }
}

export async function open({ video, script, replaceVideo, track }) {
  await script("https://www.youtube.com/iframe_api");
  const youtube = await new Promise((resolve) => {
    new YT.Player(video, { events: { onReady: ({ target }) => resolve(target) } });
  });
  const facade = new Facade(youtube);
  replaceVideo(facade);
  track(youtube);
  setTimeout(() => facade.play(), 0);
  return { name: "youtube", version: null, instance: youtube };
}
