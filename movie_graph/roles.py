"""Roles: what whoever signed in may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """From the least to the most; each may do what those before it may."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"


RATERS = frozenset(Role)
ANALYSTS = frozenset({Role.ANALYST, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})


@dataclass(frozen=True)
class Signed:
    """Whom a request speaks for; without a subject it is nobody in particular, who may read."""

    subject: str | None
    roles: frozenset[Role] = frozenset({Role.VIEWER})

    @property
    def may_rate(self) -> bool:
        """Whether ratings may be given and taken back."""
        return not self.roles.isdisjoint(RATERS)

    @property
    def has_higher_bounds(self) -> bool:
        """Whether the bounds of MOVIE_GRAPH_ANALYST_… hold instead of everybody's."""
        return not self.roles.isdisjoint(ANALYSTS)

    @property
    def may_see_plans(self) -> bool:
        """Whether an answer may carry how it was worked out."""
        return not self.roles.isdisjoint(ADMINS)


ANONYMOUS = Signed(None, frozenset())
