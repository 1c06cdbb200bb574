"""What has only a name: keywords, companies, countries, languages."""

import strawberry

from .fields import attribute
from .scalars import ID


@strawberry.type(description="A word for what a movie is about.")
class Keyword:
    id: ID = attribute(ID, "id", convert=str, description="TMDB's number.")
    name: str = strawberry.field(description="The word.")


@strawberry.type(description="A company that produces movies.")
class ProductionCompany:
    id: ID = attribute(ID, "id", convert=str, description="TMDB's number.")
    name: str = strawberry.field(description="The company's name.")


@strawberry.type(description="A country.")
class Country:
    code: str = strawberry.field(description="Its ISO 3166-1 code, such as `JP`.")
    name: str = strawberry.field(description="Its English name.")


@strawberry.type(description="A language.")
class Language:
    code: str = strawberry.field(description="Its ISO 639-1 code, such as `ja`.")
    name: str | None = strawberry.field(description="Its own name for itself.")
