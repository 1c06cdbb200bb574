// The answer that stands in the response pane of the present tab.
import { useGraphiQL } from "@graphiql/react";
import { useMemo } from "react";

// null as long as there is none, or while one is under way.
export function useAnswer() {
  const text = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.response);
  return useMemo(() => parsed(text), [text]);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
