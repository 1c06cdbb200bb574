"""The DataLoaders of one request.

A loader with arguments is made once per combination of them: `loaders.cast_by_movie_id(first=5)`
is the same object wherever a request asks for it, so equal fields share one batch.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from .batch import BatchLoader, Row, Window
from .collaborators import CollaboratorsByPersonIdLoader, MoviesByPairLoader
from .companies import CompanyByIdLoader
from .countries import CountryByCodeLoader
from .credits import (
    CastByMovieIdLoader,
    CastByPersonIdLoader,
    CrewByMovieIdLoader,
    CrewByPersonIdLoader,
)
from .genres import GenreByIdLoader
from .groups import Composed, ManyPerGroupLoader
from .lists import (
    CompaniesByMovieIdLoader,
    CountriesByMovieIdLoader,
    GenresByMovieIdLoader,
    KeywordsByMovieIdLoader,
    LanguagesByMovieIdLoader,
)
from .movies import MovieByIdLoader, MovieByImdbIdLoader
from .pages import CountByKeyLoader, PageByKeyLoader
from .people import DirectorsByMovieIdLoader, PersonByIdLoader
from .ratings import RatingBucketsByMovieIdLoader, RatingByMovieIdLoader
from .rows import Maker, Needed
from .similar import SimilarByMovieIdLoader

__all__ = ["Loaders"]

L = TypeVar("L", bound=BatchLoader[Any, Any])
P = TypeVar("P")
V = TypeVar("V")


class Loaders:
    """Every loader of one request, each made when first asked for."""

    def __init__(self, window: Window, needed: Needed, analytics: Window | None = None) -> None:
        """`needed` is looked at when a loader is first asked for. `analytics` is what groups are
        read through, should that be another window."""
        self.window = window
        self._analytics = analytics or window
        self._needed = needed
        self._made: dict[Hashable, BatchLoader[Any, Any]] = {}

    def movie_by_id(self) -> MovieByIdLoader:
        return self._narrow(MovieByIdLoader)

    def person_by_id(self) -> PersonByIdLoader:
        return self._narrow(PersonByIdLoader)

    def movie_by_imdb_id(self) -> MovieByImdbIdLoader:
        return self._narrow(MovieByImdbIdLoader)

    def genre_by_id(self) -> GenreByIdLoader:
        return self._the(GenreByIdLoader)

    def company_by_id(self) -> CompanyByIdLoader:
        return self._the(CompanyByIdLoader)

    def country_by_code(self) -> CountryByCodeLoader:
        return self._the(CountryByCodeLoader)

    def genres_by_movie_id(self) -> GenresByMovieIdLoader:
        return self._the(GenresByMovieIdLoader)

    def keywords_by_movie_id(self) -> KeywordsByMovieIdLoader:
        return self._the(KeywordsByMovieIdLoader)

    def companies_by_movie_id(self) -> CompaniesByMovieIdLoader:
        return self._the(CompaniesByMovieIdLoader)

    def countries_by_movie_id(self) -> CountriesByMovieIdLoader:
        return self._the(CountriesByMovieIdLoader)

    def languages_by_movie_id(self) -> LanguagesByMovieIdLoader:
        return self._the(LanguagesByMovieIdLoader)

    def directors_by_movie_id(self) -> DirectorsByMovieIdLoader:
        return self._narrow(DirectorsByMovieIdLoader)

    def cast_by_movie_id(self, first: int) -> CastByMovieIdLoader:
        return self._the(CastByMovieIdLoader, first)

    def cast_by_person_id(self, first: int) -> CastByPersonIdLoader:
        return self._the(CastByPersonIdLoader, first)

    def crew_by_movie_id(
        self,
        first: int,
        jobs: Sequence[str] | None = None,
        departments: Sequence[str] | None = None,
    ) -> CrewByMovieIdLoader:
        return self._the(CrewByMovieIdLoader, first, _frozen(jobs), _frozen(departments))

    def crew_by_person_id(
        self,
        first: int,
        jobs: Sequence[str] | None = None,
        departments: Sequence[str] | None = None,
    ) -> CrewByPersonIdLoader:
        return self._the(CrewByPersonIdLoader, first, _frozen(jobs), _frozen(departments))

    def similar_by_movie_id(self, first: int) -> SimilarByMovieIdLoader:
        return self._narrow(SimilarByMovieIdLoader, first)

    def collaborators_by_person_id(self, first: int) -> CollaboratorsByPersonIdLoader:
        return self._the(CollaboratorsByPersonIdLoader, first)

    def movies_by_pair(self, first: int) -> MoviesByPairLoader:
        return self._narrow(MoviesByPairLoader, first)

    def many_per_group(
        self, name: Hashable, compose: Callable[[Any], Composed], make: Maker[V]
    ) -> ManyPerGroupLoader[V]:
        """The loader for lists by composed statements, shared by equal names."""
        return self._named(
            ("group", name), lambda: ManyPerGroupLoader(self._analytics, compose, make)
        )

    def rating_buckets_by_movie_id(self) -> RatingBucketsByMovieIdLoader:
        return self._the(RatingBucketsByMovieIdLoader)

    def rating_by_movie_id(self, subject: str) -> RatingByMovieIdLoader:
        return self._the(RatingByMovieIdLoader, subject)

    def page_by_key(
        self, statement: str, parameters: Mapping[str, Any], wrap: Callable[[int, list[Row]], P]
    ) -> PageByKeyLoader[P]:
        """The loader for pages by a composed statement, shared by equal statements and values."""
        name = ("page", statement, repr(parameters))
        return self._named(name, lambda: PageByKeyLoader(self.window, statement, parameters, wrap))

    def count_by_key(self, statement: str, parameters: Mapping[str, Any]) -> CountByKeyLoader:
        """The loader for counts by a composed statement, shared by equal statements and values."""
        name = ("count", statement, repr(parameters))
        return self._named(name, lambda: CountByKeyLoader(self.window, statement, parameters))

    def clear(self) -> None:
        """Forget every value, because a mutation has changed the database."""
        self._made.clear()

    def _the(self, loader: Callable[..., L], *arguments: Hashable) -> L:
        return self._named((loader, *arguments), lambda: loader(self.window, *arguments))

    def _narrow(self, loader: Callable[..., L], *arguments: Hashable) -> L:
        return self._named(
            (loader, *arguments), lambda: loader(self.window, self._needed, *arguments)
        )

    def _named(self, name: Hashable, make: Callable[[], L]) -> L:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = make()
        return made  # type: ignore[return-value]  # stored under its own name


def _frozen(values: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
