// hls.js with a short buffer and short retries. It reports in batches, and keeps its last one as our documentation
// advises: keepalive, and destroyed on pagehide.

const once = { maxNumRetry: 1, retryDelayMs: 200, maxRetryDelayMs: 200 };

function keepalive({ url, method, headers, body }) {
  return fetch(url, { method, headers, body, keepalive: true });
}

export async function open({ settings, video, note, script, track }) {
  await script("/node_modules/hls.js/dist/hls.js");
  const { cmcd } = settings;
  const hls = new Hls({
    enableWorker: false,
    maxBufferLength: 4,
    maxMaxBufferLength: 4,
    fragLoadPolicy: {
      default: { maxTimeToFirstByteMs: 20_000, maxLoadTimeMs: 30_000, timeoutRetry: once, errorRetry: once },
    },
    cmcd: cmcd && {
      version: 2,
      sessionId: cmcd.session,
      contentId: settings.content,
      eventTargets: [{ url: cmcd.url, events: cmcd.events, interval: cmcd.interval, batchSize: 3 }],
      loader: keepalive,
    },
  });
  hls.on(Hls.Events.ERROR, (_, { details, fatal }) => note("fault", { code: details, fatal }));
  hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
  hls.attachMedia(video);
  addEventListener("pagehide", () => hls.destroy());
  track(hls);
  hls.loadSource(settings.source);
  return { name: "hls.js", version: Hls.version, instance: hls, destroy: () => hls.destroy() };
}
