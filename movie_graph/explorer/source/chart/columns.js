// What a column holds: its kind, its unit, and what to call it on an axis.

// Kinds: number; year, ordinal and date, which have an order; category; id; empty.
export const isOrdered = ({ kind }) => kind === "year" || kind === "ordinal" || kind === "date";

// `fields` as fieldsOf gives them; without one, the name in the answer has to do.
export function describeColumns(table, fields) {
  const columns = table.columns.map((path, at) => {
    const field = fields.get(`${table.path}.${path}`);
    const name = field?.name ?? path.split(".").at(-1);
    const values = table.rows.map((row) => row[at]).filter((value) => value !== null);
    const kind = kindOf(name, field?.type, values);
    const unit = kind === "number" ? unitOf(name, field?.description ?? "") : "";
    return { path, at, kind, unit, label: labelOf(path, field) };
  });
  const isTaken = (column) => columns.some((c) => c !== column && c.label === column.label);
  return columns.map((column) =>
    isTaken(column) ? { ...column, label: column.path.split(".").map(words).join(" ") } : column,
  );
}

// "loss (US dollars)"
export function titleOf({ label, unit }) {
  return unit ? `${label} (${unit})` : label;
}

const DATE = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/;

function kindOf(name, type, values) {
  if (!values.length) return "empty";
  if (type === "ID" || /^id$|Id$|^cursor$/.test(name)) return "id";
  if (values.every((value) => typeof value === "number")) {
    if (!values.every(Number.isInteger)) return "number";
    if (/year$|decade$/i.test(name)) return "year";
    return /month$/i.test(name) ? "ordinal" : "number";
  }
  return values.every((value) => DATE.test(value)) ? "date" : "category";
}

// By the name of the field, or by what its description says.
const UNITS = [
  { unit: "percent", name: /share$/i },
  { unit: "US dollars", name: /(budget|revenue|profit|loss)$/i, description: /\bUS dollars\b/ },
  { unit: "minutes", name: /runtime(Minutes)?$/i, description: /\bminutes\b/i },
  { unit: "times the budget", name: /returnOnInvestment$/i },
  { unit: "0 to 10", name: /(voteAverage|averageVote|weightedRating|score)$/i },
];

function unitOf(name, description) {
  const found = UNITS.find((u) => u.name.test(name) || u.description?.test(description));
  return found?.unit ?? "";
}

const FUNCTIONS = {
  sum: "sum of",
  avg: "mean",
  min: "smallest",
  max: "largest",
  stddev: "standard deviation of",
  median: "median",
};
const NAMING = new Set(["name", "title", "label"]);

// movie.title is "movie", metrics.avg.voteAverage "mean vote average".
function labelOf(path, field) {
  const parts = path.split(".");
  if (parts.length > 1 && NAMING.has(parts.at(-1))) parts.pop();
  const last = parts.at(-1);
  const counted = last === "count" && field?.description.match(/^Number of ([a-z ]+)\.$/);
  if (counted) return `number of ${counted[1]}`;
  const computed = FUNCTIONS[parts.at(-2)];
  return computed ? `${computed} ${words(last)}` : words(last);
}

// voteAverage is "vote average".
function words(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}
