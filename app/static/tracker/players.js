// What libraries on top of a media element know better than the element: bitrate, latency, own seeks, errors.
//
// Each gives `name`, `version`, `media`, `read()`, and what it tells itself (`tellsSeeks`, `tellsSources`,
// `tellsQuality`); `attach` listens to it.
import { safely } from "./support.js";

const BAD_HTTP_STATUS = 1001;
const OWN_SEEKS = ["bufferSeekOverHole", "bufferNudgeOnStall"];

/** The library's side of `player`, or null where it is none that we know. */
export function recognize(player) {
  if (!player) return null;
  if (player.loadSource && player.attachMedia) return hls(player);
  if (player.getMediaElement && player.getVariantTracks) return shaka(player);
  if (player.attachSource && player.attachView) return dash(player);
  return null;
}

function hls(player) {
  return {
    name: "hls.js",
    version: player.constructor.version,
    media: player.media,
    tellsSources: true,
    tellsQuality: true,
    read: () => withLatency(player.latestLevelDetails.live, () => player.latency),
    attach(machine, listen) {
      const changeSource = sourceWatch(machine, player.url);
      listen(player, "hlsManifestLoading", (_, { url }) => changeSource(url));
      listen(player, "hlsDestroying", () => machine.newSource());
      listen(player, "hlsLevelSwitched", (_, { level }) => {
        const { bitrate, width, height } = player.levels[level];
        machine.changeQuality({ bitrateBps: bitrate, width, height });
      });
      listen(player, "hlsError", (_, { details, fatal, error, response }) => {
        if (OWN_SEEKS.includes(details)) machine.ownSeek();
        const status = response && response.code;
        const message = `${(error && error.message) || details}${status ? ` (HTTP ${status})` : ""}`;
        if (fatal) machine.fail({ code: details, message, status });
      });
    },
  };
}

function shaka(player) {
  return {
    name: "shaka",
    version: player.constructor.version,
    media: player.getMediaElement(),
    tellsSources: true,
    tellsQuality: true,
    isStalled: () => player.isBuffering(),
    read: () => withLatency(player.isLive(), () => player.getStats().liveLatency),
    attach(machine, listen) {
      const changeQuality = () => {
        const { bandwidth, width, height } = player.getVariantTracks().find(({ active }) => active);
        machine.changeQuality({ bitrateBps: bandwidth, width, height });
      };
      listen(player, "unloading", () => machine.newSource());
      listen(player, "adaptation", changeQuality);
      listen(player, "variantchanged", changeQuality);
      listen(player, "trackschanged", changeQuality);
      listen(player, "gapjumped", () => machine.ownSeek());
      listen(player, "buffering", ({ buffering }) => {
        if (buffering) machine.stall();
        else if (machine.player.isMoving()) machine.playing();
      });
      listen(player, "error", ({ detail }) => {
        const { code, message, severity, data } = detail;
        machine.fail({ code, message, severity, status: code === BAD_HTTP_STATUS ? data[1] : undefined });
      });
    },
  };
}

function dash(player) {
  return {
    name: "dash.js",
    version: safely(() => player.getVersion()),
    media: safely(() => player.getVideoElement()),
    tellsSeeks: true,
    tellsSources: true,
    tellsQuality: true,
    read: () => withLatency(player.isDynamic(), () => player.getCurrentLiveLatency()),
    attach(machine, listen) {
      const changeSource = sourceWatch(machine);
      const changeQuality = (representation) => {
        const { bandwidth, width, height } = representation || player.getCurrentRepresentationForType("video");
        machine.changeQuality({ bitrateBps: bandwidth, width, height });
      };
      listen(player, "manifestLoadingStarted", ({ request }) => changeSource(request.url));
      listen(player, "streamTeardownComplete", () => machine.newSource());
      listen(player, "playbackSeeking", () => machine.seeking());
      listen(player, "playbackMetaDataLoaded", () => changeQuality());
      listen(player, "qualityChangeRendered", ({ mediaType, newRepresentation }) => {
        if (mediaType === "video") changeQuality(newRepresentation);
      });
      listen(player, "error", ({ error: { code, message, data } }) => {
        machine.fail({ code, message, status: safely(() => data.response.status) });
      });
    },
  };
}

function withLatency(isLive, seconds) {
  return isLive ? { isLive, liveLatencyMs: seconds() * 1000 } : { isLive };
}

/** Tells a new source from the same one asked for again; after a failure that is a new attempt. */
function sourceWatch(machine, before) {
  return (url) => {
    if ((before && url !== before) || machine.state === "failed") machine.newSource();
    before = url;
  };
}
