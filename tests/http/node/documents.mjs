// What both clients ask; Apollo adds __typename where it is not asked for.
import { parse } from "graphql";

export const FILM = parse("query Film($id: Int!) { movie(by: { tmdbId: $id }) { __typename title } }");
export const RATE = parse(`
  mutation Rate($score: Float!) {
    rateMovie(input: { movie: { tmdbId: 12 }, score: $score }) {
      __typename
      ... on RatedMovie { rating { __typename score } }
    }
  }
`);
export const INVALID = parse("{ nonsense }");
export const BAD_CURSOR = parse('{ movies(first: 1, after: "x") { nodes { title } } }');
