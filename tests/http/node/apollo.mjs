// @apollo/client against the server at the address given, signed in by the token given.
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { BAD_CURSOR, FILM, INVALID, RATE } from "./documents.mjs";

const [uri, token] = process.argv.slice(2);
const requests = [];

async function counted(address, options) {
  const response = await fetch(address, options);
  requests.push([options.method, response.status]);
  return response;
}

function client(bearer, ...links) {
  const headers = bearer ? { authorization: `Bearer ${bearer}` } : {};
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([...links, new HttpLink({ uri, headers, fetch: counted })]),
    defaultOptions: { query: { fetchPolicy: "no-cache" } },
  });
}

async function outcome(asking) {
  requests.length = 0;
  const answer = await asking.then(
    ({ data }) => ({ data }),
    (error) =>
      CombinedGraphQLErrors.is(error)
        ? { messages: error.errors.map(({ message }) => message) }
        : { refused: ServerError.is(error) && error.statusCode, body: error.bodyText },
  );
  return { ...answer, requests: [...requests] };
}

const guest = client();
const viewer = client(token);
const film = { query: FILM, variables: { id: 11 } };
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hashing = client(token, new PersistedQueryLink({ sha256, useGETForHashedQueries: true }));

console.log(
  JSON.stringify({
    query: await outcome(guest.query(film)),
    mutation: await outcome(viewer.mutate({ mutation: RATE, variables: { score: 9.5 } })),
    guest: await outcome(guest.mutate({ mutation: RATE, variables: { score: 9.5 } })),
    invalid: await outcome(guest.query({ query: INVALID })),
    variables: await outcome(guest.query({ query: FILM, variables: { id: "x" } })),
    field: await outcome(guest.query({ query: BAD_CURSOR })),
    token: await outcome(client("x.y.z").query(film)),
    unregistered: await outcome(hashing.query(film)),
    registered: await outcome(hashing.query(film)),
  }),
);
