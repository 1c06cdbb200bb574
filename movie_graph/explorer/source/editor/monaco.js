// The editor: in the first script, so that its styles are in the first stylesheet.
import "monaco-graphql/esm/monaco-editor.js";

const { editorWorker, jsonWorker, graphqlWorker } = document.getElementById("explorer").dataset;
const WORKERS = { editorWorkerService: editorWorker, json: jsonWorker, graphql: graphqlWorker };

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(WORKERS[label], { type: "module" }),
};
