// Whether the page is dark: as chosen in GraphiQL's settings, else as the system is.
import { useGraphiQL } from "@graphiql/react";
import { useSyncExternalStore } from "react";

const SYSTEM = window.matchMedia("(prefers-color-scheme: dark)");

export function useIsDark() {
  const theme = useGraphiQL((state) => state.theme);
  const isSystemDark = useSyncExternalStore(listen, () => SYSTEM.matches);
  return theme ? theme === "dark" : isSystemDark;
}

function listen(listener) {
  SYSTEM.addEventListener("change", listener);
  return () => SYSTEM.removeEventListener("change", listener);
}
