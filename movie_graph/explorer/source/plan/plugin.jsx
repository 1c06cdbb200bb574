// The plan of the last request as a panel: levels, loaders, statements, rows, milliseconds.
import { useEffect, useSyncExternalStore } from "react";

import { Levels } from "./Levels.jsx";
import "./plan.css";
import { currentPlan, listenToPlans, setWanted } from "./plans.js";
import { Statements } from "./Statements.jsx";
import { Summary } from "./Summary.jsx";

export const PLAN_PLUGIN = { title: "Plan", icon: Icon, content: Panel };

function Panel() {
  const { plan, refused } = useSyncExternalStore(listenToPlans, currentPlan);
  useEffect(() => {
    setWanted(true);
    return () => setWanted(false);
  }, []);
  return (
    <section className="plan" aria-label="Plan of the last request">
      <h2 className="plan-title">Plan</h2>
      {plan ? <Plan plan={plan} /> : <p>{refused ? REFUSED : NONE_YET}</p>}
    </section>
  );
}

const NONE_YET = "Run a query, and its plan appears here.";
const REFUSED =
  "The server did not send a plan with this answer. Your token may not be allowed to see it.";

function Plan({ plan }) {
  return (
    <>
      <Summary plan={plan} />
      <h3>Levels</h3>
      <Levels levels={plan.levels} />
      <h3>Statements</h3>
      <Statements statements={plan.statements} />
    </>
  );
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.5}>
      <path d="M4 5h6v4H4zM14 5h6v4h-6zM14 15h6v4h-6zM10 7h4M17 9v6M7 9v8h7" />
    </svg>
  );
}
