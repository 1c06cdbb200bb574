// The plan of the last request, as a panel: levels, loaders, statements, rows, milliseconds.
// While the panel is open, every request asks for its plan.
"use strict";

const plans = (() => {
  let state = { plan: null, refused: false };
  let wanted = false;
  const listeners = new Set();
  return {
    isWanted: () => wanted,
    want(value) {
      wanted = value;
    },
    current: () => state,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // Takes the plan out of an answer, so that the answer looks as it does without one.
    takeFrom(answer) {
      const { plan, ...extensions } = answer.extensions ?? {};
      state = { plan: plan ?? null, refused: plan === undefined };
      listeners.forEach((listener) => listener());
      const { extensions: _, ...rest } = answer;
      return Object.keys(extensions).length ? { ...rest, extensions } : rest;
    },
  };
})();

const planPlugin = (() => {
  const h = React.createElement;
  const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
  const time = (milliseconds) => `${milliseconds.toFixed(1)} ms`;

  function Summary({ plan }) {
    const asks = plan.levels.flatMap((level) => level.loaders);
    const keys = asks.reduce((sum, ask) => sum + ask.keys, 0);
    return h(
      "p",
      { className: "plan-summary" },
      h("strong", null, count(plan.statements.length, "statement")),
      ` for ${count(keys, "key")} of ${count(asks.length, "loader")}, `,
      `${count(plan.rows, "row")}, ${time(plan.milliseconds)}; `,
      `the statements, one by one, would take ${time(plan.databaseMilliseconds)}`,
    );
  }

  function Levels({ levels }) {
    const lines = levels.flatMap(({ level, resolvers, loaders }) => [
      ...resolvers.map(({ field, calls }) => [level, field, "resolver", calls, ""]),
      ...loaders.map(({ fields, loader, keys, milliseconds }) => [
        level,
        fields.join(", "),
        loader.replace(/Loader$/, ""),
        keys,
        time(milliseconds),
      ]),
    ]);
    return h(
      "table",
      { className: "plan-levels" },
      h(
        "thead",
        null,
        h("tr", null, ["Level", "Field", "Answered by", "Keys", "Time"].map((title) => h("th", { key: title }, title))),
      ),
      h(
        "tbody",
        null,
        lines.map((line, number) => h("tr", { key: number }, line.map((cell, at) => h("td", { key: at }, cell)))),
      ),
    );
  }

  function Statements({ statements }) {
    return h(
      "ol",
      { className: "plan-statements" },
      statements.map(({ loader, statement, rows, milliseconds }, number) =>
        h(
          "li",
          { key: number },
          h(
            "details",
            null,
            h("summary", null, `${loader ?? "root field"}: ${count(rows, "row")}, ${time(milliseconds)}`),
            h("code", null, statement),
          ),
        ),
      ),
    );
  }

  function Panel() {
    const { plan, refused } = React.useSyncExternalStore(plans.listen, plans.current);
    React.useEffect(() => {
      plans.want(true);
      return () => plans.want(false);
    }, []);
    const hint = refused
      ? "The server did not send a plan with this answer. Your token may not be allowed to see it."
      : "Run a query, and its plan appears here.";
    return h(
      "section",
      { className: "plan", "aria-label": "Plan of the last request" },
      h("div", { className: "graphiql-doc-explorer-title" }, "Plan"),
      plan
        ? [
            h(Summary, { key: "summary", plan }),
            h("h3", { key: "levels-title" }, "Levels"),
            h(Levels, { key: "levels", levels: plan.levels }),
            h("h3", { key: "statements-title" }, "Statements"),
            h(Statements, { key: "statements", statements: plan.statements }),
          ]
        : h("p", null, hint),
    );
  }

  const Icon = () =>
    h(
      "svg",
      { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 1.5 },
      h("path", { d: "M4 5h6v4H4zM14 5h6v4h-6zM14 15h6v4h-6zM10 7h4M17 9v6M7 9v8h7" }),
    );

  return { title: "Plan", icon: Icon, content: Panel };
})();
