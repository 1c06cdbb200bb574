// Types and resolvers, the same for all three servers. Fields without a resolver are columns.
import { readFileSync } from 'node:fs'
import { GraphQLScalarType } from 'graphql'
import { createLoaders, flops, moviePage } from './loaders.js'

export const typeDefs = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8')

export const context = () => ({ loaders: createLoaders() })

export const resolvers = {
  Date: new GraphQLScalarType({ name: 'Date' }),
  Long: new GraphQLScalarType({ name: 'Long' }),
  Query: {
    movies: async (_, { first }) => new Page(await moviePage(first), first),
    movie: (_, { by }, { loaders }) => loaders.movieById.load(by.tmdbId ?? number(by.id)),
    person: (_, { id }, { loaders }) => loaders.personById.load(number(id)),
    analytics: () => ({})
  },
  Movie: {
    id: movie => `Movie:${movie.id}`,
    genres: (movie, _, { loaders }) => loaders.genresByMovieId.load(movie.id),
    cast: (movie, { first }, { loaders }) => loaders.castByMovieId(first).load(movie.id),
    crew: (movie, { first }, { loaders }) => loaders.crewByMovieId(first).load(movie.id)
  },
  Person: {
    id: person => `Person:${person.id}`,
    castCredits: (person, { first }, { loaders }) => loaders.castByPersonId(first).load(person.id),
    crewCredits: (person, { first }, { loaders }) => loaders.crewByPersonId(first).load(person.id)
  },
  Genre: {
    id: genre => `Genre:${genre.id}`
  },
  CastCredit: {
    movie: (credit, _, { loaders }) => loaders.movieById.load(credit.movieId),
    person: (credit, _, { loaders }) => loaders.personById.load(credit.personId)
  },
  CrewCredit: {
    movie: (credit, _, { loaders }) => loaders.movieById.load(credit.movieId),
    person: (credit, _, { loaders }) => loaders.personById.load(credit.personId)
  },
  Analytics: {
    flops: (_, { first, minBudget }) => flops(first, minBudget)
  },
  BoxOffice: {
    movie: (row, _, { loaders }) => loaders.movieById.load(row.movieId),
    returnOnInvestment: row => row.revenue / row.budget
  }
}

// A page is one row longer where there is more.
class Page {
  constructor (rows, first) {
    this.nodes = rows.slice(0, first)
    this.hasNextPage = rows.length > first
  }

  get pageInfo () {
    return this
  }

  get endCursor () {
    const last = this.nodes.at(-1)
    return last ? Buffer.from(JSON.stringify([last.popularity, last.id])).toString('base64url') : null
  }
}

function number (id) {
  return Number(id.slice(id.indexOf(':') + 1))
}
