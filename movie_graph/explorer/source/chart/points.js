// What a chart draws of a table: which rows, where, in which series.
import { BARS_MOST } from "./choice.js";
import { isOrdered } from "./columns.js";
import { formatCell } from "./format.js";

export const SERIES_MOST = 8;

// { places, series: [{ name, values }], unknown, beyond }. With places, a value for each, null for
// none; without, values are { x, y, name }. unknown and beyond count the rows that are not drawn: those
// without a value, and those that are too many. The largest series comes first.
export function pointsOf(choice, columns, rows) {
  const isPlaced = isOnScale(choice);
  const { x, y, series } = choice;
  const known = rows.filter((row) => row[y.at] !== null && !(isPlaced && row[x.at] === null));
  const names = series ? largestSeries(choice, known) : null;
  const shown = firstBars(choice, names ? known.filter((row) => names.includes(row[series.at])) : known);
  const parts = names
    ? names.map((name) => ({
        name: formatCell(name, series),
        rows: shown.filter((row) => row[series.at] === name),
      }))
    : [{ name: y.label, rows: shown }];
  return {
    ...(isPlaced ? onScale(choice, columns, parts) : onPlaces(choice, shown, parts)),
    unknown: rows.length - known.length,
    beyond: known.length - shown.length,
  };
}

// Numbers and times lie as far apart as they are; names lie side by side.
export function isOnScale({ type, x }) {
  return type === "scatter" || (type === "line" && x !== null && isOrdered(x));
}

function firstBars({ type, x, series }, rows) {
  if (type !== "bar") return rows;
  if (!series) return rows.slice(0, BARS_MOST);
  const places = [...new Set(rows.map((row) => row[x.at]))].slice(0, BARS_MOST);
  return rows.filter((row) => places.includes(row[x.at]));
}

function largestSeries({ y, series }, rows) {
  const sums = new Map();
  for (const row of rows) sums.set(row[series.at], (sums.get(row[series.at]) ?? 0) + row[y.at]);
  const names = [...sums].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return names.slice(0, SERIES_MOST);
}

function onScale({ type, x, y }, columns, parts) {
  const label = type === "scatter" ? columns.find(({ kind }) => kind === "category") : x;
  const point = (row) => ({
    x: position(row[x.at], x),
    y: row[y.at],
    name: label ? formatCell(row[label.at], label) : "",
  });
  const series = parts.map(({ name, rows }) => ({ name, values: rows.map(point) }));
  if (type === "line") series.forEach(({ values }) => values.sort((a, b) => a.x - b.x));
  return { places: [], series };
}

function position(value, { kind }) {
  return kind === "date" ? Date.parse(value) : value;
}

function onPlaces({ x, y, series }, shown, parts) {
  const nameOf = (row, at) => (x ? formatCell(row[x.at], x) : String(at + 1));
  if (!series) {
    const values = shown.map((row) => row[y.at]);
    return { places: shown.map(nameOf), series: [{ name: y.label, values }] };
  }
  const places = [...new Set(shown.map(nameOf))];
  return {
    places,
    series: parts.map(({ name, rows }) => {
      const values = new Map(rows.map((row) => [nameOf(row), row[y.at]]));
      return { name, values: places.map((place) => values.get(place) ?? null) };
    }),
  };
}
