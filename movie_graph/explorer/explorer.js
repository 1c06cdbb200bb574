// The page around GraphiQL: its example tabs, and how it talks to /graphql.
"use strict";

const EXAMPLES = [
  {
    query: /* GraphQL */ `# Ctrl-Enter runs, Ctrl-Space completes.
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

function post(params, headers, accept, signal) {
  return fetch("/graphql", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", accept, ...headers },
    body: JSON.stringify(params),
    signal,
  });
}

// What is no JSON comes from a proxy or a crash: show it where an answer would stand.
async function answer(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    const message = `HTTP ${response.status} ${response.statusText}: ${text.slice(0, 500)}`;
    return { errors: [{ message }] };
  }
}

// A subscription is answered with server-sent events, each one line of JSON.
async function* listen(params, headers, signal) {
  const response = await post(params, headers, "text/event-stream, application/json", signal);
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    yield await answer(response);
    return;
  }
  const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let unread = "";
  for (let read = await text.read(); !read.done; read = await text.read()) {
    const lines = (unread + read.value).split("\n");
    unread = lines.pop();
    for (const line of lines) {
      const data = line.startsWith("data:") && line.slice("data:".length).trim();
      if (data) yield JSON.parse(data);
    }
  }
}

// A generator that waits for an event cannot be stopped from outside; its request can.
function subscribe(params, headers) {
  const request = new AbortController();
  const events = listen(params, headers, request.signal);
  const done = { done: true, value: undefined };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        return await events.next();
      } catch (error) {
        if (request.signal.aborted) return done;
        throw error;
      }
    },
    async return() {
      request.abort();
      return done;
    },
  };
}

function isSubscription(document, operationName) {
  return document?.definitions.some(
    ({ operation, name }) =>
      operation === "subscription" && (!operationName || name?.value === operationName),
  );
}

async function fetcher(params, { headers, documentAST } = {}) {
  if (isSubscription(documentAST, params.operationName)) return subscribe(params, headers);
  const accept = "application/graphql-response+json, application/json";
  if (!plans.isWanted()) return answer(await post(params, headers, accept));
  const extensions = { ...params.extensions, plan: true };
  return plans.takeFrom(await answer(await post({ ...params, extensions }, headers, accept)));
}

// GraphiQL's history would keep the headers of every run, tokens included.
function storageWithoutHistoricHeaders() {
  const storage = GraphiQL.createLocalStorage({ namespace: "movie_graph" });
  const { setItem } = storage;
  storage.setItem = (key, value) => {
    const isHistory = key === "graphiql:queries" || key === "graphiql:favorites";
    setItem(key, isHistory ? withoutHeaders(value) : value);
  };
  return storage;
}

function withoutHeaders(json) {
  return JSON.stringify(JSON.parse(json), (key, value) => (key === "headers" ? undefined : value));
}

// A poster path looks like an image of this server and is none: no preview, no request.
GraphiQL.React.ImagePreview.shouldRender = () => false;

// The query has the focus in every tab, or the builder would give it to one of its inputs
// and Ctrl-Enter would do nothing.
function Name() {
  const { queryEditor, activeTabIndex } = GraphiQL.React.useEditorContext();
  React.useEffect(() => queryEditor?.focus(), [queryEditor, activeTabIndex]);
  return "movie_graph";
}

const builder = GraphiQLPluginExplorer.explorerPlugin();

ReactDOM.createRoot(document.getElementById("explorer")).render(
  React.createElement(
    GraphiQL,
    {
      fetcher,
      plugins: [builder, planPlugin],
      visiblePlugin: builder,
      defaultTabs: EXAMPLES,
      defaultEditorToolsVisibility: "headers",
      isHeadersEditorEnabled: true,
      storage: storageWithoutHistoricHeaders(),
    },
    React.createElement(GraphiQL.Logo, null, React.createElement(Name)),
  ),
);
