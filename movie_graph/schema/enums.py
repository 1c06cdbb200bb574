"""Enums: the closed lists of words in the schema."""

from enum import Enum
from typing import Any

import strawberry


def _value(value: str, description: str) -> Any:
    return strawberry.enum_value(value, description=description)


@strawberry.enum(description="Which end comes first. Unknown values come last either way.")
class OrderDirection(Enum):
    ASC = _value("ASC", "Smallest, earliest or first in the alphabet first.")
    DESC = _value("DESC", "Largest, latest or last in the alphabet first.")


@strawberry.enum(description="How far a movie's production has come.")
class MovieStatus(Enum):
    RUMORED = _value("RUMORED", "Talked about.")
    PLANNED = _value("PLANNED", "Announced.")
    IN_PRODUCTION = _value("IN_PRODUCTION", "Being shot.")
    POST_PRODUCTION = _value("POST_PRODUCTION", "Shot, not finished.")
    RELEASED = _value("RELEASED", "Shown to the public.")
    CANCELED = _value("CANCELED", "Given up.")


@strawberry.enum(description="A person's gender, as the source gives it.")
class Gender(Enum):
    FEMALE = _value("FEMALE", "Female.")
    MALE = _value("MALE", "Male.")
    NON_BINARY = _value("NON_BINARY", "Neither only female nor only male.")


@strawberry.enum(description="What movies can be ordered by.")
class MovieOrderField(Enum):
    TITLE = _value("TITLE", "Title, ignoring case, accents and punctuation.")
    RELEASE_DATE = _value("RELEASE_DATE", "Day of the first release.")
    BUDGET = _value("BUDGET", "Budget in US dollars.")
    REVENUE = _value("REVENUE", "Revenue in US dollars.")
    PROFIT = _value("PROFIT", "Revenue − budget.")
    VOTE_AVERAGE = _value("VOTE_AVERAGE", "Average of all votes.")
    VOTE_COUNT = _value("VOTE_COUNT", "Number of votes.")
    POPULARITY = _value("POPULARITY", "TMDB's measure of current interest.")
    RUNTIME = _value("RUNTIME", "Length in minutes.")


@strawberry.enum(description="What people can be ordered by.")
class PersonOrderField(Enum):
    NAME = _value("NAME", "Name, ignoring case, accents and punctuation.")
    CREDIT_COUNT = _value("CREDIT_COUNT", "Number of cast and crew credits.")


@strawberry.enum(description="Kinds of things that search can find.")
class SearchType(Enum):
    MOVIE = _value("MOVIE", "Movies, by title and original title.")
    PERSON = _value("PERSON", "People, by name.")
    GENRE = _value("GENRE", "Genres, by name.")
