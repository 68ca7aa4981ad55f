// The adapter of the YouTube IFrame player, which tells states and answers questions, but no seeks.

import { guarded } from "./support.js";

const [ENDED, PLAYING, PAUSED, BUFFERING, CUED] = [0, 1, 2, 3, 5];
const BUSINESS = [101, 150];
const JUMP = 1.5;
const POLL = 500;

/** Whether this is a player of the YouTube IFrame API; its methods come only when it is ready. */
export function isYouTube(player) {
  return !!player && !!player.addEventListener && (!!player.getIframe || !!player.getPlayerState);
}

/** Connect `machine` with the player; returns what catches up with it, and the id of the polling interval. */
export function attachYouTube(player, machine, listen) {
  let state;
  const ask = (name, otherwise) => (player[name] ? player[name]() : otherwise);
  const position = () => ask("getCurrentTime", 0) || 0;
  const rate = () => ask("getPlaybackRate", 1);
  const data = () => ask("getVideoData", {});
  const isAtEnd = () => ask("getDuration", 0) - position() < 0.3;
  let video = data().video_id;

  machine.player = {
    position,
    rate,
    isPaused: () => state !== PLAYING && state !== BUFFERING,
    isSeeking: () => false,
    isMoving: () => state === PLAYING,
    hasEnded: () => state === ENDED || (state === PAUSED && !data().isLive && isAtEnd()),
    isLoop: () => false,
    isGone: () => false,
    frames: () => ({}),
    read: () => ({
      positionSeconds: position(),
      durationSeconds: ask("getDuration") || null,
      isLive: data().isLive,
      playbackRate: rate(),
      isMuted: ask("isMuted") || ask("getVolume") === 0,
      isBackground: document.visibilityState === "hidden",
    }),
  };

  /** Between two looks the position moved further than playing can move it. */
  function jumped() {
    return machine.last && machine.hasPlayed && Math.abs(position() - machine.expected()) > JUMP;
  }

  const changes = {
    [ENDED]: () => machine.ended(),
    [PLAYING]: () => {
      if (jumped()) machine.seeking();
      machine.playing();
    },
    // A click on the time line pauses at its target, before it buffers and plays on.
    [PAUSED]: () => {
      if (!jumped()) return machine.pause();
      machine.seeking();
      machine.seeked();
    },
    [BUFFERING]: () => {
      machine.intend();
      if (jumped()) machine.seeking();
      else machine.stall();
    },
    [CUED]: () => machine.newSource(),
  };
  listen(player, "onStateChange", ({ data: now }) => {
    state = now;
    if (data().video_id !== video) machine.newSource();
    video = data().video_id;
    if (changes[now]) changes[now]();
  });
  listen(player, "onPlaybackRateChange", () => machine.note("rate_change"));
  listen(player, "onPlaybackQualityChange", ({ data: quality }) => {
    const height = parseInt(String(quality).replace(/\D/g, ""));
    if (height) machine.changeQuality({ height });
  });
  listen(player, "onError", ({ data: code }) =>
    machine.fail({ code, category: BUSINESS.includes(code) ? "business" : undefined }),
  );

  const catchUp = () => {
    state = ask("getPlayerState");
    if (state === PLAYING || state === BUFFERING) machine.intend();
    if (state === PLAYING) machine.playing();
  };
  catchUp();
  return [catchUp, setInterval(guarded(look), POLL)];

  function leap() {
    const isLeap = jumped();
    if (isLeap) machine.seeking();
    if (isLeap) machine.seeked();
    return isLeap;
  }

  function look() {
    if ((state === PLAYING || state === PAUSED) && machine.state !== "seeking") leap();
    machine.moved();
  }
}
