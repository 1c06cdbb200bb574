// Bundles the explorer into ../assets, with content-hashed names, and writes the page that loads it.
// The same lock file gives the same bytes. Usage: node build.js [folder], `..` by default.
import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { fontsAsFiles } from "./bundling/fonts.js";
import { instead } from "./bundling/instead.js";
import { licencesOf } from "./bundling/licences.js";

const SOURCE = fileURLToPath(new URL(".", import.meta.url));
const TARGET = resolve(process.argv[2] ?? join(SOURCE, ".."));
const ASSETS = join(TARGET, "assets");
const KEPT = ".gitattributes";

const { outputFiles, metafile } = await build({
  absWorkingDir: SOURCE,
  // One build, so that the page and the workers share what both need.
  entryPoints: {
    explorer: "explorer.jsx",
    "editor.worker": "monaco-editor/esm/vs/editor/editor.worker.js",
    "json.worker": "monaco-editor/esm/vs/language/json/json.worker.js",
    "graphql.worker": "monaco-graphql/esm/graphql.worker.js",
  },
  outdir: "assets",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  metafile: true,
  write: false,
  legalComments: "none", // LICENSES.txt has them
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".ttf": "file", ".graphql": "text" },
  // Always the ES module, even for the query builder's `require`: there must be one graphql only.
  mainFields: ["browser", "module", "main"],
  plugins: [instead, fontsAsFiles],
  logLevel: "warning",
});

const written = outputFiles
  .map(({ path, contents }) => ({ name: basename(path), contents }))
  // Every script below the first repeats its styles, which the first stylesheet has.
  .filter(({ name }) => !name.endsWith(".css") || name.startsWith("explorer-"));

await mkdir(ASSETS, { recursive: true });
for (const name of await readdir(ASSETS)) if (name !== KEPT) await rm(join(ASSETS, name));
for (const { name, contents } of written) await writeFile(join(ASSETS, name), contents);
await writeFile(join(ASSETS, "LICENSES.txt"), await licencesOf(metafile, SOURCE));

const page = await readFile(join(SOURCE, "page/explorer.html"), "utf8");
await writeFile(
  join(TARGET, "explorer.html"),
  page.replace(/\{(.+?)-\*(\.\w+)\}/g, (_, start, end) => `/explorer/assets/${nameOf(start, end)}`),
);

function nameOf(start, end) {
  const names = written.map(({ name }) => name);
  const [name, ...others] = names.filter((n) => n.startsWith(`${start}-`) && n.endsWith(end));
  if (!name || others.length) throw new Error(`Not one ${start}-*${end} in: ${names.join(" ")}`);
  return name;
}
