"""Keywords: frames of keywords.csv, one list per movie."""

import pandas as pd

from .batch import Batch
from .lists import NAMED_LISTS, add_named_lists

[KEYWORD_LIST] = [named for named in NAMED_LISTS if named.column == "keywords"]


def transform_keywords(frame: pd.DataFrame) -> Batch:
    """Keywords and links. The frame's `id` column holds the ids of movies that are there."""
    batch = Batch(records_written=len(frame))
    add_named_lists(batch, frame["id"].tolist(), frame["keywords"].tolist(), KEYWORD_LIST)
    return batch
