// A chart in words, for those who cannot see it.
import { BARS_MOST } from "./choice.js";
import { titleOf } from "./columns.js";
import { formatCell } from "./format.js";
import { isOnScale, SERIES_MOST } from "./points.js";

const NAMES = { bar: "Bar chart", line: "Line chart", scatter: "Scatter chart" };
const MARKS = { bar: "bar", line: "point", scatter: "point" };

// "Bar chart of loss (US dollars) by movie, 20 bars, from 24,037,525 (47 Ronin) to 165,710,090 (…)."
export function describeChart({ type, x, y, series }, { places, series: drawn }) {
  const marks = drawn.flatMap(({ name, values }) =>
    values.map((value, at) => markOf(value, places[at], drawn.length > 1 ? name : "")),
  );
  const known = marks.filter(({ value }) => value !== null);
  const by = x ? titleOf(x) : "row";
  const what = type === "scatter" ? `${titleOf(y)} against ${by}` : `${titleOf(y)} by ${by}`;
  const each = series ? ` for each ${series.label} (${drawn.map(({ name }) => name).join(", ")})` : "";
  if (!known.length) return `${NAMES[type]} of ${what}${each}, empty.`;
  const lowest = known.reduce((a, b) => (b.value < a.value ? b : a));
  const highest = known.reduce((a, b) => (b.value > a.value ? b : a));
  const range = `from ${say(lowest, y)} to ${say(highest, y)}`;
  return `${NAMES[type]} of ${what}${each}, ${count(known.length, MARKS[type])}, ${range}.`;
}

// "Not in the chart: 2 rows of unknown profit, 54 rows beyond the 8 largest series."; or empty.
export function leftOut(choice, { unknown, beyond }) {
  const { x, y } = choice;
  const measured = isOnScale(choice) ? `${y.label} or ${x.label}` : y.label;
  const parts = [
    unknown && `${count(unknown, "row")} of unknown ${measured}`,
    beyond && `${count(beyond, "row")} beyond ${mostOf(choice)}`,
  ].filter(Boolean);
  return parts.length ? `Not in the chart: ${parts.join(", ")}.` : "";
}

function mostOf({ type, series }) {
  const bars = type === "bar" && `the first ${BARS_MOST} ${series ? "places" : "bars"}`;
  return [bars, series && `the ${SERIES_MOST} largest series`].filter(Boolean).join(" of ");
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

function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
