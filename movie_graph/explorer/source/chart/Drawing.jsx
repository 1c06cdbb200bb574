// The chart on its canvas, and the same in words.
import { useEffect, useRef } from "react";

import { draw, heightOf } from "./canvas.js";
import { describeChart, leftOut } from "./description.js";

export function Drawing({ drawing }) {
  const canvas = useRef(null);
  useEffect(() => {
    const chart = draw(canvas.current, drawing);
    return () => chart.destroy();
  }, [drawing]);
  const { choice, points } = drawing;
  return (
    <figure className="chart-drawing">
      <div style={{ height: heightOf(drawing) }}>
        <canvas ref={canvas} role="img" aria-label={describeChart(choice, points)} />
      </div>
      <figcaption>{leftOut(choice, points)}</figcaption>
    </figure>
  );
}
