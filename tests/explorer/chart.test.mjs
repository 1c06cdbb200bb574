// The plain parts of the chart panel: from an answer to columns, a choice, marks, words and a file.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

import { chooseChart, placesFor, seriesFor } from "../../movie_graph/explorer/source/chart/choice.js";
import { coloursOf } from "../../movie_graph/explorer/source/chart/colours.js";
import { describeColumns, titleOf } from "../../movie_graph/explorer/source/chart/columns.js";
import { chartConfig, isLyingBar } from "../../movie_graph/explorer/source/chart/config.js";
import { toCsv } from "../../movie_graph/explorer/source/chart/csv.js";
import { describeChart, leftOut } from "../../movie_graph/explorer/source/chart/description.js";
import { fieldsOf } from "../../movie_graph/explorer/source/chart/fields.js";
import { fileName } from "../../movie_graph/explorer/source/chart/files.js";
import { formatCell, formatTick } from "../../movie_graph/explorer/source/chart/format.js";
import { pointsOf } from "../../movie_graph/explorer/source/chart/points.js";
import { notesOf, questionOf } from "../../movie_graph/explorer/source/chart/question.js";
import { findTables } from "../../movie_graph/explorer/source/chart/rows.js";
import { sortRows } from "../../movie_graph/explorer/source/chart/sorting.js";

const { buildSchema, parse } = createRequire(new URL("../http/node/", import.meta.url))("graphql");
const SDL = await readFile(new URL("../../schema.graphql", import.meta.url), "utf8");
const SCHEMA = buildSchema(SDL);

const FLOPS = [
  { movie: { title: "Wreck", year: 2016 }, budget: 200, revenue: 20, loss: 180 },
  { movie: { title: "Orchard", year: 2003 }, budget: 100, revenue: 90, loss: 10 },
];

// A table of records, with its columns as they are without a schema.
function tableOf(records, fields = new Map()) {
  const [table] = findTables({ list: records });
  return { rows: table.rows, columns: describeColumns(table, fields) };
}

function chartOf(records, type) {
  const { rows, columns } = tableOf(records);
  const choice = chooseChart(columns, rows, type);
  return { rows, columns, choice, points: choice && pointsOf(choice, columns, rows) };
}

const shown = ({ type, x, y, series }) => [type, x?.path, y.path, series?.path];

test("a list of objects is a table, its nested objects are dotted columns", () => {
  assert.deepEqual(findTables({ analytics: { flops: FLOPS } }), [
    {
      path: "analytics.flops",
      columns: ["movie.title", "movie.year", "budget", "revenue", "loss"],
      rows: [
        ["Wreck", 2016, 200, 20, 180],
        ["Orchard", 2003, 100, 90, 10],
      ],
    },
  ]);
});

test("a connection is found by its nodes and by its edges", () => {
  const nodes = { movies: { totalCount: 9, nodes: [{ title: "A" }], pageInfo: { endCursor: "x" } } };
  const edges = { movies: { edges: [{ cursor: "x", node: { title: "A" } }] } };

  assert.deepEqual(findTables(nodes)[0], { path: "movies.nodes", columns: ["title"], rows: [["A"]] });
  assert.deepEqual(findTables(edges)[0].columns, ["cursor", "node.title"]);
});

test("several lists are several tables, outermost first", () => {
  const data = { a: { b: { deep: [{ n: 1 }] } }, shallow: [{ n: 2 }] };

  assert.deepEqual(
    findTables(data).map(({ path }) => path),
    ["shallow", "a.b.deep"],
  );
});

test("a list inside a row is one cell if its items have one value each, and else no column", () => {
  const [table] = findTables({
    movies: [
      { title: "A", genres: [{ name: "Drama" }, { name: "Crime" }], cast: [{ a: 1, b: 2 }], tags: [] },
      { title: "B", genres: [], cast: [], tags: ["x", "y"] },
    ],
  });

  assert.deepEqual(table.columns, ["title", "genres", "tags"]);
  assert.deepEqual(table.rows, [
    ["A", "Drama, Crime", ""],
    ["B", "", "x, y"],
  ]);
});

