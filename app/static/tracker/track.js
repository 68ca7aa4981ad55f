// The front door: what a page calls.
import { DESCRIBING, describing } from "./fields.js";
import { Machine } from "./machine.js";
import { attachMedia } from "./media.js";
import { recognize } from "./players.js";
import { senderFor } from "./sender.js";
import { deviceId, guarded, isRefused, listeners, safely } from "./support.js";
import { attachYouTube, isYouTube } from "./youtube.js";

/** The options that are not about the title, and what they are where a site says nothing. */
export const defaults = {
  endpoint: undefined,
  writeKey: undefined,
  player: undefined,
  autoplay: undefined,
  batchSeconds: 10,
  businessErrors: [],
  respectPrivacySignals: true,
  debug: undefined,
};
const AD_FIELDS = ["adId", "adPosition", "adQuartile", "adDurationSeconds", "isAdLinear"];
const NOTHING = { sessionId: null, isTracking: false, update() {}, ad() {}, error() {}, end() {} };
const PREFIX = "watchhouse";
const tracked = new WeakMap();

/** Track a media element, a selector of one, or a player of a known library. Gives a handle, and never throws. */
export function track(target, options) {
  return safely(() => start(target, { ...defaults, ...options }), NOTHING);
}

/** Track all elements with `data-watchhouse-content-id` that are not tracked yet. */
export function auto() {
  safely(() =>
    document.querySelectorAll("[data-watchhouse-content-id]").forEach((media) => {
      if (!tracked.has(media)) track(media, attributes(media));
    }),
  );
}

/** Take defaults from the address that this script came from, and from the attributes of its element. */
export function setUp(address, script) {
  defaults.endpoint = address.replace(/(static\/)?(tracker\/)?[^/]*$/, "analytics/events");
  if (script) Object.assign(defaults, attributes(script));
}

function attributes({ dataset }) {
  const options = {};
  for (const [key, text] of Object.entries(dataset)) {
    const name = key.startsWith(PREFIX) ? lowerFirst(key.slice(PREFIX.length)) : "";
    const value = { true: true, false: false }[text] ?? text;
    if (/^custom./.test(name)) options.custom = { ...options.custom, [lowerFirst(name.slice(6))]: text };
    else if (name === "businessErrors") options[name] = text.split(/[\s,]+/);
    else if (name in defaults || DESCRIBING.includes(name)) options[name] = value;
  }
  return options;
}
function start(target, options) {
  if (options.respectPrivacySignals && isRefused()) return NOTHING;
  const given = typeof target === "string" ? document.querySelector(target) : target;
  const library = recognize(options.player) || recognize(given) || { read: () => ({}) };
  const media = given instanceof HTMLMediaElement ? given : library.media;
  const subject = isYouTube(given) ? given : media;
  if (!subject || !options.contentId) return refuse(subject);
  if (tracked.has(subject)) return updated(tracked.get(subject), options);
  const handle = connect(subject, media, library, options);
  tracked.set(subject, handle);
  return handle;
}

function refuse(subject) {
  console.warn(`Watchhouse: nothing is tracked without ${subject ? "contentId" : "a player"}`);
  return NOTHING;
}

function updated(handle, options) {
  handle.update(describing(options));
  return handle;
}

function connect(subject, media, library, options) {
  const { listen, remove } = listeners();
  const { endpoint, writeKey, batchSeconds, debug } = options;
  const sender = senderFor(endpoint, writeKey, Number(batchSeconds) || 10, debug);
  const described = { ...about(media ? library : { name: "youtube" }), ...describing(options) };
  if (!("viewerId" in options)) described.viewerId = deviceId();
  const machine = new Machine((event) => sender.push(event), described, options.businessErrors);
  let poll;
  let catchUp;
  if (media) {
    if (library.attach) library.attach(machine, listen);
    catchUp = attachMedia(media, machine, listen, library, options);
  } else [catchUp, poll] = attachYouTube(subject, machine, listen);
  watchPage(machine, sender, listen, catchUp);
  return handleOf(machine, () => {
    clearInterval(poll);
    remove();
    tracked.delete(subject);
    machine.end();
    sender.send();
  });
}

function about({ name = "html5", version }) {
  return {
    playerName: name,
    playerVersion: version && String(version).replace(/^v/, ""),
    pageUrl: location.origin + location.pathname,
    referrer: safely(() => new URL(document.referrer).origin),
  };
}

function watchPage(machine, sender, listen, catchUp) {
  listen(document, "visibilitychange", () => {
    machine.note("visibility_change");
    if (document.visibilityState === "hidden") sender.send();
  });
  listen(window, "pagehide", () => {
    machine.end();
    sender.last();
  });
  listen(window, "pageshow", ({ persisted }) => persisted && catchUp());
}

function handleOf(machine, end) {
  return {
    isTracking: true,
    get sessionId() {
      return machine.view ? machine.view.id : null;
    },
    update: guarded((fields) => {
      const described = { ...machine.described, ...describing(fields) };
      if (String(described.contentId) !== String(machine.described.contentId)) machine.restart(described);
      else machine.described = described;
    }),
    ad: guarded((what, fields = {}) => {
      const known = AD_FIELDS.filter((name) => name in fields).map((name) => [name, fields[name]]);
      machine.ad(`ad_${what}`, Object.fromEntries(known));
    }),
    error: guarded((error) => machine.fail(error)),
    end: guarded(end),
  };
}

function lowerFirst(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
