"""Numbers: columns of text to whole numbers and decimals, with None for unknown."""

import numpy as np
import pandas as pd

from ..reasons import Discard
from ..tally import Tally


def whole_numbers(
    cells: "pd.Series[str]", column: str, lowest: int, highest: int, tally: Tally
) -> list[int | None]:
    """In row order. '162.0' is 162; blank is None; what is no whole number in bounds is discarded.

    A 0 below `lowest` is the sources' way to say "unknown".
    """
    numbers = parsed(cells)
    blank = cells.str.strip() == ""
    whole = numbers == np.floor(numbers)
    inside = whole & (numbers >= lowest) & (numbers <= highest)
    zero = (numbers == 0) & ~inside
    tally.discard(column, Discard.ZERO, int(zero.sum()))
    tally.discard(column, Discard.NOT_WHOLE, int((~whole & ~blank).sum()))
    tally.discard(column, Discard.OUT_OF_RANGE, int((whole & ~inside & ~zero).sum()))
    return [
        int(number) if known else None
        for number, known in zip(numbers.tolist(), inside.tolist(), strict=True)
    ]


def decimals(
    cells: "pd.Series[str]", column: str, highest: float, tally: Tally
) -> list[float | None]:
    """In row order, from 0 to `highest`; everything else is None, and counted unless blank."""
    numbers = parsed(cells)
    inside = (numbers >= 0) & (numbers <= highest)
    blank = cells.str.strip() == ""
    tally.discard(column, Discard.NOT_A_NUMBER, int((numbers.isna() & ~blank).sum()))
    tally.discard(column, Discard.OUT_OF_RANGE, int((numbers.notna() & ~inside).sum()))
    return [
        number if known else None
        for number, known in zip(numbers.tolist(), inside.tolist(), strict=True)
    ]


def ids(cells: "pd.Series[str]", highest: int) -> "pd.Series[int]":
    """Whole numbers from 1 to `highest`; 0 for everything else."""
    numbers = parsed(cells)
    usable = (numbers >= 1) & (numbers <= highest) & (numbers == np.floor(numbers))
    return numbers.where(usable, 0).astype("int64")


def parsed(cells: "pd.Series[str]") -> "pd.Series[float]":
    """As float, exact up to 2^53; NaN for what is no number."""
    return pd.to_numeric(cells, errors="coerce").astype("float64")