test("an object that is null leaves its columns null, and no column of its own", () => {
  const [table] = findTables({ groups: [{ key: { genre: null } }, { key: { genre: { name: "Drama" } } }] });

  assert.deepEqual(table.columns, ["key.genre.name"]);
  assert.deepEqual(table.rows, [[null], ["Drama"]]);
});

test("items that are null are no rows", () => {
  assert.deepEqual(findTables({ nodes: [null, { n: 1 }] })[0].rows, [[1]]);
});

test("no rows, lists of plain values and no data at all are no tables", () => {
  assert.deepEqual(findTables({ list: [], names: ["a"], n: 1, nothing: null }), []);
  assert.deepEqual(findTables(null), []);
  assert.deepEqual(findTables(undefined), []);
});

test("a column's kind follows its values and its name", () => {
  const { columns } = tableOf([
    {
      id: "Movie:1",
      tmdbId: 1,
      title: "A",
      releaseDate: "1999-03-30",
      loadedAt: "2016-10-16T17:57:24.000Z",
      year: 1999,
      decade: 1990,
      month: 3,
      runtime: 121,
      voteAverage: 7.5,
      isGood: true,
      nothing: null,
    },
  ]);

  assert.deepEqual(Object.fromEntries(columns.map(({ path, kind }) => [path, kind])), {
    id: "id",
    tmdbId: "id",
    title: "category",
    releaseDate: "date",
    loadedAt: "date",
    year: "year",
    decade: "year",
    month: "ordinal",
    runtime: "number",
    voteAverage: "number",
    isGood: "category",
    nothing: "empty",
  });
});

test("a mean year is a number and not a year", () => {
  assert.equal(tableOf([{ year: 1999.5 }]).columns[0].kind, "number");
});

test("a column is named by what it says, and carries its unit", () => {
  const metrics = { count: 2, sum: { revenue: 5 }, avg: { voteAverage: 7.1, runtime: 98.5 } };
  const { columns } = tableOf([
    { key: { genre: { name: "Drama" }, decade: 1990 }, metrics, share: 0.5, returnOnInvestment: 2 },
  ]);

  assert.deepEqual(columns.map(titleOf), [
    "genre",
    "decade",
    "count",
    "sum of revenue (US dollars)",
    "mean vote average (0 to 10)",
    "mean runtime (minutes)",
    "share (percent)",
    "return on investment (times the budget)",
  ]);
});

test("columns of the same name are told apart by their whole paths", () => {
  const { columns } = tableOf([{ movie: { year: 1999 }, key: { year: 2000 } }]);

  assert.deepEqual(
    columns.map(({ label }) => label),
    ["movie year", "key year"],
  );
});

test("the schema says what an alias stands for, through fragments too", () => {
  const document = parse(`
    query Q { analytics { worst: flops { ...Money } movieStats { groups { metrics { count } part: share(of: {function: COUNT}) } } } }
    fragment Money on BoxOffice { gone: loss ... on BoxOffice { movie { minutes: runtimeMinutes } } }
  `);
  const fields = fieldsOf(SCHEMA, document, "Q");
  const [worst, groups] = findTables({
    analytics: {
      worst: [{ gone: 5, movie: { minutes: 90 } }],
      movieStats: { groups: [{ metrics: { count: 3 }, part: 0.5 }] },
    },
  });

  assert.equal(fields.get("analytics.worst.gone").name, "loss");
  assert.deepEqual(describeColumns(worst, fields).map(titleOf), ["gone (US dollars)", "minutes (minutes)"]);
  assert.deepEqual(describeColumns(groups, fields).map(titleOf), ["number of movies", "part (percent)"]);
});

test("a half-written document gives the fields that it has", () => {
  const loop = parse("query Q { movies { ...A nonsense { x } } } fragment A on MovieConnection { totalCount ...A }");

  assert.deepEqual([...fieldsOf(SCHEMA, loop, "Q").keys()], ["movies", "movies.totalCount"]);
  assert.equal(fieldsOf(null, loop, "Q").size, 0);
  assert.equal(fieldsOf(SCHEMA, undefined, "Q").size, 0);
});

test("names and a number are bars, by the number that orders the rows", () => {
  const { choice } = chartOf(FLOPS);

  assert.deepEqual(shown(choice), ["bar", "movie.title", "budget", undefined]);
  const losses = [
    { movie: "A", budget: 5, loss: 9 },
    { movie: "B", budget: 7, loss: 3 },
  ];
  assert.deepEqual(shown(chartOf(losses).choice), ["bar", "movie", "loss", undefined]);
});

