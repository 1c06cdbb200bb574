"""The dataset: what has been loaded."""

from typing import NamedTuple

import strawberry

from .fields import attribute
from .scalars import DateTime, Long


class DatasetRow(NamedTuple):
    """The dataset table's only row; zeros before the first load."""

    version: int = 0
    loaded_at: str | None = None
    movies: int = 0
    people: int = 0
    credits: int = 0
    ratings: int = 0
    rejected_records: int = 0


@strawberry.type(description="What has been loaded.")
class Dataset:
    version: str = attribute(
        str, "version", convert=str, description="Grows with each load; `0` before the first."
    )
    loaded_at: DateTime | None = strawberry.field(description="When the last load ended.")
    movies: int = strawberry.field(description="Number of movies after the last load.")
    people: int = strawberry.field(description="Number of people after the last load.")
    credits: int = strawberry.field(description="Number of cast and crew credits after it.")
    ratings: Long = strawberry.field(description="Number of ratings after the last load.")
    rejected_records: int = strawberry.field(description="Records that the last load refused.")
