// The lists of rows in an answer: each is a table whose columns are paths such as movie.title.

// In the order of the answer, outermost first. A list inside a row is no table of its own.
export function findTables(data) {
  const tables = [];
  const waiting = [{ path: [], value: data }];
  for (const { path, value } of waiting) {
    if (Array.isArray(value)) tables.push(tableOf(path, value));
    else if (isObject(value)) {
      for (const [name, part] of Object.entries(value)) {
        waiting.push({ path: [...path, name], value: part });
      }
    }
  }
  return tables.filter((table) => table?.columns.length);
}

// { path, columns: paths, rows: one array of cells per row }; null where the items are no objects.
function tableOf(path, items) {
  const present = items.filter((item) => item !== null);
  if (!present.every(isObject)) return null;
  const records = present.map((item) => new Map(cells("", item)));
  const columns = columnsOf(records);
  return {
    path: path.join("."),
    columns,
    rows: records.map((record) => columns.map((column) => record.get(column) ?? null)),
  };
}

function columnsOf(records) {
  const paths = [...new Set(records.flatMap((record) => [...record.keys()]))];
  const isCell = (path) => records.every((record) => record.get(path) !== NO_CELL);
  // An object that is null in one row has its parts as columns in another.
  const hasParts = (path) => paths.some((other) => other.startsWith(`${path}.`));
  return paths.filter((path) => isCell(path) && !hasParts(path));
}

function* cells(prefix, object) {
  for (const [name, value] of Object.entries(object)) {
    const path = `${prefix}${name}`;
    if (Array.isArray(value)) yield [path, listed(value)];
    else if (isObject(value)) yield* cells(`${path}.`, value);
    else yield [path, value];
  }
}

const NO_CELL = Symbol("a list of things with several fields");

// "Drama, Comedy" where each item has one value, such as a name.
function listed(items) {
  const values = items.map((item) => (isObject(item) ? Object.values(item) : [item]));
  const isPlain = values.every((parts) => parts.length === 1 && !isObject(parts[0]));
  return isPlain && !values.flat().some(Array.isArray) ? values.flat().join(", ") : NO_CELL;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
