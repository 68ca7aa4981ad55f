// dash.js with a short buffer and short retries. It sends only the keys that each target lists.

const KEYS = [
  "bl", "br", "bs", "cid", "d", "dl", "mtp", "nor", "ot", "pr", "rtp", "sf", "sid", "st", "su", "tb", "v", "ab", "bg",
  "bsa", "bsd", "bsda", "cdn", "cs", "dfa", "ec", "lab", "lb", "ltc", "msd", "nr", "pb", "pt", "sn", "sta", "tab",
  "tbl", "tpb", "cen", "e", "h", "ts",
];

export async function open({ settings, video, note, script, track }) {
  await script("/node_modules/dashjs/dist/modern/umd/dash.all.debug.js");
  const player = dashjs.MediaPlayer().create();
  const { cmcd } = settings;
  const target = cmcd && {
    enabled: true, url: cmcd.url, events: cmcd.events, interval: cmcd.interval, enabledKeys: KEYS, batchSize: 1,
  };
  player.initialize();
  player.updateSettings({
    debug: { logLevel: 0 },
    streaming: {
      buffer: { bufferTimeDefault: 4, bufferTimeAtTopQuality: 4, bufferTimeAtTopQualityLongForm: 4 },
      abandonLoadTimeout: 60_000,
      retryAttempts: { MediaSegment: 1 },
      retryIntervals: { MediaSegment: 200 },
      cmcd: cmcd && {
        enabled: true, version: 2, sid: cmcd.session, cid: settings.content, mode: "query", enabledKeys: KEYS,
        eventTargets: [target],
      },
    },
  });
  player.on(dashjs.MediaPlayer.events.ERROR, ({ error }) => note("fault", { code: String(error.code), fatal: true }));
  player.attachView(video);
  player.setAutoPlay(true);
  track(player);
  player.attachSource(settings.source);
  return { name: "dash.js", version: player.getVersion(), instance: player, destroy: () => player.destroy() };
}
