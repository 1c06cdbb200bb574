// The browser's storage, but GraphiQL's history would keep the headers of every run, tokens included.
import { createLocalStorage } from "@graphiql/toolkit";

const HISTORY = new Set(["graphiql:queries", "graphiql:favorites"]);

export function storageWithoutHistoricHeaders() {
  const storage = createLocalStorage({ namespace: "movie_graph" });
  const { setItem } = storage;
  storage.setItem = (key, value) => setItem(key, HISTORY.has(key) ? withoutHeaders(value) : value);
  return storage;
}

function withoutHeaders(json) {
  return JSON.stringify(JSON.parse(json), (key, value) => (key === "headers" ? undefined : value));
}
