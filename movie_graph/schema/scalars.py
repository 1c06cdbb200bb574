"""Scalars: Date, DateTime and Long."""

import datetime as dt
from typing import Any, NewType

from strawberry.scalars import ID
from strawberry.types.scalar import ScalarDefinition, scalar

from movie_graph.execution import Serializer, converted, strings, whole_numbers

__all__ = ["ID", "SCALARS", "Date", "DateTime", "Long"]

LONG_LIMIT = 2**53 - 1

Date = NewType("Date", str)
DateTime = NewType("DateTime", str)
Long = NewType("Long", int)


def parse_date(value: Any) -> str:
    """An ISO date, as ISO text. Errors: ValueError."""
    if not isinstance(value, str):
        raise ValueError(f"A Date is text such as '1999-03-30', not {value!r}.")
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f"{value!r} is not a Date. Write it like '1999-03-30'.") from None


def serialize_datetime(value: str) -> str:
    """The database's '2016-10-16 17:57:24.000' as RFC 3339 with the zone it is in: UTC."""
    return value.replace(" ", "T") + "Z"


def parse_datetime(value: Any) -> str:
    """An RFC 3339 time, as the database writes it. Errors: ValueError."""
    if not isinstance(value, str):
        raise ValueError(f"A DateTime is text such as '2016-10-16T17:57:24Z', not {value!r}.")
    try:
        moment = dt.datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
    except ValueError:
        raise ValueError(
            f"{value!r} is not a DateTime. Write it like '2016-10-16T17:57:24Z'."
        ) from None
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def long_number(value: Any) -> int:
    """A whole number that JSON carries exactly everywhere. Errors: ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise ValueError(f"A Long is a whole number, not {value!r}.")
    if abs(value) > LONG_LIMIT:
        raise ValueError(f"{value!r} is outside ±(2^53−1), the range of a Long.")
    return int(value)


SCALARS: dict[object, ScalarDefinition] = {
    Date: scalar(
        name="Date",
        description="A day as ISO 8601 text: `1999-03-30`.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date",
        serialize=Serializer(str, strings),
        parse_value=parse_date,
    ),
    DateTime: scalar(
        name="DateTime",
        description="A moment as RFC 3339 text, in UTC: `2016-10-16T17:57:24.000Z`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=Serializer(serialize_datetime, converted(strings, serialize_datetime)),
        parse_value=parse_datetime,
    ),
    Long: scalar(
        name="Long",
        description="Whole number within ±(2^53−1), sent as a JSON number.",
        serialize=Serializer(long_number, whole_numbers(-LONG_LIMIT, LONG_LIMIT)),
        parse_value=long_number,
    ),
}
