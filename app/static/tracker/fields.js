// From what a site or a player says to the fields of the event contract.

const LONGEST = {
  content_id: 256,
  viewer_id: 128,
  error_code: 128,
  error_message: 2048,
  player_name: 128,
  player_version: 128,
  player_type: 128,
  app_version: 128,
  page_url: 2048,
  referrer: 2048,
};
/** What a site may say about a view; also the data attributes and the fields of `update`. */
export const DESCRIBING = [
  "contentId", "contentTitle", "contentType", "seriesTitle", "providerId", "channelId", "streamId",
  "organizerId", "viewerId", "isLive", "cdn", "playerName", "playerVersion", "playerType", "appVersion",
  "pageUrl", "referrer", "custom",
];

/** Fields under their names in the contract, bounded as it says; what says nothing is left out. */
export function toFields(given) {
  const fields = {};
  for (const [name, value] of Object.entries(given)) {
    const snake = name.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());
    const cleaned = snake === "custom" ? texts(value) : clean(value, LONGEST[snake] || 256);
    if (cleaned !== undefined) fields[snake] = cleaned;
  }
  return fields;
}

/** Of `given`, what describes a view. */
export function describing(given) {
  const known = {};
  for (const name of DESCRIBING) if (name in given) known[name] = given[name];
  return known;
}

/** A text without the paths, queries and logins of the addresses in it: those of streams hold passwords. */
export function withoutAddresses(text) {
  return String(text).replace(/(\w+:\/\/)(?:[^\s/@"']*@)?([^\s/?#"']+)[^\s"']*/g, "$1$2");
}

function clean(value, longest) {
  const isNumber = typeof value === "number";
  if (isNumber) return value >= 0 && isFinite(value) ? Math.round(value * 1000) / 1000 : undefined;
  if (typeof value === "boolean") return value;
  return value === null || value === undefined || value === "" ? undefined : cut(value, longest);
}

function texts(given) {
  const pairs = Object.entries(given || {}).filter(([, value]) => value !== null && value !== undefined);
  if (!pairs.length) return undefined;
  return Object.fromEntries(pairs.slice(0, 10).map((pair) => pair.map((text) => cut(text, 128))));
}

/** Not within a character that takes two units: half of one would spoil the whole batch. */
function cut(value, longest) {
  return String(value).slice(0, longest).replace(/[\ud800-\udbff]$/, "");
}
