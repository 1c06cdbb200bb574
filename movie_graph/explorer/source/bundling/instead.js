// Modules that the bundle has in place of those that the packages ask for.
import { fileURLToPath } from "node:url";

const INSTEAD = [
  { asked: /^\.\/editor\.all\.js$/, by: /edcore\.main\.js$/, taken: "editor/features.js" },
  { asked: /^prettier\//, by: /utility\/jsonc\.js$/, taken: "editor/formatJson.js" },
  // The same module by its older name, which would be bundled a second time.
  { asked: /^prettier\/parser-graphql$/, by: /./, taken: "node_modules/prettier/plugins/graphql.mjs" },
];

export const instead = {
  name: "instead",
  setup(build) {
    for (const { asked, by, taken } of INSTEAD) {
      build.onResolve({ filter: asked }, ({ importer }) =>
        by.test(importer) ? { path: fileURLToPath(new URL(`../${taken}`, import.meta.url)) } : undefined,
      );
    }
  },
};
