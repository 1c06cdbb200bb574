"""The documents that every contestant answers."""

from typing import Any, Final

PAGE = """{ movies(first: 20) {
  nodes { id title voteAverage voteCount overview genres { name }
    cast(first: 5) { character billingOrder person { id name } }
    crew(first: 5) { job department person { id name } } }
  pageInfo { endCursor hasNextPage } } }"""

# Steven Spielberg: few parts, many jobs.
FILMOGRAPHY = """{ person(id: "Person:488") { id name department creditCount
  castCredits(first: 50) { character movie { title year } }
  crewCredits(first: 50) { job department movie { title year } } } }"""

DEEP = """{ movies(first: 5) { nodes { title
  cast(first: 5) { person { name
    castCredits(first: 5) { character movie { title year genres { name } } } } } } } }"""

LIST = """{ movies(first: 1000) { nodes { id title year voteAverage genres { name } } } }"""

MOVIE = """{ movie(by: {id: "Movie:603"}) { id title tagline overview releaseDate year
  runtimeMinutes budget revenue voteAverage voteCount genres { name } } }"""

FLOPS = """{ analytics { flops { budget revenue loss returnOnInvestment
  movie { id title year } } } }"""

DOCUMENTS: Final = {
    "page": PAGE,
    "filmography": FILMOGRAPHY,
    "deep": DEEP,
    "list": LIST,
    "movie": MOVIE,
    "flops": FLOPS,
}

MEANING: Final = {
    "page": "20 movies with genres, 5 of the cast, 5 of the crew, and who they are",
    "filmography": "one person's 50 newest parts and 50 newest jobs, each with its movie",
    "deep": "5 movies → 5 of the cast → the person → 5 newest parts → the movie → its genres",
    "list": "1,000 movies, 4 plain fields each, and their genres",
    "movie": "one movie by its id, 11 plain fields and its genres",
    "flops": "the ten biggest losses, and their movies",
}


def count_fields(answer: Any) -> int:
    """How many fields an answer holds: every key of every object."""
    match answer:
        case dict():
            return len(answer) + sum(map(count_fields, answer.values()))
        case list():
            return sum(map(count_fields, answer))
    return 0
