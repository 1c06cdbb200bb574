// The saved analyses: the files of docs/queries, in the order of the panel.
import bestRated from "../../../../docs/queries/best-rated.graphql";
import biggestFlops from "../../../../docs/queries/biggest-flops.graphql";
import biggestHits from "../../../../docs/queries/biggest-hits.graphql";
import budgetAgainstProfit from "../../../../docs/queries/budget-against-profit.graphql";
import busiestDirectors from "../../../../docs/queries/busiest-directors.graphql";
import closestColleagues from "../../../../docs/queries/closest-colleagues.graphql";
import companiesByRevenue from "../../../../docs/queries/companies-by-revenue.graphql";
import directorsByRevenue from "../../../../docs/queries/directors-by-revenue.graphql";
import genresOverTheDecades from "../../../../docs/queries/genres-over-the-decades.graphql";
import languages from "../../../../docs/queries/languages.graphql";
import ratingsOverTheYears from "../../../../docs/queries/ratings-over-the-years.graphql";
import returnsByGenre from "../../../../docs/queries/returns-by-genre.graphql";

import { notesOf, questionOf } from "../chart/question.js";

const QUERIES = [
  biggestFlops,
  biggestHits,
  budgetAgainstProfit,
  returnsByGenre,
  companiesByRevenue,
  directorsByRevenue,
  busiestDirectors,
  closestColleagues,
  bestRated,
  ratingsOverTheYears,
  genresOverTheDecades,
  languages,
];

export const ANALYSES = QUERIES.map((query) => ({
  question: questionOf(query),
  notes: notesOf(query),
  query,
}));
