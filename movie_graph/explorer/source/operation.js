// Which operation of a text is to run. GraphiQL notes the names a moment after they are typed, so
// right after a paste it still asks for one that is gone; what counts is the text that is sent.
import { Kind, parse } from "graphql";

// undefined where the text has a mistake, or several operations and none is chosen: the server says so.
export function chosenOperation({ query, operationName }) {
  const operations = operationsOf(query);
  const named = operations.find(({ name }) => name?.value === operationName);
  return named ?? (operations.length === 1 ? operations[0] : undefined);
}

function operationsOf(query) {
  try {
    return parse(query).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  } catch {
    return [];
  }
}
