// A chart on a canvas: on the page, or as a picture of its own size.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Title,
  Tooltip,
} from "chart.js";

import { chartConfig, isLyingBar } from "./config.js";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Title,
  Tooltip,
);

const HEIGHT = 340;
const BAR_HEIGHT = 22;
const AROUND = 110; // title, axis and its name
const PICTURE_WIDTH = 1000;
const PICTURE_SCALE = 2;

// In CSS pixels; lying bars take as much as they need to be told apart.
export function heightOf({ choice, points }) {
  const bars = points.places.length * points.series.length;
  return isLyingBar(choice) ? Math.max(bars * BAR_HEIGHT + AROUND, HEIGHT / 2) : HEIGHT;
}

// Draws into a canvas that fills its parent; call destroy() of what it gives.
export function draw(canvas, drawing) {
  return new Chart(canvas, chartConfig(drawing));
}

// The same as PNG, with a ground that its ink is legible on, however wide the panel is.
export function pictureOf(drawing) {
  const canvas = document.createElement("canvas");
  canvas.width = PICTURE_WIDTH;
  canvas.height = Math.max(heightOf(drawing), PICTURE_WIDTH / 2);
  const config = chartConfig(drawing);
  Object.assign(config.options, { responsive: false, devicePixelRatio: PICTURE_SCALE });
  const chart = new Chart(canvas, { ...config, plugins: [ground(drawing.colours.paper)] });
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png")).finally(() =>
    chart.destroy(),
  );
}

function ground(paper) {
  return {
    id: "ground",
    beforeDraw({ ctx, width, height }) {
      ctx.save();
      ctx.fillStyle = paper;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  };
}
