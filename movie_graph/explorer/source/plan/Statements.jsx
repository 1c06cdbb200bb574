// The SQL statements of the request; each opens to its text.
import { count, time } from "./figures.js";
import { loaderName } from "./loaderName.jsx";

export function Statements({ statements }) {
  return (
    <ol className="plan-statements">
      {statements.map(({ loader, statement, rows, milliseconds }, number) => (
        <li key={number}>
          <details>
            <summary>
              {loader ? loaderName(loader) : "root field"}: {count(rows, "row")}, {time(milliseconds)}
            </summary>
            <code>{statement}</code>
          </details>
        </li>
      ))}
    </ol>
  );
}
