"""Selections: what an operation asks for below a field, for resolvers that compute just that."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo, get_named_type
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values


class Selected:
    """A field with what is selected below it; fragments, @skip and @include are worked out."""

    def __init__(
        self, info: GraphQLResolveInfo[Any], definition: GraphQLField, details: list[FieldDetails]
    ) -> None:
        self.name = details[0].node.name.value
        self._info = info
        self._definition = definition
        self._details = details
        # Strawberry hands resolvers the plain values; where they came from matters to nobody here.
        self._variables = VariableValues({}, info.variable_values)  # type: ignore[arg-type]  # its type foresees the container

    @classmethod
    def of(cls, info: GraphQLResolveInfo[Any]) -> "Selected":
        """The field that is being resolved."""
        definition = info.parent_type.fields[info.field_name]
        return cls(info, definition, [FieldDetails(node, None) for node in info.field_nodes])

    def fields(self, *names: str) -> Iterator["Selected"]:
        """The fields below of these names, or all; one comes more than once if it has aliases.

        Only below objects; an interface or a union has none.
        """
        type_ = get_named_type(self._definition.type)
        if not isinstance(type_, GraphQLObjectType):
            return
        info = self._info
        collected = collect_subfields(
            info.schema,
            {name: FragmentDetails(fragment) for name, fragment in info.fragments.items()},
            self._variables,
            info.operation,
            type_,
            self._details,
        )
        for details in collected.grouped_field_set.values():
            name = details[0].node.name.value
            definition = type_.fields.get(name)
            if definition is not None and (not names or name in names):
                yield Selected(info, definition, details)

    @property
    def arguments(self) -> dict[str, Any]:
        """Its arguments as the schema reads them. Errors: GraphQLError."""
        return get_argument_values(self._definition, self._details[0].node, self._variables)
