// A list of rows in the answer as a table and as a chart.
import { useGraphiQL } from "@graphiql/react";
import { useMemo, useState } from "react";

import { useAnswer } from "../answer.js";
import "./chart.css";
import { describeColumns } from "./columns.js";
import { fieldsOf } from "./fields.js";
import { questionOf } from "./question.js";
import { findTables } from "./rows.js";
import { View } from "./View.jsx";

export const CHART_PLUGIN = { title: "Chart", icon: Icon, content: Panel };

const NONE_YET = "Run a query whose answer holds a list, and its rows appear here.";
const AS_IT_COMES = { order: null, asked: {} };

function Panel() {
  // By the columns, so that the same query run again is shown as the reader had chosen.
  const [views, setViews] = useState({});
  const answer = useAnswer();
  const tables = useMemo(() => findTables(answer?.data), [answer]);
  return (
    <section className="chart" aria-label="The answer as a table and a chart">
      <h2 className="chart-title">Chart</h2>
      {tables.length ? <Tables {...{ tables, views, setViews }} /> : <p>{NONE_YET}</p>}
    </section>
  );
}

function Tables({ tables, views, setViews }) {
  const [path, setPath] = useState(null);
  const table = tables.find((one) => one.path === path) ?? tables[0];
  const columns = useColumns(table);
  const title = useTitle(table);
  const key = [table.path, ...table.columns].join();
  const view = views[key] ?? AS_IT_COMES;
  const setView = (part) => setViews((all) => ({ ...all, [key]: { ...view, ...part } }));
  return (
    <>
      {tables.length > 1 && (
        <label className="chart-list">
          Rows of{" "}
          <select value={table.path} onChange={(event) => setPath(event.target.value)}>
            {tables.map((one) => (
              <option key={one.path}>{one.path}</option>
            ))}
          </select>
        </label>
      )}
      <View {...{ title, columns, rows: table.rows, view, setView }} />
    </>
  );
}

function useColumns(table) {
  const schema = useGraphiQL((state) => state.schema);
  const document = useGraphiQL((state) => state.documentAST);
  const operation = useGraphiQL((state) => state.operationName);
  return useMemo(
    () => describeColumns(table, fieldsOf(schema, document, operation)),
    [table, schema, document, operation],
  );
}

// The question that the query begins with, or its name, or where its rows are.
function useTitle(table) {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]);
  const operation = useGraphiQL((state) => state.operationName);
  return questionOf(tab?.query ?? "") ?? operation ?? table.path;
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.5}>
      <path d="M4 4v16h16M8 20v-6M12 20V8M16 20v-9" />
    </svg>
  );
}
