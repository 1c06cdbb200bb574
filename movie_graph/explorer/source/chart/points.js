// What a chart draws of a table: which rows, where, in which series.
import { BARS_MOST } from "./choice.js";
import { isOrdered } from "./columns.js";
import { formatCell } from "./format.js";

export const SERIES_MOST = 8;

// { places, series: [{ name, values }], unknown, beyond }. With places, a value for each, null for
// none; without, values are { x, y, name }. unknown and beyond count the rows that are not drawn: those
// without a value, and those that are too many.
export function pointsOf(choice, columns, rows) {
  const { x, y } = choice;
  const known = rows.filter((row) => row[y.at] !== null && (!x || row[x.at] !== null));
  const shown = choice.series ? largestSeries(choice, known) : firstBars(choice, known);
  const drawn = isOnScale(choice) ? onScale(choice, columns, shown) : onPlaces(choice, shown);
  return { ...drawn, unknown: rows.length - known.length, beyond: known.length - shown.length };
}

// Numbers and times lie as far apart as they are; names lie side by side.
export function isOnScale({ type, x }) {
  return type === "scatter" || (type === "line" && x !== null && isOrdered(x));
}

function firstBars({ type }, rows) {
  return type === "bar" ? rows.slice(0, BARS_MOST) : rows;
}

function largestSeries({ y, series }, rows) {
  const sums = new Map();
  for (const row of rows) sums.set(row[series.at], (sums.get(row[series.at]) ?? 0) + row[y.at]);
  const names = [...sums].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const largest = new Set(names.slice(0, SERIES_MOST));
  return rows.filter((row) => largest.has(row[series.at]));
}

function onScale({ type, x, y, series }, columns, rows) {
  const label = type === "scatter" ? columns.find(({ kind }) => kind === "category") : x;
  const point = (row) => ({
    x: place(row[x.at], x),
    y: row[y.at],
    name: label ? formatCell(row[label.at], label) : "",
  });
  const drawn = split(series, y, rows).map(({ name, rows }) => ({ name, values: rows.map(point) }));
  if (type === "line") drawn.forEach(({ values }) => values.sort((a, b) => a.x - b.x));
  return { places: [], series: drawn };
}

function place(value, { kind }) {
  return kind === "date" ? Date.parse(value) : value;
}

function onPlaces({ x, y, series }, rows) {
  const nameOf = (row, at) => (x ? formatCell(row[x.at], x) : String(at + 1));
  if (!series) {
    const values = rows.map((row) => row[y.at]);
    return { places: rows.map(nameOf), series: [{ name: y.label, values }] };
  }
  const places = [...new Set(rows.map(nameOf))];
  const drawn = split(series, y, rows).map(({ name, rows: own }) => {
    const values = new Map(own.map((row, at) => [nameOf(row, at), row[y.at]]));
    return { name, values: places.map((place) => values.get(place) ?? null) };
  });
  return { places, series: drawn };
}

// In the order in which the series first appear.
function split(series, y, rows) {
  if (!series) return [{ name: y.label, rows }];
  const names = [...new Set(rows.map((row) => row[series.at]))];
  return names.map((name) => ({
    name: formatCell(name, series),
    rows: rows.filter((row) => row[series.at] === name),
  }));
}
