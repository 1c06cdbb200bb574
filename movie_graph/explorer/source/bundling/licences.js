// The licences of every package that has bytes in the bundles, and of the fonts.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

const LICENCE = /^(licen[cs]e|copying|notice|thirdpartynotices)(-\w+)?(\.(md|txt))?$/i;
const HEAD = "Licences of what is inside the files beside this one.\n";
// These packages come without their licence: it is that of another by the same authors.
const SAME_AS = {
  "@graphiql/plugin-doc-explorer": "graphiql",
  "@graphiql/plugin-explorer": "graphiql",
  "@graphiql/plugin-history": "graphiql",
  "react-compiler-runtime": "react",
  "react-remove-scroll-bar": "react-remove-scroll",
};

export async function licencesOf(metafile, source) {
  const folders = new Set(packageFolders(metafile));
  const packages = await Promise.all([...folders].map((folder) => ofPackage(source, folder)));
  const fonts = await Promise.all(
    (await readdir(join(source, "licences"))).map((file) => ofFont(join(source, "licences", file))),
  );
  return [HEAD, ...new Set([...packages, ...fonts].sort())].join("\n");
}

// Where a package lies: its path as far as the name after the last node_modules.
function packageFolders({ outputs }) {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0),
  );
  return used.map((path) => path.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean);
}

async function ofPackage(source, folder) {
  const { name, version, license } = JSON.parse(await text(join(source, folder, "package.json")));
  const other = SAME_AS[name];
  const from = join(source, other ? `node_modules/${other}` : folder);
  const files = (await readdir(from)).filter((file) => LICENCE.test(file)).sort();
  if (!files.length) throw new Error(`${name} has no licence file: say in SAME_AS whose it is.`);
  const texts = await Promise.all(files.map((file) => text(join(from, file))));
  return section(`${name} ${version} (${license})`, texts.join("\n"));
}

const ofFont = async (path) => section(basename(path, ".txt"), await text(path));
const section = (title, body) => `${"=".repeat(80)}\n${title}\n${"=".repeat(80)}\n\n${body.trim()}\n`;
const text = async (path) => (await readFile(path, "utf8")).replaceAll("\r\n", "\n");
