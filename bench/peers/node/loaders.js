// DataLoaders, made once per request: many keys, one statement. The statements ask what
// movie_graph's ask, in the same way, but only for the columns that the bench's documents need.
import DataLoader from 'dataloader'
import { fetchAll } from './database.js'

const MOVIE_COLUMNS = `movies.id, movies.title, movies.tagline, movies.overview,
           movies.release_date AS releaseDate, movies.release_year AS year,
           movies.runtime_minutes AS runtimeMinutes, movies.budget, movies.revenue,
           movies.popularity, votes.vote_average AS voteAverage, votes.vote_count AS voteCount`

const MOVIE_PAGE = `
    SELECT ${MOVIE_COLUMNS}
      FROM movies
      LEFT JOIN votes ON votes.movie_id = movies.id
     ORDER BY movies.popularity DESC, movies.id DESC
     LIMIT ?`

const MOVIE_BY_ID = `
    SELECT ${MOVIE_COLUMNS}
      FROM movies
      JOIN votes ON votes.movie_id = movies.id
     WHERE movies.id IN (?)`

const PERSON_BY_ID = `
    SELECT id, name, department, credit_count AS creditCount
      FROM people
     WHERE id IN (?)`

const GENRES_BY_MOVIE_ID = `
    SELECT genres.id, genres.name, movie_genres.movie_id AS movieId
      FROM movie_genres
      JOIN genres ON genres.id = movie_genres.genre_id
     WHERE movie_genres.movie_id IN (?)
     ORDER BY movie_genres.movie_id, movie_genres.position`

const CAST_BY_MOVIE_ID = `
    SELECT movie_id AS movieId, person_id AS personId, character_name AS \`character\`,
           billing_order AS billingOrder
      FROM cast_credits
     WHERE movie_id IN (?)
       AND position < ?
     ORDER BY movie_id, position`

const CREW_BY_MOVIE_ID = `
    SELECT movie_id AS movieId, person_id AS personId, job, department
      FROM crew_credits
     WHERE movie_id IN (?)
       AND position < ?
     ORDER BY movie_id, position`

const CAST_BY_PERSON_ID = `
    SELECT movie_id AS movieId, person_id AS personId, character_name AS \`character\`,
           billing_order AS billingOrder
      FROM (SELECT cast_credits.movie_id, person_id, character_name, billing_order,
                   ROW_NUMBER() OVER (
                       PARTITION BY person_id
                       ORDER BY release_date DESC, movies.id DESC, position
                   ) AS place
              FROM cast_credits
              JOIN movies ON movies.id = cast_credits.movie_id
             WHERE person_id IN (?)) AS ranked
     WHERE place <= ?
     ORDER BY person_id, place`

const CREW_BY_PERSON_ID = `
    SELECT movie_id AS movieId, person_id AS personId, job, department
      FROM (SELECT crew_credits.movie_id, person_id, job, department,
                   ROW_NUMBER() OVER (
                       PARTITION BY person_id
                       ORDER BY release_date DESC, movies.id DESC, position
                   ) AS place
              FROM crew_credits
              JOIN movies ON movies.id = crew_credits.movie_id
             WHERE person_id IN (?)) AS ranked
     WHERE place <= ?
     ORDER BY person_id, place`

const FLOPS = `
    SELECT movies.id AS movieId, movies.budget, movies.revenue, -movies.profit AS loss
      FROM movies
     WHERE movies.budget > ?
       AND movies.revenue > 0
       AND movies.profit < 0
     ORDER BY movies.profit, movies.id
     LIMIT ?`

export const moviePage = first => fetchAll(MOVIE_PAGE, [first + 1])

export const flops = (first, minBudget) => fetchAll(FLOPS, [minBudget, first])

export function createLoaders () {
  return {
    movieById: new DataLoader(ids => onePerKey(MOVIE_BY_ID, ids)),
    personById: new DataLoader(ids => onePerKey(PERSON_BY_ID, ids)),
    genresByMovieId: new DataLoader(ids => manyPerKey(GENRES_BY_MOVIE_ID, 'movieId', ids)),
    castByMovieId: perFirst(CAST_BY_MOVIE_ID, 'movieId'),
    crewByMovieId: perFirst(CREW_BY_MOVIE_ID, 'movieId'),
    castByPersonId: perFirst(CAST_BY_PERSON_ID, 'personId'),
    crewByPersonId: perFirst(CREW_BY_PERSON_ID, 'personId')
  }
}

// A loader for each value of the argument `first`.
function perFirst (statement, key) {
  const made = new Map()
  return first => {
    let loader = made.get(first)
    if (loader === undefined) {
      loader = new DataLoader(ids => manyPerKey(statement, key, ids, first))
      made.set(first, loader)
    }
    return loader
  }
}

async function onePerKey (statement, ids) {
  const found = new Map()
  for (const row of await fetchAll(statement, [ids])) found.set(row.id, row)
  return ids.map(id => found.get(id) ?? null)
}

async function manyPerKey (statement, key, ids, ...rest) {
  const found = new Map(ids.map(id => [id, []]))
  for (const row of await fetchAll(statement, [ids, ...rest])) found.get(row[key]).push(row)
  return ids.map(id => found.get(id))
}
