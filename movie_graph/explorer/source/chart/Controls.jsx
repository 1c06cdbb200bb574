// What the chart shows, to choose from: its kind, its two axes, its series.
import { chooseChart, placesFor, seriesFor, TYPES } from "./choice.js";

const NAMES = { bar: "Bars", line: "Line", scatter: "Scatter" };

export function Controls({ choice, columns, rows, asked, ask }) {
  const askFor = (part) => (event) =>
    ask({ ...asked, type: choice.type, [part]: Number(event.target.value) });
  const series = seriesFor(choice, columns, rows);
  const measures = columns.filter(({ kind }) => kind === "number");
  return (
    <div className="chart-controls">
      <div role="group" aria-label="Kind of chart" className="chart-kinds">
        {TYPES.map((type) => (
          <button
            key={type}
            type="button"
            aria-pressed={type === choice.type}
            disabled={!chooseChart(columns, rows, type)}
            onClick={() => ask({ type })}
          >
            {NAMES[type]}
          </button>
        ))}
      </div>
      <Choice name="Measure" value={choice.y} options={measures} onChange={askFor("y")} />
      {choice.x && (
        <Choice
          name={choice.type === "scatter" ? "Against" : "By"}
          value={choice.x}
          options={placesFor(choice.type, columns)}
          onChange={askFor("x")}
        />
      )}
      {series.length > 0 && (
        <Choice name="Series" value={choice.series} options={series} onChange={askFor("series")} none />
      )}
    </div>
  );
}

const NONE = -1;

function Choice({ name, value, options, onChange, none = false }) {
  return (
    <label>
      {name}{" "}
      <select value={value?.at ?? NONE} onChange={onChange}>
        {none && <option value={NONE}>one for all</option>}
        {options.map(({ at, label }) => (
          <option key={at} value={at}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
