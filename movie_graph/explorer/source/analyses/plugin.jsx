// The saved analyses as a panel: a click opens one in a tab of its own, beside the empty chart.
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";

import { CHART_PLUGIN } from "../chart/plugin.jsx";
import { ANALYSES } from "./analyses.js";
import "./analyses.css";

export const ANALYSES_PLUGIN = { title: "Analyses", icon: Icon, content: Panel };

function Panel() {
  const { addTab, setVisiblePlugin } = useGraphiQLActions();
  const editor = useGraphiQL((state) => state.queryEditor);
  const open = (query) => {
    addTab();
    editor.setValue(query);
    setVisiblePlugin(CHART_PLUGIN);
  };
  return (
    <section className="analyses" aria-label="Saved analyses">
      <h2 className="analyses-title">Analyses</h2>
      <p>A click opens one in a new tab. Run it, and see the chart here.</p>
      <ul>
        {ANALYSES.map(({ question, notes, query }) => (
          <li key={question}>
            <button type="button" onClick={() => open(query)}>
              {question}
            </button>
            {notes && <p>{notes}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.5}>
      <path d="M6 3h9l4 4v14H6zM9 17v-3M12.5 17v-6M16 17v-4" />
    </svg>
  );
}
