"""User errors: refusals that a client can expect, each a type of its own."""

import strawberry


@strawberry.interface(description="Why something was refused.")
class UserError:
    message: str = strawberry.field(description="One sentence: what is wrong and what to do.")


@strawberry.type(description="There is no such movie.")
class MovieNotFound(UserError):
    pass


@strawberry.type(description="The score is off the scale or between its steps.")
class ScoreOutOfRange(UserError):
    minimum: float = strawberry.field(description="The lowest score.")
    maximum: float = strawberry.field(description="The highest score.")
    step: float = strawberry.field(description="Scores are whole multiples of this.")


@strawberry.type(description="Only who is signed in may do this.")
class SignInRequired(UserError):
    pass


@strawberry.type(description="Whoever is signed in has no role that may do this.")
class RoleRequired(UserError):
    roles: list[str] = strawberry.field(description="The roles that may, any of which is enough.")


@strawberry.type(description="The viewer has not rated this movie.")
class RatingNotFound(UserError):
    pass
