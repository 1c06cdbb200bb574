// The tabs the explorer opens with.
export const EXAMPLES = [
  {
    query: /* GraphQL */ `# Ctrl-Enter runs, Ctrl-Space helps.
# Click on the left to build your own.
query MoviePage {
  movies(first: 20) {
    nodes {
      id
      title
      voteAverage
      voteCount
      overview
      genres {
        name
      }
      cast(first: 5) {
        character
        billingOrder
        person {
          id
          name
        }
      }
      crew(first: 5) {
        job
        department
        person {
          id
          name
        }
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
`,
  },
  {
    query: /* GraphQL */ `# Biggest losses at the box office.
query Flops {
  analytics {
    flops {
      movie {
        title
        releaseDate
      }
      budget
      revenue
      loss
    }
  }
}
`,
  },
  {
    query: /* GraphQL */ `# Movies, people and genres, best hit first.
query Search {
  search(query: "god") {
    relevance
    node {
      __typename
      ... on Movie {
        title
        year
      }
      ... on Person {
        name
      }
    }
  }
}
`,
  },
  {
    query: /* GraphQL */ `# What every "nolan" has directed.
query Filmography {
  people(where: { name: { contains: "nolan" } }) {
    nodes {
      name
      crewCredits(first: 10, jobs: ["Director"]) {
        movie {
          title
          year
          revenue
        }
      }
    }
  }
}
`,
  },
  {
    query: /* GraphQL */ `# Put your token into Headers, below, as
# {"Authorization": "Bearer …"}
# A reload of the page forgets it.
mutation RateMovie {
  rateMovie(input: { movie: { tmdbId: 155 }, score: 9.5 }) {
    __typename
    ... on RatedMovie {
      movie {
        title
        voteAverage
        voteCount
      }
      rating {
        score
        ratedAt
      }
    }
    ... on UserError {
      message
    }
  }
}
`,
    headers: JSON.stringify({ Authorization: "Bearer <token printed by make demo>" }, null, 2),
  },
];
