"""Person."""

import strawberry

from loaders.collaborators import CollaboratorsByPersonIdLoader
from loaders.credits import CastByPersonIdLoader, CrewByPersonIdLoader
from loaders.rows import PersonRow
from movie_graph.context import Context
from movie_graph.execution import IsInstanceOf

from .arguments import Departments, Jobs, ListSize
from .collaboration import Collaboration
from .credit import CastCredit, CrewCredit
from .enums import Gender
from .fields import attribute, relation
from .list_sizes import FIRST
from .node import Node
from .scalars import ID


def cast_credits(context: Context, first: ListSize = 10) -> CastByPersonIdLoader:
    return context.loaders.cast_by_person_id(context.list_size(first))


def crew_credits(
    context: Context, first: ListSize = 10, jobs: Jobs = None, departments: Departments = None
) -> CrewByPersonIdLoader:
    return context.loaders.crew_by_person_id(context.list_size(first), jobs, departments)


def collaborators(context: Context, first: ListSize = 10) -> CollaboratorsByPersonIdLoader:
    return context.loaders.collaborators_by_person_id(context.list_size(first))


@strawberry.type(description="A person who worked on a movie.")
class Person(Node):
    id: ID = attribute(ID, "id", convert="Person:{}".format, description="`Person:` and a number.")
    tmdb_id: int = attribute(int, "id", description="TMDB's number for the person.")
    name: str = strawberry.field(description="The name in the credits.")
    gender: Gender | None = strawberry.field(description="The gender; null where not given.")
    profile_path: str | None = strawberry.field(description="TMDB's path of the portrait.")
    department: str | None = strawberry.field(
        description="The department that most of the credits are in; `Acting` for the cast."
    )
    credit_count: int = strawberry.field(description="Number of cast and crew credits.")
    cast_credits: list[CastCredit] = relation(
        list[CastCredit],
        cast_credits,
        key="id",
        description="Parts played, newest movie first.",
        size=FIRST,
    )
    crew_credits: list[CrewCredit] = relation(
        list[CrewCredit],
        crew_credits,
        key="id",
        description="Jobs done, newest movie first.",
        size=FIRST,
    )
    collaborators: list[Collaboration] = relation(
        list[Collaboration],
        collaborators,
        key="id",
        description="People credited in the same movies, cast or crew, most shared movies first.",
        size=FIRST,
    )

    is_type_of = IsInstanceOf(PersonRow)
