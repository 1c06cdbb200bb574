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


@strawberry.enum(description="What movies can be grouped by.")
class MovieDimension(Enum):
    GENRE = _value("GENRE", "Each genre of the movie.")
    YEAR = _value("YEAR", "The year of the first release.")
    DECADE = _value("DECADE", "The first year of the decade of the first release, such as 1990.")
    MONTH = _value("MONTH", "The month of the first release, 1 to 12.")
    LANGUAGE = _value("LANGUAGE", "The code of the original language.")
    STATUS = _value("STATUS", "How far its production has come.")
    DIRECTOR = _value("DIRECTOR", "Each of its directors.")
    LEAD_ACTOR = _value("LEAD_ACTOR", "Who is first in its cast.")
    COMPANY = _value("COMPANY", "Each company that produced it.")
    COUNTRY = _value("COUNTRY", "Each country that it was produced in.")
    BUDGET_BAND = _value(
        "BUDGET_BAND", "A range of budgets: bounds at 1, 10, 50, 100 and 200 million US dollars."
    )
    RATING_BAND = _value(
        "RATING_BAND", "A range of vote averages: bounds at 2, 4, 5, 6, 7, 8 and 9."
    )
    RUNTIME_BAND = _value(
        "RUNTIME_BAND", "A range of lengths: bounds at 40, 60, 90, 120, 150 and 180 minutes."
    )


@strawberry.enum(description="A figure of a movie that groups can be measured by.")
class Measure(Enum):
    BUDGET = _value("BUDGET", "Budget in US dollars.")
    REVENUE = _value("REVENUE", "Revenue in US dollars.")
    PROFIT = _value("PROFIT", "Revenue − budget; known where both are.")
    RETURN_ON_INVESTMENT = _value("RETURN_ON_INVESTMENT", "Revenue / budget; known where both are.")
    VOTE_AVERAGE = _value("VOTE_AVERAGE", "Average of the movie's votes; unknown without votes.")
    VOTE_COUNT = _value("VOTE_COUNT", "Number of votes.")
    POPULARITY = _value("POPULARITY", "TMDB's measure of current interest.")
    RUNTIME = _value("RUNTIME", "Length in minutes.")


@strawberry.enum(
    description="What is computed of a group. Movies whose measure is unknown are left out, except "
    "by COUNT."
)
class AggregateFunction(Enum):
    COUNT = _value("COUNT", "The number of movies. Takes no measure.")
    SUM = _value("SUM", "The sum; of BUDGET, REVENUE, PROFIT, VOTE_COUNT and RUNTIME.")
    AVG = _value("AVG", "The arithmetic mean.")
    MIN = _value("MIN", "The smallest value.")
    MAX = _value("MAX", "The largest value.")
    STDDEV = _value("STDDEV", "The standard deviation of the population (divided by n, not n − 1).")
    MEDIAN = _value("MEDIAN", "The value in the middle, or the mean of the two in the middle.")
