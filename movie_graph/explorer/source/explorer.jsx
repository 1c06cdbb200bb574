// The explorer: GraphiQL with our tabs, our panels and our way to /graphql.
import "./style.js";
import "./editor/monaco.js";
import { ImagePreview } from "@graphiql/react";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import { EXAMPLES } from "./examples.js";
import { fetcher } from "./fetcher.js";
import { Name } from "./Name.jsx";
import { BUILDER_PLUGIN, PLUGINS } from "./plugins.js";
import { storageWithoutHistoricHeaders } from "./storage.js";

// A poster path looks like an image of this server and is none: no preview, no request.
ImagePreview.shouldRender = () => false;

createRoot(document.getElementById("explorer")).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={PLUGINS}
    visiblePlugin={BUILDER_PLUGIN}
    defaultTabs={EXAMPLES}
    defaultEditorToolsVisibility="headers"
    isHeadersEditorEnabled
    storage={storageWithoutHistoricHeaders()}
  >
    <GraphiQL.Logo>
      <Name />
    </GraphiQL.Logo>
  </GraphiQL>,
);
