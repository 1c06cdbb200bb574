// How GraphiQL asks /graphql: one POST, or a stream of events for a subscription.
import { wanted, takePlan } from "./plan/plans.js";
import { subscribe } from "./subscription.js";
import { post, readAnswer } from "./transport.js";

const ACCEPT = "application/graphql-response+json, application/json";

export async function fetcher(params, { headers, documentAST } = {}) {
  if (isSubscription(documentAST, params.operationName)) return subscribe(params, headers);
  if (!wanted()) return readAnswer(await post(params, headers, ACCEPT));
  const extensions = { ...params.extensions, plan: true };
  return takePlan(await readAnswer(await post({ ...params, extensions }, headers, ACCEPT)));
}

function isSubscription(document, operationName) {
  return document?.definitions.some(
    ({ operation, name }) =>
      operation === "subscription" && (!operationName || name?.value === operationName),
  );
}