test("one number for each point in time is a line", () => {
  const years = [
    { key: { year: 1999 }, count: 3 },
    { key: { year: 2000 }, count: 5 },
  ];
  const dates = [
    { day: "1999-01-01", count: 3 },
    { day: "1999-02-01", count: 5 },
  ];

  assert.deepEqual(shown(chartOf(years).choice), ["line", "key.year", "count", undefined]);
  assert.deepEqual(shown(chartOf(dates).choice), ["line", "day", "count", undefined]);
});

test("one number for each point in time and each of a few names is a line for each", () => {
  const records = [1990, 2000].flatMap((decade) => [
    { decade, genre: "Drama", count: 3 },
    { decade, genre: "Crime", count: 5 },
  ]);

  assert.deepEqual(shown(chartOf(records).choice), ["line", "decade", "count", "genre"]);
});

test("many names and two numbers are a cloud, two numbers alone as well", () => {
  const many = Array.from({ length: 41 }, (_, n) => ({ title: `T${n}`, budget: n, profit: 50 - n }));

  assert.deepEqual(shown(chartOf(many).choice), ["scatter", "budget", "profit", undefined]);
  assert.deepEqual(shown(chartOf(many.slice(1)).choice), ["bar", "title", "profit", undefined]);
  assert.deepEqual(shown(chartOf([{ a: 1.5, b: 2.5 }]).choice), ["scatter", "a", "b", undefined]);
});

test("a number alone is a bar for each row, and nothing to measure is no chart", () => {
  assert.deepEqual(shown(chartOf([{ n: 1.5 }]).choice), ["bar", undefined, "n", undefined]);
  assert.equal(chartOf([{ title: "A", id: "x" }]).choice, null);
});

test("two names that divide all rows between them are bars in groups", () => {
  const records = ["Drama", "Crime"].flatMap((genre) =>
    ["de", "fr"].map((language) => ({ genre, language, count: 2 })),
  );

  assert.deepEqual(shown(chartOf(records).choice), ["bar", "genre", "count", "language"]);
});

test("another kind of chart can be asked for where the columns allow it", () => {
  const { rows, columns } = tableOf(FLOPS);

  assert.deepEqual(shown(chooseChart(columns, rows, "line")), ["line", "movie.year", "budget", undefined]);
  assert.deepEqual(shown(chooseChart(columns, rows, "scatter")).slice(0, 3), ["scatter", "budget", "revenue"]);
  const names = tableOf([{ title: "A", n: 1 }]);
  assert.equal(chooseChart(names.columns, names.rows, "scatter"), null);
  assert.deepEqual(
    placesFor("scatter", columns).map(({ path }) => path),
    ["movie.year", "budget", "revenue", "loss"],
  );
  assert.deepEqual(seriesFor(chooseChart(columns, rows), columns, rows), []);
});

test("rows sort by numbers and by names, unknown ones last either way", () => {
  const rows = [[2], [null], [10], [1]];
  const names = [["Zebra"], ["Éclair"], [null], ["apple"]];

  assert.deepEqual(sortRows(rows, { at: 0 }, 1), [[1], [2], [10], [null]]);
  assert.deepEqual(sortRows(rows, { at: 0 }, -1), [[10], [2], [1], [null]]);
  assert.deepEqual(sortRows(names, { at: 0 }, 1), [["apple"], ["Éclair"], ["Zebra"], [null]]);
  assert.deepEqual(rows, [[2], [null], [10], [1]]);
});

test("rows that tie keep their order", () => {
  const rows = [["a", 1], ["b", 0], ["c", 1]];

  assert.deepEqual(sortRows(rows, { at: 1 }, -1), [["a", 1], ["c", 1], ["b", 0]]);
});

test("CSV quotes what needs it, and ends each line with CR LF", () => {
  const { rows, columns } = tableOf([
    { movie: { title: 'Say "Hi", World' }, note: "two\nlines", budget: 5, share: null },
  ]);

  assert.equal(toCsv(columns, rows), 'movie.title,note,budget,share\r\n"Say ""Hi"", World","two\nlines",5,\r\n');
});

