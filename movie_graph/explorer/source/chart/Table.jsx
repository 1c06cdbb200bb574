// The rows as a table; the head of a column sorts by it.
import { titleOf } from "./columns.js";
import { formatCell } from "./format.js";

const ROWS_MOST = 1000; // more would make the page slow; the file has all of them

export function Table({ title, columns, rows, order, sort }) {
  const shown = rows.slice(0, ROWS_MOST);
  return (
    <>
      <div className="chart-rows" role="region" aria-label={`Table: ${title}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.path} {...{ column, order, sort }} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, number) => (
              <tr key={number}>
                {columns.map((column) => (
                  <td key={column.path} className={`chart-${column.kind}`}>
                    {formatCell(row[column.at], column)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="chart-note">{noteOf(shown.length, rows.length)}</p>
    </>
  );
}

function Head({ column, order, sort }) {
  const direction = order?.at === column.at ? order.direction : 0;
  // Numbers are asked for by the largest first, names by the alphabet.
  const first = column.kind === "number" ? -1 : 1;
  const next = { at: column.at, direction: direction ? -direction : first };
  return (
    <th scope="col" aria-sort={SORTS[direction]} className={`chart-${column.kind}`}>
      <button type="button" onClick={() => sort(next)} title={column.path}>
        {titleOf(column)}
        <span aria-hidden="true">{ARROWS[direction]}</span>
      </button>
    </th>
  );
}

const SORTS = { [-1]: "descending", 0: "none", 1: "ascending" };
const ARROWS = { [-1]: " ▾", 0: "", 1: " ▴" };

function noteOf(shown, all) {
  const rows = `${all.toLocaleString("en")} ${all === 1 ? "row" : "rows"}`;
  return shown < all ? `The first ${shown.toLocaleString("en")} of ${rows}.` : `${rows}.`;
}
