"""Plans: an operation compiled once, and run many times.

A plan is what is left of a document when everything is known that does not depend on data: merged
fields, flattened fragments per concrete type, where each field's value comes from, how it is
completed. It depends on variables only through @skip and @include.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values

from .arguments import are_immutable, constant_arguments
from .declarations import Attribute, Lookup, Relation
from .fields import Field, field_of
from .shapes import Kind

# Attributes by the name of the type; None where a resolver may read any of them.
Needs: TypeAlias = Mapping[str, frozenset[str] | None]

COMPILED_FROM = 200  # objects


@dataclass(eq=False)
class FieldPlan:
    """One field of one concrete type: under which name, from where, in which shape."""

    name: str
    details: list[FieldDetails]
    field: Field
    parent_type: GraphQLObjectType
    arguments: dict[str, Any] | None
    """The arguments if they are the same in every run, and nobody can change them."""
    python_arguments: dict[str, Any] | None
    """The same as what the schema declares, or else the method, takes them."""
    operation: "OperationPlan"

    def __post_init__(self) -> None:
        field = self.field
        self.definition, self.shape, self.source = field.definition, field.shape, field.source
        self.quick, self.column, self.method = field.quick, field.column, field.method
        self.nodes = [detail.node for detail in self.details]
        self.field_name = self.nodes[0].name.value
        self.read = getattr(self.source, "read", None)
        self.convert = getattr(self.source, "convert", None)
        self._selections: dict[GraphQLObjectType, SelectionPlan] = {}

    @property
    def is_leaf_attribute(self) -> bool:
        """Whether it is answered with the object itself, in one pass over a level."""
        return isinstance(self.source, Attribute) and self.shape.kind is Kind.LEAF

    def selection(self, type_: GraphQLObjectType) -> "SelectionPlan":
        """What is selected of objects of one concrete type."""
        found = self._selections.get(type_)
        if found is None:
            found = self.operation.compile_selection(type_, self.details)
            self._selections[type_] = found
        return found

    def argument_values(self, variables: VariableValues, hide_suggestions: bool) -> dict[str, Any]:
        """The arguments, coerced. Errors: GraphQLError."""
        if self.arguments is not None:
            return self.arguments
        return get_argument_values(
            self.definition, self.nodes[0], variables, None, hide_suggestions
        )

    def converted_arguments(self, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """The arguments as what the schema declares takes them; None where only the resolver will
        do."""
        known = self.field.arguments
        return None if known is None else known.converted(arguments)

    def plain_arguments(self, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """The arguments as the method takes them; None where only the resolver will do."""
        if self.python_arguments is not None or self.method is None:
            return self.python_arguments
        known = self.field.arguments
        return None if known is None else known.plain(arguments)


@dataclass(eq=False)
class SelectionPlan:
    """The fields selected of one concrete type, in the order of the answer."""

    object_type: GraphQLObjectType
    leaves: list[FieldPlan]
    others: list[FieldPlan]
    build: Callable[..., list[dict[str, Any]]]
    row_class: type | None

    def has_only(self, values: list[Any]) -> bool:
        """Whether the values are of the type, by their classes alone."""
        wanted = self.row_class
        if wanted is None:
            return False
        return all(issubclass(each, wanted) for each in set(map(type, values)))


class OperationPlan:
    """A whole operation. Selections of fields are compiled when a run first reaches them."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        variables: VariableValues,
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.fragments = fragments
        self.directive_variables = variables
        self.needs: Needs | None = None  # needs.py works it out
        root_type = schema.get_root_type(operation.operation)
        if root_type is None:
            raise GraphQLError(
                f"Schema is not configured to execute {operation.operation.value} operation.",
                operation,
            )
        grouped = collect_fields(
            schema, fragments, variables, root_type, operation
        ).grouped_field_set
        self.root = self._selection(root_type, grouped)
        self.serial = [self._selection(root_type, {name: grouped[name]}) for name in grouped]

    def compile_selection(
        self, type_: GraphQLObjectType, details: list[FieldDetails]
    ) -> SelectionPlan:
        """What the fields in `details` select of one concrete type."""
        collected = collect_subfields(
            self.schema,
            self.fragments,
            self.directive_variables,
            self.operation,
            type_,
            details,
        )
        return self._selection(type_, collected.grouped_field_set)

    def _selection(
        self, type_: GraphQLObjectType, grouped: Mapping[str, list[FieldDetails]]
    ) -> SelectionPlan:
        constants: dict[str, str] = {}
        fields: dict[str, FieldPlan | None] = {}
        for name, details in grouped.items():
            field_name = details[0].node.name.value
            if field_name == "__typename":
                constants[name] = type_.name
                fields[name] = None
                continue
            definition = self.schema.get_field(type_, field_name)
            if definition is not None:
                fields[name] = self._field(name, details, definition, type_)
        plans = [plan for plan in fields.values() if plan is not None]
        leaves = [plan for plan in plans if plan.is_leaf_attribute]
        return SelectionPlan(
            type_,
            leaves,
            [plan for plan in plans if not plan.is_leaf_attribute],
            _Builder(list(fields), {plan.name for plan in leaves}, constants),
            getattr(type_.is_type_of, "row_class", None),
        )

    def _field(
        self,
        name: str,
        details: list[FieldDetails],
        definition: GraphQLField,
        type_: GraphQLObjectType,
    ) -> FieldPlan:
        field = field_of(self.schema, definition)
        constants = constant_arguments(definition, details)
        known = constants if are_immutable(constants) else None
        python_arguments = None
        if field.arguments is not None:
            if isinstance(field.source, Relation | Lookup) and constants is not None:
                python_arguments = field.arguments.converted(constants)
            elif field.method is not None and known is not None:
                python_arguments = field.arguments.plain(known)
        return FieldPlan(name, details, field, type_, known, python_arguments, self)


