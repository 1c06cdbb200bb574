// Formats variables and headers with the parser that reads them, where GraphiQL takes Prettier's
// for all of JavaScript, of half a megabyte.
import { applyEdits, format as editsOf } from "jsonc-parser";

export const format = (text) =>
  applyEdits(text, editsOf(text, undefined, { insertSpaces: true, tabSize: 2, keepLines: false }));
export const parsers = {};
export const printers = {};
