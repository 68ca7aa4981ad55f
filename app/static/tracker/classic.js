// The entry of `tracker.js`: makes the global `Watchhouse`, and tracks what carries our attributes.
import { safely } from "./support.js";
import { auto, setUp, track } from "./track.js";

const script = document.currentScript;
safely(() => setUp(script.src, script));
window.Watchhouse = { track, auto };
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", auto);
else auto();
