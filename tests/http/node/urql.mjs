// @urql/core against the server at the address given, signed in by the token given.
import { Client, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { BAD_CURSOR, FILM, INVALID, RATE } from "./documents.mjs";

const [url, token] = process.argv.slice(2);
const requests = [];

async function counted(address, options) {
  const response = await fetch(address, options);
  requests.push([options.method, response.status]);
  return response;
}

function client(bearer, ...exchanges) {
  return new Client({
    url,
    exchanges: [...exchanges, fetchExchange],
    fetch: counted,
    fetchOptions: { headers: bearer ? { authorization: `Bearer ${bearer}` } : {} },
    preferGetMethod: false,
    requestPolicy: "network-only",
  });
}

async function outcome(asking) {
  requests.length = 0;
  const { data, error } = await asking.toPromise();
  const answer = error ? { messages: error.graphQLErrors.map(({ message }) => message) } : { data };
  return { ...answer, requests: [...requests] };
}

const guest = client();
const viewer = client(token);
const film = { id: 11 };
const hashing = client(token, persistedExchange({ preferGetForPersistedQueries: true }));

console.log(
  JSON.stringify({
    query: await outcome(guest.query(FILM, film)),
    mutation: await outcome(viewer.mutation(RATE, { score: 9.5 })),
    guest: await outcome(guest.mutation(RATE, { score: 9.5 })),
    invalid: await outcome(guest.query(INVALID, {})),
    variables: await outcome(guest.query(FILM, { id: "x" })),
    field: await outcome(guest.query(BAD_CURSOR, {})),
    token: await outcome(client("x.y.z").query(FILM, film)),
    unregistered: await outcome(hashing.query(FILM, film)),
    registered: await outcome(hashing.query(FILM, film)),
  }),
);
