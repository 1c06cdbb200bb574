// One table with its chart: what is drawn, in which order, and the files of it.
import { useMemo } from "react";

import { pictureOf } from "./canvas.js";
import { chooseChart, seriesFor } from "./choice.js";
import { coloursOf } from "./colours.js";
import { Controls } from "./Controls.jsx";
import { toCsv } from "./csv.js";
import { useIsDark } from "./dark.js";
import { Drawing } from "./Drawing.jsx";
import { fileName, save } from "./files.js";
import { pointsOf } from "./points.js";
import { sortRows } from "./sorting.js";
import { Table } from "./Table.jsx";

const CSV = "text/csv;charset=utf-8";
const NO_NUMBER = "No chart: the rows hold no number to measure by.";

// `view` has what the reader chose: `order` { at, direction } or null, and `asked` as below.
export function View({ title, columns, rows, view: { order, asked }, setView }) {
  const colours = coloursOf(useIsDark());
  const sorted = useMemo(
    () => (order ? sortRows(rows, columns[order.at], order.direction) : rows),
    [rows, columns, order],
  );
  // Of the rows as the server ordered them, so that another order of the table is no other chart.
  const choice = useMemo(() => chosen(columns, rows, asked), [columns, rows, asked]);
  const drawing = useMemo(
    () => choice && { choice, points: pointsOf(choice, columns, sorted), title, colours },
    [choice, columns, sorted, title, colours],
  );
  const saveCsv = () =>
    save(new Blob([toCsv(columns, sorted)], { type: CSV }), fileName(title, "csv"));
  const savePng = async () => save(await pictureOf(drawing), fileName(title, "png"));
  return (
    <>
      {choice ? (
        <>
          <Controls {...{ choice, columns, rows, asked, ask: (asked) => setView({ asked }) }} />
          <Drawing drawing={drawing} />
        </>
      ) : (
        <p>{NO_NUMBER}</p>
      )}
      <div className="chart-files">
        <button type="button" onClick={saveCsv}>
          Save table as CSV
        </button>
        {choice && (
          <button type="button" onClick={savePng}>
            Save chart as PNG
          </button>
        )}
      </div>
      <Table {...{ title, columns, rows: sorted, order, sort: (order) => setView({ order }) }} />
    </>
  );
}

// `asked` has what the reader chose: a type, or columns by their places for x, y and series.
function chosen(columns, rows, { type, x, y, series }) {
  const best = chooseChart(columns, rows, type) ?? chooseChart(columns, rows);
  if (!best) return null;
  const choice = {
    ...best,
    x: x === undefined ? best.x : columns[x],
    y: y === undefined ? best.y : columns[y],
    series: series === undefined ? best.series : (columns[series] ?? null),
  };
  const canSplit = seriesFor(choice, columns, rows).includes(choice.series);
  return canSplit ? choice : { ...choice, series: null };
}
