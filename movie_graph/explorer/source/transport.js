// One request to /graphql, and its answer as GraphiQL shows it.
export function post(params, headers, accept, signal) {
  return fetch("/graphql", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", accept, ...headers },
    body: JSON.stringify(params),
    signal,
  });
}

// What is no JSON comes from a proxy or a crash: show it where an answer would stand.
export async function readAnswer(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    const message = `HTTP ${response.status} ${response.statusText}: ${text.slice(0, 500)}`;
    return { errors: [{ message }] };
  }
}
