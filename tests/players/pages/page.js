// What every page does: open the player that the address names, and keep the log that the warehouse is compared with.
//
// The address' fragment is JSON: {player, content, source, log, cmcd, tracker, mux}. What a player module gets and returns is
// written at `open`, below.

const MEDIA_EVENTS = [
  "play", "playing", "pause", "waiting", "seeking", "seeked", "ratechange", "volumechange", "ended", "error",
];
const STATES = ["playing", "pause", "waiting", "seeking", "ended"];

const settings = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const log = [];
let video = document.getElementById("video");

/** Add to the log, with the time and what is shown. */
function note(type, more = {}) {
  const { currentTime: position, playbackRate: rate, muted } = video;
  log.push({ at: Date.now(), type, position, rate, muted, hidden: document.hidden, ...more });
}

/** Load a classic script. */
function script(address) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject });
    document.head.append(element);
  });
}

/** What the viewer does, noted before it happens. */
const acts = {
  pause: () => video.pause(),
  play: () => void video.play(),
  seek: (to) => { video.currentTime = to; },
  drag: (to) => video.drag(to), // YouTube tells it in other states than a seek
  rate: (rate) => { video.playbackRate = rate; },
  mute: (muted) => { video.muted = muted; },
};

function act(name, argument) {
  note(`viewer:${name}`, { argument });
  acts[name](argument);
}

/** The last change of state; a rate of 0 is how shaka stalls. */
function lastState() {
  return log.findLast(({ type, rate }) => STATES.includes(type) || (type === "ratechange" && rate === 0))?.type;
}

/** Whether nothing moves though it should. */
function isStalled() {
  const { type, rate } = log.findLast((entry) => [...STATES, "ratechange"].includes(entry.type));
  return type === "waiting" || rate === 0;
}

const Watchhouse = settings.tracker && (await import(settings.tracker));
const { open } = await import(`./${settings.player}.js`);

/** Players call this with themselves when they have their media element, before they are given a source. */
function track(player) {
  if (Watchhouse) Watchhouse.track(player, { contentId: settings.content, batchSeconds: 3 });
  note("asked");
}

/** A player that is no media element puts in its place what has the members and events of one. */
function replaceVideo(other) {
  video.remove();
  video = other;
  watch();
}

function watch() {
  for (const type of MEDIA_EVENTS) {
    video.addEventListener(type, () => note(type, type === "error" ? { code: video.error.code, fatal: true } : {}));
  }
}

// How late the page's own timers fire while it is shown: a busy machine delays what everybody in it hears of.
const TICK_MS = 20;
let lateness = 0;
let due = Infinity;
setInterval(() => {
  const now = performance.now();
  if (!document.hidden) lateness = Math.max(lateness, now - due);
  due = document.hidden ? Infinity : now + TICK_MS;
}, TICK_MS);

addEventListener("pagehide", () => {
  note("pagehide", { lateness: Math.round(lateness) });
  navigator.sendBeacon(settings.log, JSON.stringify(log));
});
document.addEventListener("visibilitychange", () => note("visibilitychange"));
watch();
Object.assign(window, { log, act, lastState, isStalled, position: () => video.currentTime });
window.player = await open({ settings, video, note, script, replaceVideo, track });
