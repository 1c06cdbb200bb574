// The panels on the left, in the order of their icons; a plugin's title and icon are its button.
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";

import { ANALYSES_PLUGIN } from "./analyses/plugin.jsx";
import { CHART_PLUGIN } from "./chart/plugin.jsx";
import { PLAN_PLUGIN } from "./plan/plugin.jsx";

export const BUILDER_PLUGIN = explorerPlugin();
export const PLUGINS = [
  HISTORY_PLUGIN,
  BUILDER_PLUGIN,
  ANALYSES_PLUGIN,
  CHART_PLUGIN,
  PLAN_PLUGIN,
];
