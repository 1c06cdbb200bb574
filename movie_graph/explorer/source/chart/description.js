// A chart in words, for those who cannot see it.
import { titleOf } from "./columns.js";
import { formatCell } from "./format.js";

const NAMES = { bar: "Bar chart", line: "Line chart", scatter: "Scatter chart" };
const MARKS = { bar: "bars", line: "points", scatter: "points" };

// "Bar chart of loss (US dollars) by movie, 20 bars, from 24,037,525 (47 Ronin) to 165,710,090 (…)."
export function describeChart({ type, x, y, series }, { places, series: drawn }) {
  const marks = drawn.flatMap(({ name, values }) =>
    values.map((value, at) => markOf(value, places[at], drawn.length > 1 ? name : "")),
  );
  const known = marks.filter(({ value }) => value !== null);
  const by = x ? titleOf(x) : "row";
  const what = type === "scatter" ? `${titleOf(y)} against ${by}` : `${titleOf(y)} by ${by}`;
  const each = series ? ` for each ${series.label} (${drawn.map(({ name }) => name).join(", ")})` : "";
  const count = `${known.length} ${known.length === 1 ? MARKS[type].slice(0, -1) : MARKS[type]}`;
  if (!known.length) return `${NAMES[type]} of ${what}${each}, empty.`;
  const lowest = known.reduce((a, b) => (b.value < a.value ? b : a));
  const highest = known.reduce((a, b) => (b.value > a.value ? b : a));
  return `${NAMES[type]} of ${what}${each}, ${count}, from ${say(lowest, y)} to ${say(highest, y)}.`;
}

function markOf(value, place, series) {
  const isPoint = typeof value === "object" && value !== null;
  const names = [isPoint ? value.name : place, series].filter(Boolean);
  return { value: isPoint ? value.y : value, name: names.join(", ") };
}

function say({ value, name }, y) {
  const figure = formatCell(value, y);
  return name ? `${figure} (${name})` : figure;
}
