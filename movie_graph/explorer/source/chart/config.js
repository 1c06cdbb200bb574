// What Chart.js is told to draw: marks, axes with their units, colours.
import { titleOf } from "./columns.js";
import { formatCell, formatTick } from "./format.js";
import { isOnScale } from "./points.js";

const TITLE_MOST = 70;
// Chart.js cuts what takes more than half the width off, at the wrong end.
const labelMost = (width) => Math.min(Math.max(Math.floor(width / 16), 12), 45);
// Series differ by more than their colours.
const POINT_STYLES = ["circle", "rect", "triangle", "rectRot"];
const DASH = [6, 3];
// More points than these are drawn small.
const CROWD = { line: 30, scatter: 100 };
const FONT = "Roboto, sans-serif";

// `points` as pointsOf gives them; `colours` has ink, grid, zero and series.
export function chartConfig({ choice, points, title, colours }) {
  const isLying = isLyingBar(choice);
  const [place, value] = isLying ? ["y", "x"] : ["x", "y"];
  return {
    type: choice.type,
    data: {
      labels: points.places,
      datasets: points.series.map((series, at) => dataset(choice, series, at, points, colours)),
    },
    options: {
      indexAxis: isLying ? "y" : "x",
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      scales: {
        [place]: placeAxis(choice, points, colours),
        [value]: axis(choice.y, colours, { beginAtZero: isAmount(choice, points) }),
      },
      plugins: {
        title: text(shortened(title, TITLE_MOST), colours, { weight: 500, size: 14 }),
        legend: { display: points.series.length > 1, labels: legend(colours) },
        tooltip: { callbacks: tooltip(choice, points) },
      },
    },
  };
}

// Names are read on lying bars; years and months run from left to right.
export function isLyingBar({ type, x }) {
  return type === "bar" && x?.kind === "category";
}

// Bars are as long as their values; a line of counts or of money is high where there are many.
function isAmount({ type }, { series }) {
  const values = series.flatMap((one) => one.values.map((value) => value?.y ?? value));
  return type === "bar" || (type === "line" && values.every(Number.isInteger));
}

function dataset({ type }, { name, values }, at, points, colours) {
  const colour = colours.series[at % colours.series.length];
  const most = Math.max(...points.series.map((other) => other.values.length));
  return {
    label: name,
    data: values,
    backgroundColor: type === "scatter" ? `${colour}99` : colour,
    borderColor: colour,
    borderWidth: type === "line" ? 2 : 0,
    borderDash: at >= POINT_STYLES.length ? DASH : [],
    pointStyle: POINT_STYLES[at % POINT_STYLES.length],
    pointRadius: most > CROWD[type] ? 2 : 3.5,
    spanGaps: true,
  };
}

function placeAxis(choice, points, colours) {
  const { x } = choice;
  if (isOnScale(choice)) return axis(x, colours, { type: "linear" });
  return {
    type: "category",
    title: text(x ? titleOf(x) : "row", colours),
    grid: { display: false },
    border: { color: colours.zero },
    ticks: {
      color: colours.ink,
      font: { family: FONT },
      autoSkip: !isLyingBar(choice),
      callback(_, at) {
        return shortened(points.places[at], labelMost(this.chart.width));
      },
    },
  };
}

function axis(column, colours, more) {
  return {
    title: text(titleOf(column), colours),
    grid: { color: ({ tick }) => (tick?.value === 0 ? colours.zero : colours.grid) },
    border: { color: colours.zero },
    ticks: {
      color: colours.ink,
      font: { family: FONT },
      precision: column.kind === "number" ? undefined : 0,
      callback: (value) => tick(value, column),
    },
    ...more,
  };
}

function tick(value, column) {
  return column.kind === "date"
    ? new Date(value).toISOString().slice(0, "2000-01-01".length)
    : formatTick(value, column);
}

function text(content, { ink }, font = {}) {
  return { display: true, text: content, color: ink, font: { family: FONT, ...font } };
}

function legend({ ink }) {
  return { color: ink, usePointStyle: true, boxHeight: 6, font: { family: FONT } };
}

function tooltip({ type, x, y, series }, { places }) {
  return {
    title: ([item]) => item?.raw?.name || places[item?.dataIndex] || "",
    label({ raw, dataset }) {
      const value = `${titleOf(y)}: ${formatCell(raw?.y ?? raw, y)}`;
      if (type === "scatter") return [`${titleOf(x)}: ${formatCell(raw.x, x)}`, value];
      return series ? [dataset.label, value] : value;
    },
  };
}

function shortened(label, most) {
  return label.length > most ? `${label.slice(0, most - 1).trimEnd()}…` : label;
}