test("CSV gives a spreadsheet no formula, and leaves numbers numbers", () => {
  const cells = ["=1+1", "+1 mile", "-x", "@a", "\tb", "\rc", "-12.5", "-1e3", "plain", "'quoted"];
  const { rows, columns } = tableOf(cells.map((text) => ({ text })));

  assert.deepEqual(toCsv(columns, rows).split("\r\n").slice(1, -1), [
    "'=1+1",
    "'+1 mile",
    "'-x",
    "'@a",
    "'\tb",
    "\"'\rc\"",
    "-12.5",
    "-1e3",
    "plain",
    "'quoted",
  ]);
  const losses = tableOf([{ profit: -165710090, share: 0.000001 }]);
  assert.equal(toCsv(losses.columns, losses.rows), "profit,share\r\n-165710090,0.000001\r\n");
});

test("values are written for people: grouped, in percent, short on an axis, unknown as a dash", () => {
  const money = { kind: "number", unit: "US dollars" };
  const share = { kind: "number", unit: "percent" };

  assert.equal(formatCell(165710090, money), "165,710,090");
  assert.equal(formatTick(165710090, money), "165.7M");
  assert.equal(formatCell(0.1964, share), "19.6%");
  assert.equal(formatCell(1999, { kind: "year", unit: "" }), "1999");
  assert.equal(formatCell(null, money), "–");
  assert.equal(formatCell("Wreck", { kind: "category", unit: "" }), "Wreck");
});

test("bars stand in the order of the rows, those without a value are left out and said", () => {
  const { choice, points } = chartOf([
    { name: "A", n: 3.5 },
    { name: "B", n: null },
    { name: "C", n: 1 },
  ]);

  assert.deepEqual(points.places, ["A", "C"]);
  assert.deepEqual(points.series, [{ name: "n", values: [3.5, 1] }]);
  assert.equal(leftOut(choice, points), "Not in the chart: 1 row of unknown n.");
  assert.equal(describeChart(choice, points), "Bar chart of n by name, 2 bars, from 1 (C) to 3.5 (A).");
});

test("forty bars are drawn at most", () => {
  const records = Array.from({ length: 45 }, (_, n) => ({ name: `N${n}`, n: 100 - n }));
  const { choice, points } = chartOf(records);

  assert.equal(points.places.length, 40);
  assert.equal(leftOut(choice, points), "Not in the chart: 5 rows beyond the first 40 bars.");
});

test("a line runs through time, whatever the order of the rows", () => {
  const { choice, points } = chartOf([
    { year: 2010, n: 3 },
    { year: 1990, n: 1 },
    { year: 2000, n: 2 },
  ]);

  assert.deepEqual(
    points.series[0].values.map(({ x, y }) => [x, y]),
    [[1990, 1], [2000, 2], [2010, 3]],
  );
  assert.equal(describeChart(choice, points), "Line chart of n by year, 3 points, from 1 (1990) to 3 (2010).");
});

test("the eight largest series are drawn, and what is left out is said", () => {
  const records = [1990, 2000].flatMap((decade) =>
    Array.from({ length: 10 }, (_, n) => ({ decade, genre: `G${n}`, count: n + 1 })),
  );
  const { choice, points } = chartOf(records);

  assert.deepEqual(
    points.series.map(({ name }) => name),
    ["G9", "G8", "G7", "G6", "G5", "G4", "G3", "G2"],
  );
  assert.equal(leftOut(choice, points), "Not in the chart: 4 rows beyond the 8 largest series.");
});

test("bars in groups have a value or nothing for each place of each series", () => {
  const { points } = chartOf([
    { genre: "Drama", language: "de", n: 1 },
    { genre: "Drama", language: "fr", n: 2 },
    { genre: "Crime", language: "fr", n: 3 },
    { genre: "War", language: "fr", n: 4 },
  ]);

  assert.deepEqual(points.places, ["Drama", "Crime", "War"]);
  assert.deepEqual(points.series, [
    { name: "fr", values: [2, 3, 4] },
    { name: "de", values: [1, null, null] },
  ]);
});

