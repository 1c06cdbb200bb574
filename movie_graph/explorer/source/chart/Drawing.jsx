// The chart on its canvas, and the same in words.
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
import { useEffect } from "react";

import { chartConfig, isLyingBar } from "./config.js";
import { describeChart } from "./description.js";

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

export function Drawing({ canvas, choice, points, title, colours }) {
  useEffect(() => {
    const chart = new Chart(canvas.current, chartConfig(choice, points, title, colours));
    return () => chart.destroy();
  }, [canvas, choice, points, title, colours]);
  const lying = points.places.length * points.series.length * BAR_HEIGHT + AROUND;
  const height = isLyingBar(choice) ? Math.max(lying, HEIGHT / 2) : HEIGHT;
  return (
    <figure className="chart-drawing">
      <div style={{ height }}>
        <canvas ref={canvas} role="img" aria-label={describeChart(choice, points)} />
      </div>
      {points.leftOut > 0 && <figcaption>{leftOut(points.leftOut)}</figcaption>}
    </figure>
  );
}

function leftOut(count) {
  return `${count.toLocaleString("en")} ${count === 1 ? "row is" : "rows are"} not in the chart.`;
}
