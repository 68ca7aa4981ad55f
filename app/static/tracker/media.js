// The adapter of media elements: what every player in a browser ends in.
import { safely } from "./support.js";

const HAVE_FUTURE_DATA = 3;
const HAVE_ENOUGH_DATA = 4;
const NO_SOURCE = 3;
const ERRORS = { 2: "MEDIA_ERR_NETWORK", 3: "MEDIA_ERR_DECODE", 4: "MEDIA_ERR_SRC_NOT_SUPPORTED" };

/** Connect `machine` with the element. `extra` is what a library on top of it knows better. */
export function attachMedia(media, machine, listen, extra, options) {
  let rate = media.playbackRate || 1;
  const isStalled = () => safely(() => extra.isStalled(), false);
  const onMedia = (type, action, capture) => listen(media, type, action, capture);

  machine.player = {
    position: () => media.currentTime || 0,
    rate: () => rate,
    isPaused: () => media.paused,
    isSeeking: () => media.seeking,
    isMoving: () => !media.paused && media.readyState >= HAVE_FUTURE_DATA && !isStalled(),
    hasEnded: () => media.ended,
    isLoop: (from, to) => media.loop && to < 1 && media.duration - from < 1,
    isGone: () => wasConnected && !media.isConnected,
    frames: () => frames(media),
    read: () => ({ ...read(media), playbackRate: rate, ...safely(() => extra.read(), {}) }),
  };
  const wasConnected = media.isConnected;

  /** What is under way already when tracking begins. */
  function catchUp() {
    if (!media.paused && !media.ended) {
      machine.intend();
      if (machine.player.isMoving()) machine.playing();
    } else if (isAutoplay() && media.networkState && media.readyState < HAVE_ENOUGH_DATA) machine.hold();
  }
  const isAutoplay = () => (options.autoplay === undefined ? media.autoplay : options.autoplay);

  onMedia("loadstart", () => isAutoplay() && machine.hold());
  onMedia("canplaythrough", () => media.paused && media.autoplay && machine.release());
  onMedia("play", () => machine.intend());
  onMedia("playing", () => isStalled() || machine.playing());
  onMedia("pause", () => machine.pause());
  onMedia("waiting", () => machine.stall());
  onMedia("seeking", () => extra.tellsSeeks || machine.seeking());
  onMedia("seeked", () => machine.seeked());
  onMedia("timeupdate", () => machine.moved());
  onMedia("ended", () => machine.ended());
  onMedia("emptied", () => extra.tellsSources || machine.newSource());
  onMedia("resize", () => {
    const { videoWidth: width, videoHeight: height } = media;
    if (!extra.tellsQuality) machine.changeQuality({ width, height });
  });
  onMedia("ratechange", () => {
    // Libraries stall a player with a rate of 0, and steer live latency with small changes.
    const isNews = media.playbackRate !== 0 && Math.abs(media.playbackRate - rate) >= 0.1;
    if (isNews) rate = media.playbackRate;
    if (isNews) machine.note("rate_change");
  });
  let isMuted = muted(media);
  onMedia("volumechange", () => {
    if (isMuted === muted(media)) return;
    isMuted = !isMuted;
    machine.note("volume_change");
  });
  // Captured, since the errors of <source> children do not bubble; they are followed by the element's state.
  const onError = () => setTimeout(() => safely(() => tellError(media, machine)));
  onMedia("error", onError, true);
  listen(document, "fullscreenchange", () => machine.note("heartbeat"));
  catchUp();
  if (media.error) onError();
  return catchUp;
}

function read(media) {
  return {
    positionSeconds: media.currentTime,
    durationSeconds: media.duration,
    isLive: isNaN(media.duration) ? undefined : media.duration === Infinity,
    isMuted: muted(media),
    isBackground: document.visibilityState === "hidden",
    isFullscreen: safely(() => document.fullscreenElement.contains(media), !!media.webkitDisplayingFullscreen),
    bufferSeconds: safely(() => buffered(media)),
    playerWidth: media.clientWidth,
    playerHeight: media.clientHeight,
    ...frames(media),
  };
}

function frames(media) {
  return safely(() => {
    const { droppedVideoFrames, totalVideoFrames } = media.getVideoPlaybackQuality();
    return { dropped_frames: droppedVideoFrames, decoded_frames: totalVideoFrames };
  }, {});
}

function muted(media) {
  return media.muted || media.volume === 0;
}

function buffered({ buffered, currentTime }) {
  for (let index = 0; index < buffered.length; index++) {
    if (buffered.start(index) <= currentTime + 0.1 && currentTime < buffered.end(index)) {
      return buffered.end(index) - currentTime;
    }
  }
  return 0;
}

function tellError(media, machine) {
  const { error } = media;
  const isEmptied = media.getAttribute("src") === "";
  const code = error ? ERRORS[error.code] : media.networkState === NO_SOURCE && ERRORS[4];
  if (code && !isEmptied) machine.fail({ code, message: error && error.message });
}