test("groups of bars are forty at most", () => {
  const records = Array.from({ length: 45 }, (_, n) => n).flatMap((n) =>
    ["de", "fr"].map((language) => ({ genre: `G${n}`, language, n: 1.5 })),
  );
  const { rows, columns } = tableOf(records);
  const choice = { type: "bar", x: columns[0], y: columns[2], series: columns[1] };
  const points = pointsOf(choice, columns, rows);

  assert.equal(points.places.length, 40);
  assert.equal(
    leftOut(choice, points),
    "Not in the chart: 10 rows beyond the first 40 places of the 8 largest series.",
  );
});

test("a name that is unknown has its bar, a place in time that is unknown has no point", () => {
  const named = chartOf([
    { genre: "Drama", n: 2 },
    { genre: null, n: 1 },
  ]);
  const timed = chartOf([{ year: 1999, n: 2 }, { year: null, n: 1 }], "line");

  assert.deepEqual(named.points.places, ["Drama", "–"]);
  assert.equal(leftOut(named.choice, named.points), "");
  assert.equal(timed.points.series[0].values.length, 1);
  assert.equal(
    leftOut(timed.choice, timed.points),
    "Not in the chart: 1 row of unknown n or year.",
  );
});

test("points of a cloud carry the names of their rows", () => {
  const { choice, points } = chartOf(FLOPS, "scatter");

  assert.deepEqual(points.series[0].values, [
    { x: 200, y: 20, name: "Wreck" },
    { x: 100, y: 90, name: "Orchard" },
  ]);
  assert.equal(
    describeChart(choice, points),
    "Scatter chart of revenue (US dollars) against budget (US dollars), 2 points, from 20 (Wreck) to 90 (Orchard).",
  );
});

test("axes are labelled with their units; names lie, bars begin at nothing", () => {
  const { choice, points } = chartOf(FLOPS);
  const { options, data } = chartConfig({ choice, points, title: "Flops", colours: coloursOf(false) });

  assert.equal(isLyingBar(choice), true);
  assert.equal(options.scales.x.title.text, "budget (US dollars)");
  assert.equal(options.scales.y.title.text, "movie");
  assert.equal(options.scales.x.beginAtZero, true);
  assert.equal(options.scales.x.ticks.callback(200_000_000), "200M");
  const narrow = { chart: { width: 300 } };
  assert.equal(options.scales.y.ticks.callback.call(narrow, "Wreck", 0), "Wreck");
  assert.deepEqual(data.labels, ["Wreck", "Orchard"]);
});

test("a line of counts begins at nothing, a line of means and a cloud where they are", () => {
  const begins = (records, type) => {
    const { choice, points } = chartOf(records, type);
    const { options } = chartConfig({ choice, points, title: "", colours: coloursOf(false) });
    return options.scales.y.beginAtZero;
  };
  const years = [{ year: 1999, count: 3, mean: 7.5 }, { year: 2000, count: 5, mean: 7.1 }];

  assert.equal(begins(years.map(({ year, count }) => ({ year, count }))), true);
  assert.equal(begins(years.map(({ year, mean }) => ({ year, mean }))), false);
  assert.equal(begins(years, "scatter"), false);
});

test("every colour of marks and text is 3:1 or more against its ground", () => {
  for (const isDark of [false, true]) {
    const { paper, ink, zero, series } = coloursOf(isDark);
    const ratios = [ink, zero, ...series].map((colour) => contrast(colour, paper));
    assert.ok(Math.min(...ratios) >= 3, `${ratios}`);
    assert.ok(contrast(ink, paper) >= 4.5);
  }
});

test("a question is the first comment that asks, and notes are the comments below it", () => {
  const query = "# Who won?\n# In all years.\n# And places.\nquery Q {\n  a # no?\n}\n";

  assert.equal(questionOf(query), "Who won?");
  assert.equal(notesOf(query), "In all years. And places.");
  assert.equal(questionOf("# Just a note.\nquery Q { a # no?\n }"), null);
  assert.equal(notesOf("query Q { a }"), "");
});

test("a file is named by its title", () => {
  assert.equal(fileName("Which films lost the most money?", "csv"), "which-films-lost-the-most-money.csv");
  assert.equal(fileName("…", "png"), "table.png");
});

// The contrast ratio of WCAG.
function contrast(one, other) {
  const [bright, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
