// The request in one sentence: few statements for many keys.
import { count, time } from "./figures.js";

export function Summary({ plan }) {
  const asks = plan.levels.flatMap((level) => level.loaders);
  const keys = asks.reduce((sum, ask) => sum + ask.keys, 0);
  return (
    <p className="plan-summary">
      <strong>{count(plan.statements.length, "statement")}</strong> for {count(keys, "key")} of{" "}
      {count(asks.length, "loader")}, {count(plan.rows, "row")}, {time(plan.milliseconds)}; the
      statements, one by one, would take {time(plan.databaseMilliseconds)}
    </p>
  );
}
