// How GraphiQL asks /graphql: one POST, or a stream of events for a subscription.
import { chosenOperation } from "./operation.js";
import { wanted, takePlan } from "./plan/plans.js";
import { subscribe } from "./subscription.js";
import { post, readAnswer } from "./transport.js";

const ACCEPT = "application/graphql-response+json, application/json";

export async function fetcher(typed, { headers } = {}) {
  const operation = chosenOperation(typed);
  const params = operation ? { ...typed, operationName: operation.name?.value } : typed;
  if (operation?.operation === "subscription") return subscribe(params, headers);
  if (!wanted()) return readAnswer(await post(params, headers, ACCEPT));
  const extensions = { ...params.extensions, plan: true };
  return takePlan(await readAnswer(await post({ ...params, extensions }, headers, ACCEPT)));
}
