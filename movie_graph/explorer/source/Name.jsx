// Our name where GraphiQL has its own, and the keyboard's focus where it belongs.
import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

// The query has the focus in every tab, or the builder would give it to one of its inputs
// and Ctrl-Enter would do nothing.
export function Name() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const tab = useGraphiQL((state) => state.activeTabIndex);
  useEffect(() => queryEditor?.focus(), [queryEditor, tab]);
  return "movie_graph";
}
