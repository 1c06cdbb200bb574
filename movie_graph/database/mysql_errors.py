"""MySQL's and MariaDB's error numbers, and what each means to us."""

import asyncio

from ..errors import (
    DatabaseError,
    IntegrityError,
    OutcomeUnknownError,
    StatementTimeoutError,
    TransientError,
)

# Deadlock, lock timeout, a row that changed, an error during COMMIT, a cluster that said no to it.
RETRY = {1020, 1180, 1205, 1213, 3101}
# This node of a cluster cannot write now.
OTHER_NODE = {1047, 1290, 1836}
# The server hung up, or the driver noticed that it had.
LOST = {0, 1053, 1158, 1159, 1160, 1161, 1927, 2006, 2013, 2014, 2055, 3169, 4031}
# The statement timeout of MariaDB, of MySQL; KILL QUERY from outside is the same to us.
OWN_TIMEOUT = {1969, 3024}
TIMEOUT = {1317, *OWN_TIMEOUT}
CONSTRAINT = {1048, 1062, 1451, 1452, 3819, 4025}


def translated(error: Exception) -> Exception:
    """A driver's error as one of ours; anything that is no driver's error as it is."""
    if not is_driver_error(error):
        return error
    code, reason = code_of(error), reason_of(error)
    if code is None or code in LOST:
        return TransientError(f"The connection to the database was lost: {reason}.", code)
    if code in RETRY or code in OTHER_NODE:
        return TransientError(f"The database asks to try again: {reason}.", code)
    if code in TIMEOUT:
        return StatementTimeoutError(f"A statement was ended: {reason}.", code)
    if code in CONSTRAINT:
        return IntegrityError(f"The database refused a row: {reason}.", code)
    return DatabaseError(f"The database refused a statement: {reason}.", code)


def committing(error: DatabaseError) -> DatabaseError:
    """The error of a packet that held a COMMIT: without the server's answer, nobody knows."""
    if error.code is not None and error.code not in LOST:
        return error
    return OutcomeUnknownError(f"Whether this was stored is unknown. {error}", error.code)


def has_gone(error: Exception) -> bool:
    """Whether the server behind the connection is no longer one to talk to."""
    return isinstance(error, TransientError) and (
        error.code is None or error.code in LOST or error.code in OTHER_NODE
    )


def is_driver_error(error: Exception) -> bool:
    """Whether it comes from aiomysql or asyncmy, neither of which is imported for the question."""
    names = {cls.__name__ for cls in type(error).__mro__}
    return "MySQLError" in names or isinstance(error, OSError | asyncio.IncompleteReadError)


def code_of(error: Exception) -> int | None:
    """The server's number, None where there is none."""
    code = error.args[0] if error.args else None
    return code if isinstance(code, int) and not isinstance(error, OSError) else None


def reason_of(error: Exception) -> str:
    """The server's words, without a full stop."""
    text = str(error.args[1]) if len(error.args) > 1 else str(error) or type(error).__name__
    return text.rstrip(".")
