// Which chart suits a table: what is bars, what a line, what a cloud of points.
import { isOrdered } from "./columns.js";

export const BARS_MOST = 40;
export const TYPES = ["bar", "line", "scatter"];

// { type, x, y, series }: columns, or null for "each row by itself" and "one series".
// null where nothing can be measured. `type` asks for one kind of chart; null where it cannot be.
export function chooseChart(columns, rows, type = null) {
  const sorts = sortColumns(columns);
  if (!rows.length || !sorts.numbers.length) return null;
  const found = type ?? bestType(sorts, rows);
  return { bar, line, scatter }[found](sorts, rows);
}

// What may stand along the first axis.
export function placesFor(type, columns) {
  return columns.filter(({ kind }) =>
    type === "scatter"
      ? kind === "number" || kind === "year" || kind === "ordinal"
      : kind !== "number" && kind !== "empty",
  );
}

// What may divide the rows into series: it repeats, and each place has one value of a series at most.
export function seriesFor({ type, x }, columns, rows) {
  const repeats = columns.filter(
    (column) => column.kind === "category" && column !== x && doesRepeat(column, rows),
  );
  if (type === "scatter") return repeats;
  return x ? repeats.filter((column) => distinct(rows, x, column) === rows.length) : [];
}

function doesRepeat(column, rows) {
  return distinct(rows, column) * 2 <= rows.length;
}

function sortColumns(columns) {
  return {
    numbers: columns.filter(({ kind }) => kind === "number"),
    ordered: columns.filter(isOrdered),
    categories: columns.filter(({ kind }) => kind === "category"),
  };
}

function bestType(sorts, rows) {
  if (rows.length > 1 && timeline(sorts, rows)) return "line";
  if (sorts.categories.length && rows.length <= BARS_MOST) return "bar";
  return sorts.numbers.length > 1 ? "scatter" : "bar";
}

// One value for each point in time; or one for each point in time and each of a few categories.
function timeline({ ordered, categories }, rows) {
  for (const x of ordered) {
    const points = distinct(rows, x);
    if (points === rows.length && !categories.length) return { x, series: null };
    if (points === 1) continue;
    const series = categories.find(
      (column) => doesRepeat(column, rows) && distinct(rows, x, column) === rows.length,
    );
    if (series) return { x, series };
  }
  return null;
}

function line(sorts, rows) {
  const time = timeline(sorts, rows) ?? { x: sorts.ordered[0] ?? null, series: null };
  return { type: "line", ...time, y: measure(sorts.numbers, rows) };
}

function bar({ numbers, ordered, categories }, rows) {
  const [x, series] = [...categories, ...ordered];
  const isGrid =
    series &&
    distinct(rows, x) < rows.length &&
    doesRepeat(series, rows) &&
    distinct(rows, x, series) === rows.length;
  return { type: "bar", x: x ?? null, series: isGrid ? series : null, y: measure(numbers, rows) };
}

function scatter({ numbers, ordered }, rows) {
  const years = ordered.filter(({ kind }) => kind !== "date");
  const [x, y] = numbers.length > 1 ? numbers : [...years, ...numbers];
  return y ? { type: "scatter", x, y, series: null } : null;
}

// What the rows are ordered by is what they are about; else the first number.
function measure(numbers, rows) {
  const order = ({ at }) => {
    const values = rows.map((row) => row[at]).filter((value) => value !== null);
    const falls = values.every((value, n) => n === 0 || value <= values[n - 1]);
    return falls && values.length > 1 && values[0] > values.at(-1);
  };
  return numbers.find(order) ?? numbers[0];
}

function distinct(rows, ...columns) {
  return new Set(rows.map((row) => JSON.stringify(columns.map(({ at }) => row[at])))).size;
}
