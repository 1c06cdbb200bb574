// GraphiQL's fonts lie in its stylesheets as data: as files, a page loads only those it shows.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";

const DATA = /url\(data:font\/(\w+);base64,([^)]+)\)/g;

export const fontsAsFiles = {
  name: "fonts as files",
  setup(build) {
    const fonts = new Map();
    build.onLoad({ filter: /@graphiql\/react\/font\/.+\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      let number = 0;
      const contents = css.replace(DATA, (_, ending, data) => {
        const name = `font:${basename(path, ".css")}-${number++}.${ending}`;
        fonts.set(name, Buffer.from(data, "base64"));
        return `url("${name}")`;
      });
      return { contents, loader: "css" };
    });
    build.onResolve({ filter: /^font:/ }, ({ path }) => ({
      path: path.slice("font:".length),
      namespace: "font",
    }));
    build.onLoad({ filter: /.*/, namespace: "font" }, ({ path }) => ({
      contents: fonts.get(`font:${path}`),
      loader: "file",
    }));
  },
};
