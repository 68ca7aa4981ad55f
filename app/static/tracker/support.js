// What the rest stands on: nothing here may ever throw into the page that we are a guest of.

/** Run `action`; whatever it throws is swallowed and `fallback` comes back. */
export function safely(action, fallback) {
  try {
    return action();
  } catch {
    return fallback;
  }
}

/** The same function, made harmless. */
export function guarded(action) {
  return (...given) => safely(() => action(...given));
}

/** Milliseconds that only ever rise: for lengths of time. */
export function ticks() {
  return safely(() => performance.now(), Date.now());
}

/** A random UUID, also where the page is not a secure context. */
export function uuid() {
  return safely(() => crypto.randomUUID()) || fallbackUuid();
}

function fallbackUuid() {
  const bytes = safely(
    () => crypto.getRandomValues(new Uint8Array(16)),
    Array.from({ length: 16 }, () => Math.floor(Math.random() * 256)),
  );
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The device's anonymous id, kept where storage allows it, else for this page alone. */
export function deviceId() {
  const kept = safely(() => localStorage.getItem("watchhouse.viewer"));
  if (kept) return kept;
  ownId = ownId || uuid();
  safely(() => localStorage.setItem("watchhouse.viewer", ownId));
  return ownId;
}
let ownId;

/** Whether the browser says that its user does not want to be tracked. */
export function isRefused() {
  return safely(() => {
    const said = navigator.doNotTrack || window.doNotTrack;
    return navigator.globalPrivacyControl === true || said === "1" || said === "yes";
  }, false);
}

/** A list of listeners that can all be taken off again. */
export function listeners() {
  const removals = [];
  return {
    listen(target, type, action, capture) {
      const listener = guarded(action);
      const [on, off] = target.addEventListener
        ? ["addEventListener", "removeEventListener"]
        : ["on", "off"];
      safely(() => target[on](type, listener, ...(on === "on" ? [] : [!!capture])));
      removals.push(() => target[off](type, listener, ...(on === "on" ? [] : [!!capture])));
    },
    remove() {
      removals.splice(0).forEach((removal) => safely(removal));
    },
  };
}
