"""Costs: how many objects an operation can produce at most, known before it runs.

The cost of an operation is the number of objects of its answer if every list were as long as it
may be, plus what fields weigh by themselves, plus the items of list arguments. The executor's way
of merging fields is followed, so that what is spread twice is counted once.

What follows from the document is worked out once. An operation without variables in its sizes has
a number; of others a short list of sums is left to do for each request.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    VariableNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_introspection_type,
    is_list_type,
    is_non_null_type,
    visit,
)
from graphql.utilities.type_from_ast import type_from_ast

from .argument_bounds import ArgumentBounds
from .bounds import Bound
from .documents import Prepared
from .introspection_sizes import introspection_sizes
from .sizes import LIST_SIZE, WEIGHT, ListSize

Variables: TypeAlias = Mapping[str, Any]
Number: TypeAlias = int | Callable[[Variables], int]

OUTCOMES_KEPT = 16
HEAVIEST = 3


@dataclass(frozen=True)
class CostBounds:
    """The bound of a whole operation, those of arguments, and those that sizes name."""

    cost: Bound
    arguments: ArgumentBounds
    named: Mapping[str, Bound]


class Share(NamedTuple):
    """What one field adds to the cost of an operation."""

    field: str
    cost: int


@dataclass(frozen=True)
class Charge:
    """One field of one selection: `count` objects, `weight` for itself, and what is below."""

    name: str
    count: Number
    weight: Number
    below: Sequence["Sum"]
    """One for each concrete type that the objects may have."""


@dataclass(frozen=True)
class Sum:
    """A selection on one concrete type: what is known, and the charges that take variables."""

    charges: Sequence[Charge]
    known: int
    unknown: Sequence[Charge]

    def value(self, variables: Variables) -> int:
        return self.known + sum(_value(charge, variables) for charge in self.unknown)


class Costs:
    """The costs of operations over one schema."""

    def __init__(self, schema: GraphQLSchema, bounds: CostBounds) -> None:
        """Errors: ValueError naming a list of objects whose size nothing declares."""
        self._schema = schema
        self._bounds = bounds
        self._sizes = {**introspection_sizes(schema), **_declared_sizes(schema)}

    def check_variables(
        self, prepared: Prepared, operation: OperationDefinitionNode, raw: Variables
    ) -> None:
        """Look at variables before they are coerced. Errors: GraphQLError."""
        for name, type_ in self._kept(prepared, operation).lists:
            self._bounds.arguments.check(type_, name, raw.get(name))

    def cost(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        variables: Variables,
        bound: Bound | None = None,
    ) -> int:
        """What the operation costs at most. `bound` stands in for the one of everybody.

        Errors: GraphQLError when that, or an argument, is beyond its bound.
        """
        total = self._sum(prepared, operation, variables)
        cost = total.value(variables)
        bound = bound or self._bounds.cost
        if cost > bound.limit:
            heaviest = [share._asdict() for share in _heaviest(total, variables)]
            named = ", ".join(f"{share['field']} ({share['cost']})" for share in heaviest)
            raise bound.error(
                cost,
                "objects and their like",
                f"Ask for less: smaller pages first of all. What weighs most: {named}.",
                [operation],
                fields=heaviest,
            )
        return cost

    def _sum(
        self, prepared: Prepared, operation: OperationDefinitionNode, variables: Variables
    ) -> Sum:
        kept = self._kept(prepared, operation)
        outcome = tuple(variables.get(name) for name in kept.names)
        found = kept.sums.get(outcome)
        if found is None:
            found = self._compiled(prepared, operation, variables)
            if len(kept.sums) < OUTCOMES_KEPT:
                kept.sums[outcome] = found
        return found

    def _kept(self, prepared: Prepared, operation: OperationDefinitionNode) -> "_Kept":
        kept = prepared.costs.get(id(operation))
        if kept is None:
            lists = [
                (variable.variable.name.value, type_)
                for variable in operation.variable_definitions or ()
                if _can_hold_lists(type_ := type_from_ast(self._schema, variable.type))
            ]
            kept = prepared.costs[id(operation)] = _Kept(_conditions(prepared), lists)
        return kept

    def _compiled(
        self, prepared: Prepared, operation: OperationDefinitionNode, variables: Variables
    ) -> Sum:
        assert prepared.document is not None  # noqa: S101 — it has an operation
        fragments = {
            definition.name.value: definition
            for definition in prepared.document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        root = self._schema.get_root_type(operation.operation)
        assert root is not None  # noqa: S101 — the document is valid
        compiler = _Compiler(self._schema, self._bounds, self._sizes, fragments, variables)
        return compiler.sum(root, [operation.selection_set], {})


@dataclass
class _Kept:
    """What is known of one operation: `sums` by the outcome of the variables `names` that @skip
    and @include ask, and the variables that can hold `lists`, with their types."""

    names: Sequence[str]
    lists: Sequence[tuple[str, Any]]
    sums: dict[tuple[Any, ...], Sum] = field(default_factory=dict)


@dataclass
class _Compiler:
    schema: GraphQLSchema
    bounds: CostBounds
    sizes: Mapping[tuple[str, str], ListSize]
    fragments: Mapping[str, FragmentDefinitionNode]
    outcome: Variables

    def sum(
        self,
        type_: GraphQLObjectType,
        selections: Iterable[SelectionSetNode],
        lengths: Mapping[str, Number],
    ) -> Sum:
        """What a selection on one type costs; `lengths` are those of its fields that a field
        above has said."""
        groups: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for selection_set in selections:
            self._collect(type_, selection_set, groups, spread)
        charges = []
        for nodes in groups.values():
            charge = self._charge(type_, nodes, lengths)
            if charge is not None:
                charges.append(charge)
        unknown = [charge for charge in charges if not _is_known(charge)]
        known = sum(_value(charge, {}) for charge in charges if _is_known(charge))
        return Sum(charges, known, unknown)

    def _charge(
        self, type_: GraphQLObjectType, nodes: list[FieldNode], lengths: Mapping[str, Number]
    ) -> Charge | None:
        name = nodes[0].name.value
        definition = self.schema.get_field(type_, name)
        assert definition is not None  # noqa: S101 — the document is valid
        result = get_named_type(definition.type)
        weight = self._weight(definition, nodes[0])
        if not is_composite_type(result):
            return Charge(name, 0, weight, ()) if weight else None
        size = self.sizes.get((type_.name, name))
        length = lengths.get(name)
        if length is None and size is not None:
            length = self._length(size, definition, nodes[0])
        inside = {} if size is None or length is None else dict.fromkeys(size.inside, length)
        count: Number = length if length is not None and not inside else 1
        types = self.schema.get_possible_types(result) if is_abstract_type(result) else [result]
        selections = [node.selection_set for node in nodes if node.selection_set]
        below = [self.sum(each, selections, inside) for each in types]  # type: ignore[arg-type]  # what is composite and not abstract is an object type
        return Charge(name, count, weight, below)

    def _collect(
        self,
        type_: GraphQLObjectType,
        selection_set: SelectionSetNode,
        groups: dict[str, list[FieldNode]],
        spread: set[str],
    ) -> None:
        for selection in selection_set.selections:
            if not self._is_included(selection.directives or ()):
                continue
            if isinstance(selection, FieldNode):
                name = (selection.alias or selection.name).value
                groups.setdefault(name, []).append(selection)
                continue
            below: Any = selection
            if isinstance(selection, FragmentSpreadNode):
                if selection.name.value in spread:
                    continue
                spread.add(selection.name.value)
                below = self.fragments[selection.name.value]
            if self._fits(type_, below.type_condition):
                self._collect(type_, below.selection_set, groups, spread)

    def _fits(self, type_: GraphQLObjectType, condition: Any) -> bool:
        if condition is None:
            return True
        wanted: Any = type_from_ast(self.schema, condition)
        return wanted is type_ or (
            is_abstract_type(wanted) and self.schema.is_sub_type(wanted, type_)
        )

    def _is_included(self, directives: Iterable[DirectiveNode]) -> bool:
        for directive in directives:
            if directive.name.value not in ("skip", "include"):
                continue
            given: Any = directive.arguments[0].value if directive.arguments else None
            if isinstance(given, VariableNode):
                said = bool(self.outcome.get(given.name.value))
            else:
                said = bool(given and given.value)
            if said is (directive.name.value == "skip"):
                return False
        return True

    def _weight(self, definition: Any, node: FieldNode) -> Number:
        """What a field weighs by itself, the items of its list arguments included."""
        weight = _metadata(definition).get(WEIGHT, 0)
        changing: list[Callable[[Variables], int]] = []
        for argument in node.arguments or ():
            declared, name = definition.args[argument.name.value], argument.name.value
            if not _can_hold_lists(declared.type):
                continue
            value = argument.value
            if _has_variable(value):
                changing.append(
                    lambda variables, declared=declared, name=name, value=value: (  # type: ignore[misc]  # its defaults carry the loop's values
                        self.bounds.arguments.count(declared, name, value, variables)
                    )
                )
            else:
                weight += self.bounds.arguments.count(declared, name, value, {})
        if not changing:
            return int(weight)
        return lambda variables: weight + sum(each(variables) for each in changing)

    def _length(self, size: ListSize, definition: Any, node: FieldNode) -> Number:
        if size.at_most is not None:
            return size.at_most
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        bound = None if size.bound is None else self.bounds.named[size.bound]
        otherwise = 0 if size.otherwise is None else self.bounds.named[size.otherwise].limit
        asked = [(given.get(name), definition.args[name].default_value) for name in size.arguments]

        def length(variables: Variables) -> int:
            numbers = [
                number
                for value, default in asked
                if (number := _number(value, default, variables)) is not None
            ]
            largest = max(numbers, default=otherwise)
            if bound is not None and largest > bound.limit:
                remedy = "Ask for fewer, and for the next page where there is one."
                raise bound.error(largest, f"items of `{node.name.value}`", remedy, [node])
            return max(0, largest)

        if any(_has_variable(value) for value, _ in asked if value is not None):
            return length
        return length({})


def _number(value: Any, default: Any, variables: Variables) -> int | None:
    """A size as an argument gives it; None if it gives none."""
    if isinstance(value, VariableNode):
        value = variables.get(value.name.value, default)
    elif value is None:
        value = default
    if isinstance(value, IntValueNode):
        return int(value.value)
    if isinstance(value, ListValueNode):
        return len(value.values)
    if value is None or value is Undefined or isinstance(value, NullValueNode):
        return None
    if isinstance(value, list | tuple):
        return len(value)
    return value if isinstance(value, int) else 1  # one item stands for a list of one


def _value(charge: Charge, variables: Variables) -> int:
    count = charge.count if isinstance(charge.count, int) else charge.count(variables)
    weight = charge.weight if isinstance(charge.weight, int) else charge.weight(variables)
    if not charge.below:
        return weight
    return weight + count * (1 + max(total.value(variables) for total in charge.below))


def _is_known(charge: Charge) -> bool:
    return (
        isinstance(charge.count, int)
        and isinstance(charge.weight, int)
        and not any(total.unknown for total in charge.below)
    )


def _heaviest(total: Sum, variables: Variables) -> list[Share]:
    """The fields whose own objects weigh most, heaviest first."""
    shares: dict[str, int] = {}

    def add(total: Sum, times: int, above: str) -> None:
        for charge in total.charges:
            path = f"{above}{charge.name}"
            count = charge.count if isinstance(charge.count, int) else charge.count(variables)
            weight = charge.weight if isinstance(charge.weight, int) else charge.weight(variables)
            own = weight + (count if charge.below else 0)
            shares[path] = shares.get(path, 0) + times * own
            if charge.below:
                largest = max(charge.below, key=lambda each: each.value(variables))
                add(largest, times * count, f"{path}.")

    add(total, 1, "")
    ordered = sorted(shares.items(), key=lambda share: -share[1])
    return [Share(*share) for share in ordered[:HEAVIEST]]


def _declared_sizes(schema: GraphQLSchema) -> dict[tuple[str, str], ListSize]:
    sizes: dict[tuple[str, str], ListSize] = {}
    lists: set[tuple[str, str]] = set()
    inside: set[tuple[str, str]] = set()
    for type_ in schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or is_introspection_type(type_):
            continue
        for name, definition in type_.fields.items():
            result = get_named_type(definition.type)
            size = _metadata(definition).get(LIST_SIZE)
            if size is not None:
                sizes[type_.name, name] = size
                inside.update((result.name, each) for each in size.inside)
            elif _is_list(definition.type) and is_composite_type(result):
                lists.add((type_.name, name))
    for type_name, name in sorted(lists - inside):
        raise ValueError(f"{type_name}.{name} is a list: declare its ListSize.")
    return sizes


def _metadata(definition: Any) -> Mapping[str, Any]:
    declared = (definition.extensions or {}).get("strawberry-definition")
    return {} if declared is None else declared.metadata


def _is_list(type_: Any) -> bool:
    return is_list_type(type_.of_type if is_non_null_type(type_) else type_)


def _can_hold_lists(type_: Any) -> bool:
    inner = type_.of_type if is_non_null_type(type_) else type_
    return is_list_type(inner) or hasattr(inner, "fields")


def _conditions(prepared: Prepared) -> list[str]:
    """The names of the variables that @skip and @include ask, anywhere in the document."""
    names: dict[str, None] = {}

    class Finder(Visitor):
        def enter_directive(self, node: DirectiveNode, *_args: Any) -> None:
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    names[argument.value.name.value] = None

    assert prepared.document is not None  # noqa: S101 — it has an operation
    visit(prepared.document, Finder())
    return list(names)


def _has_variable(value: Any) -> bool:
    found: list[VariableNode] = []

    class Finder(Visitor):
        def enter_variable(self, node: VariableNode, *_args: Any) -> None:
            found.append(node)

    visit(value, Finder())
    return bool(found)
