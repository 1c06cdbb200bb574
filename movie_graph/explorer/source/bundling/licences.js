// The licences of every package that has bytes in the bundles, and of the fonts.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

const LICENCE = /^(licen[cs]e|copying|notice|thirdpartynotices)(\.(md|txt))?$/i;
const HEAD = "Licences of what is inside the files beside this one.\n";

export async function licencesOf(metafile, source) {
  const folders = new Set(packageFolders(metafile));
  const packages = await Promise.all([...folders].map((folder) => packageText(join(source, folder))));
  const fonts = await readdir(join(source, "licences"));
  const fontTexts = await Promise.all(
    fonts.map(async (name) => section(basename(name, ".txt"), await text(join(source, "licences", name)))),
  );
  return [HEAD, ...new Set([...packages, ...fontTexts].sort())].join("\n");
}

// Where a package lies: its path as far as the name after the last node_modules.
function packageFolders({ outputs }) {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0),
  );
  return used.map((path) => path.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean);
}

async function packageText(folder) {
  const { name, version, license } = JSON.parse(await text(join(folder, "package.json")));
  const files = (await readdir(folder)).filter((file) => LICENCE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => text(join(folder, file))));
  return section(`${name} ${version} (${license})`, texts.join("\n") || NO_FILE);
}

const NO_FILE = "The package has no licence file; its package.json names the licence above.\n";
const section = (title, body) => `${"=".repeat(80)}\n${title}\n${"=".repeat(80)}\n\n${body.trim()}\n`;
const text = async (path) => (await readFile(path, "utf8")).replaceAll("\r\n", "\n");
