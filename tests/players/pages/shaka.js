// shaka with a short buffer and short retries. Its minified builds (5.2.12) rename the field that holds `sta` and so
// report no state at all: the debug build it is.

const once = { maxAttempts: 2, baseDelay: 200, backoffFactor: 1, fuzzFactor: 0, timeout: 30_000, stallTimeout: 0 };

export async function open({ settings, video, note, script, track }) {
  await script("/node_modules/shaka-player/dist/shaka-player.compiled-es2021.debug.js");
  shaka.polyfill.installAll();
  const player = new shaka.Player();
  const { cmcd } = settings;
  player.configure({
    streaming: { bufferingGoal: 4, rebufferingGoal: 0.5, bufferBehind: 30, retryParameters: once },
    cmcd: cmcd && {
      enabled: true,
      version: 2,
      sessionId: cmcd.session,
      contentId: settings.content,
      eventTargets: [
        {
          mode: "event", enabled: true, url: cmcd.url, events: cmcd.events, interval: cmcd.interval, version: 2,
          includeKeys: [], useHeaders: false, batchSize: 1,
        },
      ],
    },
  });
  player.addEventListener("error", ({ detail }) => {
    note("fault", { code: String(detail.code), fatal: detail.severity === shaka.util.Error.Severity.CRITICAL });
  });
  player.addEventListener("buffering", ({ buffering }) => note(buffering ? "buffering" : "buffered"));
  await player.attach(video);
  const opened = { name: "shaka", version: shaka.Player.version.replace(/^v/, ""), instance: player, destroy: () => player.destroy() };
  track(player);
  player.load(settings.source).then(() => video.play(), () => {});
  return opened;
}
