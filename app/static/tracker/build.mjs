// Makes `tracker.js` and `tracker.mjs`, in `folder`: `node app/static/tracker/build.mjs [folder]`.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = process.argv[2] || here("..");
const banner = "/*! Watchhouse tracker, Apache-2.0. Its sources are in app/static/tracker of the project. */";

for (const [entry, format, target, name] of [
  ["classic.js", "iife", "es2018", "tracker.js"],
  ["module.js", "esm", "es2020", "tracker.mjs"],
]) {
  await build({
    entryPoints: [here(entry)],
    outfile: `${folder}/${name}`,
    banner: { js: banner },
    bundle: true,
    minify: true,
    legalComments: "none",
    format,
    target,
  });
}
