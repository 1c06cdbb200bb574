"""Methods: a resolver called without Strawberry's wrapper.

The wrapper converts the arguments, makes a closure for the field's extensions and awaits what may
or may not be awaitable: some thirty calls. Where a field has no extension and its arguments are
plain, the function underneath gets the same from us.
"""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLField, GraphQLResolveInfo
from strawberry import Schema
from strawberry.types.field import StrawberryField

WRAPPED_BY = "strawberry.schema.schema_converter"


class Method:
    """The function of a Strawberry field, which takes what Strawberry would give it."""

    def __init__(self, owner: Schema, field: StrawberryField) -> None:
        resolver = field.base_resolver
        assert resolver is not None  # noqa: S101 — method_of looked
        self._field = field
        self._info_class = owner.config.info_class
        self._function: Any = resolver.wrapped_func
        self._takes_self = resolver.self_parameter is not None
        self._source_names = [
            parameter.name
            for parameter in (resolver.parent_parameter, resolver.root_parameter)
            if parameter is not None
        ]
        wanted = resolver.info_parameter
        self._info_name = None if wanted is None else wanted.name

    def __call__(
        self, source: Any, info: Callable[[], GraphQLResolveInfo[Any]], arguments: dict[str, Any]
    ) -> Any:
        """What the function returns or raises; a coroutine if it is asynchronous."""
        given = arguments.copy()
        for name in self._source_names:
            given[name] = source
        if self._info_name is not None:
            given[self._info_name] = self._info_class(_raw_info=info(), _field=self._field)
        return self._function(source, **given) if self._takes_self else self._function(**given)


def method_of(owner: Schema, field: StrawberryField, definition: GraphQLField) -> Method | None:
    """The method of a field, or None where only its wrapper knows all that has to be done."""
    resolver = field.base_resolver
    plain = (
        resolver is not None
        and callable(resolver.wrapped_func)
        and not field.extensions
        and not field.is_subscription
        and not owner.exception_handlers
        and type(field).get_result is StrawberryField.get_result
        and getattr(definition.resolve, "__module__", None) == WRAPPED_BY
    )
    return Method(owner, field) if plain else None
