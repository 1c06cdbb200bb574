"""Fields: the three declarations that most of the schema is made of.

`attribute` reads one attribute of the row. `relation` names the loader that answers a field and
the attribute of the row that is the loader's key; `lookup`, the loader and a key that follows from
the arguments. All are plain Strawberry fields; being declared, they also tell an executor how to
answer them for a whole level at once.
"""

import inspect
from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.types import Info

from loaders.batch import BatchLoader
from movie_graph.context import Context
from movie_graph.execution import (
    ASK_FOR_LOADER,
    ATTRIBUTE,
    LIST_SIZE,
    LOOKUP,
    RELATION,
    Attribute,
    ListSize,
    Lookup,
    Relation,
)

__all__ = ["attribute", "lookup", "relation"]


def attribute(
    graphql_type: Any,
    name: str,
    *,
    description: str,
    convert: Callable[[Any], Any] | None = None,
) -> Any:
    """A field that is `row.name`, through `convert` unless it is None."""
    declared = Attribute(name, convert)
    read = declared.read

    def resolve(root: Any) -> Any:
        value = read(root)
        return value if convert is None or value is None else convert(value)

    return strawberry.field(
        resolve,
        graphql_type=graphql_type,
        description=description,
        metadata={ATTRIBUTE: declared},
    )


def relation(
    graphql_type: Any,
    choose: Callable[..., BatchLoader[Any, Any] | None],
    *,
    key: str,
    description: str,
    size: ListSize | None = None,
) -> Any:
    """A field that is answered by a loader, asked with `row.key`; None where the key is None.

    `choose` takes the context and the field's arguments and returns the loader, or None when
    there is nothing to ask for. Its parameters behind the context are the field's arguments. A
    list, or a page of one, says its `size`.
    """
    declared = Relation(key, choose)
    read = declared.read

    def resolve(root: Any, info: Info[Context, Any], **arguments: Any) -> Any:
        loader = choose(info.context, **arguments)
        if root is ASK_FOR_LOADER:
            return loader
        value = read(root)
        return None if value is None or loader is None else loader.load(value)

    return strawberry.field(
        _with_arguments_of(choose, resolve),
        graphql_type=graphql_type,
        description=description,
        metadata={RELATION: declared, **({} if size is None else {LIST_SIZE: size})},
    )


def lookup(
    graphql_type: Any,
    choose: Callable[..., tuple[BatchLoader[Any, Any], Any] | None],
    *,
    description: str,
) -> Any:
    """A field that is answered by a loader, asked with a key that follows from the arguments.

    `choose` takes the context and the field's arguments and returns the loader and the key, or
    None when there is nothing to ask for. Its parameters behind the context are the arguments.
    """

    def resolve(root: Any, info: Info[Context, Any], **arguments: Any) -> Any:
        chosen = choose(info.context, **arguments)
        if root is ASK_FOR_LOADER or chosen is None:
            return chosen
        loader, key = chosen
        return loader.load(key)

    return strawberry.field(
        _with_arguments_of(choose, resolve),
        graphql_type=graphql_type,
        description=description,
        metadata={LOOKUP: Lookup(choose)},
    )


def _with_arguments_of(choose: Callable[..., Any], resolve: Any) -> Any:
    """`resolve` with the parameters of `choose` behind root and info, as Strawberry reads them."""
    _, *parameters = inspect.signature(choose).parameters.values()
    own = inspect.signature(resolve).parameters
    resolve.__signature__ = inspect.Signature(
        [own["root"], own["info"], *(p.replace(kind=p.KEYWORD_ONLY) for p in parameters)]
    )
    hints = {parameter.name: parameter.annotation for parameter in parameters}
    resolve.__annotations__ = {"info": Info[Context, Any], **hints}
    resolve.__module__ = choose.__module__
    return resolve
