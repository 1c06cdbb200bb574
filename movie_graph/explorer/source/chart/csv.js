// A table as CSV, after RFC 4180.

// A spreadsheet takes text that begins so for a formula, and runs it.
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

// Columns by their paths, rows as they are given; unknown is empty.
export function toCsv(columns, rows) {
  const head = columns.map(({ path }) => path);
  return [head, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

function field(value) {
  if (value === null) return "";
  const text = harmless(String(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function harmless(text) {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}
