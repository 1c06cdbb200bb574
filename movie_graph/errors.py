"""What can go wrong in the server, as a tree.

MovieGraphError
├── ConfigError                 a setting cannot be used
├── DatabaseError
│   ├── DatabaseUnavailableError    no connection could be had in time
│   │   └── PoolExhaustedError          every connection of ours was busy
│   ├── StatementTimeoutError       a statement ran longer than it may
│   ├── TransientError              the transaction was undone; running it again may succeed
│   ├── OutcomeUnknownError         the connection broke while a COMMIT was under way
│   ├── IntegrityError              a key or constraint refused the row
│   └── NewerDatabaseError          the tables are of a later version than this program
└── BadInputError               what a client sent cannot be answered; safe to show
    ├── BadCursorError
    └── BadIdError
"""

from typing import Any


class MovieGraphError(Exception):
    """The root of every error this program raises on purpose."""


class ConfigError(MovieGraphError):
    """A setting is missing, unknown, or out of its bounds. Raised once, at start."""


class DatabaseError(MovieGraphError):
    """The database refused or failed. `code` is the engine's own number, where it has one."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class DatabaseUnavailableError(DatabaseError):
    """No connection in time: the server is down, hung, or every pooled connection is busy."""


class PoolExhaustedError(DatabaseUnavailableError):
    """Every pooled connection was busy for `seconds`, which is MOVIE_GRAPH_POOL_WAIT_SECONDS."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class StatementTimeoutError(DatabaseError):
    """A statement ran longer than it may, which is `seconds` by the setting `bound`, and was ended.

    Both are None when somebody else has ended the statement.
    """

    seconds: float | None = None
    bound: str | None = None


class TransientError(DatabaseError):
    """A deadlock, lock timeout or lost connection before COMMIT: nothing was stored, try again."""


class OutcomeUnknownError(TransientError):
    """The connection broke during COMMIT: stored or not, only running it again can tell."""


class IntegrityError(DatabaseError):
    """A unique key or foreign key refused the row; the statement stored nothing."""


class NewerDatabaseError(DatabaseError):
    """The tables carry migrations this program does not know: upgrade the program."""


class BadInputError(MovieGraphError):
    """A client's value cannot be used. The message names the value and the remedy, for clients.

    `extensions` go out beside the message and always carry a machine-readable `code`.
    """

    code = "BAD_INPUT"

    def __init__(self, message: str, **extensions: Any) -> None:
        super().__init__(message)
        self.extensions = {"code": self.code, **extensions}


class BadCursorError(BadInputError):
    """A cursor that is damaged, or was handed out for another filter or order."""

    code = "BAD_CURSOR"


class BadIdError(BadInputError):
    """An `ID` that names no kind of thing this field can look up."""

    code = "BAD_ID"
