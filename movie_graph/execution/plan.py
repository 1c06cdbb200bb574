"""Plans: an operation compiled once, and run many times.

A plan is what is left of a document when everything is known that does not depend on data: merged
fields, flattened fragments per concrete type, where each field's value comes from, how it is
completed. It depends on variables only through @skip and @include.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from .declarations import ATTRIBUTE, LOOKUP, RELATION, Attribute, Lookup, Relation
from .leaves import Quick, cannot_tell, column_of
from .shapes import Kind, Shape, shape_of

# Attributes by the name of the type; None where a resolver may read any of them.
Needs: TypeAlias = Mapping[str, frozenset[str] | None]

# What the schema declares about where a field comes from.
Source: TypeAlias = Attribute | Relation | Lookup

COMPILED_FROM = 200  # objects
IMMUTABLE = (str, int, float, bool, type(None), Enum)


@dataclass(eq=False)
class FieldPlan:
    """One field of one concrete type: under which name, from where, in which shape."""

    name: str
    details: list[FieldDetails]
    definition: GraphQLField
    parent_type: GraphQLObjectType
    shape: Shape
    source: Source | None
    quick: Quick
    """Completes a column of leaves, with None in it where the field may be null."""
    column: Quick
    """The same for values that are not None, of lists too."""
    arguments: dict[str, Any] | None
    python_arguments: dict[str, Any] | None
    operation: "OperationPlan"

    def __post_init__(self) -> None:
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
        shape = shape_of(definition.type)
        source = _source(definition)
        constants = _constant_arguments(definition, details)
        column = column_of(shape.type) if _ends_in_leaf(shape) else None  # type: ignore[arg-type]
        return FieldPlan(
            name,
            details,
            definition,
            type_,
            shape,
            source,
            column(not shape.non_null) if column else cannot_tell,
            column(False) if column else cannot_tell,
            constants if _are_immutable(constants) else None,
            python_arguments(self.schema, definition, constants)
            if isinstance(source, Relation | Lookup) and constants is not None
            else None,
            self,
        )


def _source(definition: GraphQLField) -> Source | None:
    """What the schema declares about a field; None when only its resolver knows."""
    field = (definition.extensions or {}).get("strawberry-definition")
    if not isinstance(field, StrawberryField) or field.extensions:
        return None
    if getattr(definition.resolve, "_is_default", False):
        own = type(field).get_result is StrawberryField.get_result
        return Attribute(field.python_name) if own and field.default_resolver is getattr else None
    for name in (ATTRIBUTE, RELATION, LOOKUP):
        if isinstance(declared := field.metadata.get(name), Source):
            return declared
    return None


def _ends_in_leaf(shape: Shape) -> bool:
    while shape.item is not None:
        shape = shape.item
    return shape.kind is Kind.LEAF


def _constant_arguments(
    definition: GraphQLField, details: Sequence[FieldDetails]
) -> dict[str, Any] | None:
    """The arguments if they are the same in every run."""
    node = details[0].node
    if not definition.args and not node.arguments:
        return {}
    if any(_has_variable(argument.value) for argument in node.arguments or ()):
        return None
    try:
        return get_argument_values(definition, node)
    except GraphQLError:
        return None  # the run will raise it where it belongs


def _are_immutable(arguments: dict[str, Any] | None) -> bool:
    """Whether no resolver can change them, so that the next one may get the same."""
    return arguments is not None and all(
        isinstance(value, IMMUTABLE) for value in arguments.values()
    )


def python_arguments(
    schema: GraphQLSchema, definition: GraphQLField, arguments: dict[str, Any]
) -> dict[str, Any] | None:
    """Arguments as a declared `choose` takes them; None where the resolver has to see them."""
    field = (definition.extensions or {}).get("strawberry-definition")
    owner = getattr(schema, "_strawberry_schema", None)
    if not isinstance(field, StrawberryField) or not isinstance(owner, Schema):
        return None
    try:
        return convert_arguments(
            arguments, field.arguments, owner.schema_converter.scalar_registry, owner.config
        )
    except Exception:  # noqa: BLE001 — the run will raise it where it belongs
        return None


def _has_variable(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return any(map(_has_variable, value.values))
    if isinstance(value, ObjectValueNode):
        return any(_has_variable(field.value) for field in value.fields)
    return isinstance(value, VariableNode)


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
