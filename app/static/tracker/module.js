// The entry of `tracker.mjs`: nothing is tracked before the page calls.
import { setUp } from "./track.js";

setUp(import.meta.url);
export { auto, track } from "./track.js";