class _Builder:
    """Makes a dict for each object from its columns, in the order of the selection.

    Called with the number of objects and a column for each leaf. What is not a column or a
    constant is None until it is known. Where there is enough to do, it is done by a comprehension
    made for these very names, which is faster but takes as long to compile as COMPILED_FROM
    dicts.
    """

    def __init__(self, names: list[str], columns: set[str], constants: Mapping[str, str]) -> None:
        self._names = names
        self._columns = columns
        self._constants = constants
        self._template = {name: constants.get(name) for name in names}
        self._ordered = [name for name in names if name in columns]
        self._built = 0
        self._compiled: Callable[..., list[dict[str, Any]]] | None = None

    def __call__(self, size: int, *columns: list[Any]) -> list[dict[str, Any]]:
        if self._compiled is not None:
            return self._compiled(size, *columns)
        self._built += size
        if self._built > COMPILED_FROM:
            self._compiled = _comprehension(self._names, self._columns, self._constants)
        results = [self._template.copy() for _ in range(size)]
        for name, column in zip(self._ordered, columns, strict=True):
            for result, value in zip(results, column, strict=True):
                result[name] = value
        return results


def _comprehension(
    names: list[str], columns: set[str], constants: Mapping[str, str]
) -> Callable[..., list[dict[str, Any]]]:
    """A function (number of objects, column, column, …) → a dict for each object.

    Its text is made from names of the grammar of GraphQL, quoted; everything not a column or
    constant yet is None, so that the keys keep the order of the selection.
    """
    variables = {name: f"v{number}" for number, name in enumerate(names) if name in columns}
    items = ", ".join(
        f"{name!r}: {variables.get(name) or repr(constants.get(name))}" for name in names
    )
    parameters = ", ".join(f"c{variable}" for variable in variables.values())
    if not variables:
        source = f"lambda size: [{{{items}}} for _ in range(size)]"
    elif len(variables) == 1:
        [variable] = variables.values()
        source = f"lambda size, {parameters}: [{{{items}}} for {variable} in {parameters}]"
    else:
        targets = ", ".join(variables.values())
        source = f"lambda size, {parameters}: [{{{items}}} for {targets} in zip({parameters})]"
    return eval(source, {})  # type: ignore[no-any-return]  # noqa: S307 — our own text
