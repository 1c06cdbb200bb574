"""Documents: which list a document asks for, which columns its rows have, and its pages.

A connection is known by what it selects: `nodes` or `edges`, as Relay has them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    value_from_ast_untyped,
    visit,
)

from .errors import ClientError

BESIDE: Final = ("pageInfo", "totalCount", "__typename")
LISTS: Final = ("nodes", "edges")
FIRST, AFTER, PAGE, TOTAL = "clientFirst", "clientAfter", "clientPage", "clientTotal"


@dataclass(frozen=True)
class Selected:
    """A field of a document: under which name, its nodes, and the types that fragments name."""

    name: str
    nodes: Sequence[FieldNode]
    on: str | None = None

    @property
    def field_name(self) -> str:
        return self.nodes[0].name.value

    @property
    def below(self) -> list[SelectionSetNode]:
        return [node.selection_set for node in self.nodes if node.selection_set]


class Document:
    """One query, with the values of its variables, which decide on @skip and @include."""

    def __init__(self, text: str, variables: Mapping[str, Any]) -> None:
        """Errors: ClientError when it is not one query."""
        try:
            self._document = parse(text)
        except GraphQLSyntaxError as error:
            raise ClientError(f"The document cannot be read: {error}") from None
        self._variables = variables
        self._fragments: dict[str, FragmentDefinitionNode] = {}
        operations = []
        for definition in self._document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                self._fragments[definition.name.value] = definition
            elif isinstance(definition, OperationDefinitionNode):
                operations.append(definition)
        if len(operations) != 1 or operations[0].operation.value != "query":
            raise ClientError("A frame is made of one query. Send others with `query`.")
        [self._operation] = operations
        self.chain = list(self._chain())

    def selected(self, selections: Sequence[SelectionSetNode]) -> list[Selected]:
        """The fields of selections, fragments written out, in their order."""
        found: dict[str, Selected] = {}
        for node, on in self._fields(selections, None):
            name = (node.alias or node.name).value
            before = found.get(name)
            nodes = [*before.nodes, node] if before else [node]
            found[name] = Selected(name, nodes, before.on if before else on)
        return list(found.values())

    @property
    def connection(self) -> Selected | None:
        """The field of the chain that has pages."""
        for field, below in zip(self.chain, self.chain[1:], strict=False):
            if below.field_name in LISTS:
                return field
        return None

    @property
    def wanted(self) -> int | None:
        """How many rows of the connection are asked for; None for all."""
        asked = self._argument("first")
        return None if asked is None else int(asked)

    @property
    def after(self) -> str | None:
        """Where the first page begins."""
        asked = self._argument("after")
        return None if asked is None else str(asked)

    def paged(self, *, counted: bool) -> str:
        """The text that asks for one page, by the variables FIRST and AFTER.

        Errors: ClientError when the pages are to be read backwards.
        """
        connection = self.connection
        assert connection is not None  # noqa: S101 — the caller looked
        for name in ("last", "before"):
            if self._argument(name) is not None:
                raise ClientError(
                    f"Pages are followed forwards, and `{name}` is about an end. Turn `orderBy` "
                    "round, and use `first` and `after`."
                )
        at = self.chain.index(connection)
        beside = f"{PAGE}: pageInfo {{ hasNextPage endCursor }}"
        if counted:
            beside += f" {TOTAL}: totalCount"
        selections = [each for below in connection.below for each in below.selections]
        selections += _selections(f"{{ {beside} }}")
        kept = [
            each
            for each in connection.nodes[0].arguments or ()
            if each.name.value not in ("first", "after")
        ]
        [placed] = _selections(f"{{ x(first: ${FIRST}, after: ${AFTER}) }}")
        selections = [_field(connection, [*kept, *(placed.arguments or ())], selections)]
        for field in reversed(self.chain[:at]):
            selections = [_field(field, field.nodes[0].arguments or (), selections)]
        return self._written(SelectionSetNode(selections=tuple(selections)))

    def _written(self, selection_set: SelectionSetNode) -> str:
        """An operation with that selection, and of fragments and variables those that it uses."""
        fragments, variables = self._used(selection_set)
        [head] = parse(f"query (${FIRST}: Int, ${AFTER}: String) {{ x }}").definitions
        assert isinstance(head, OperationDefinitionNode)  # noqa: S101 — it is ours
        own = self._operation.variable_definitions or ()
        operation = OperationDefinitionNode(
            operation=self._operation.operation,
            name=self._operation.name,
            variable_definitions=(
                *(each for each in own if each.variable.name.value in variables),
                *(head.variable_definitions or ()),
            ),
            directives=(),
            selection_set=selection_set,
        )
        return print_ast(
            DocumentNode(definitions=(operation, *(self._fragments[name] for name in fragments)))
        )

    def _used(self, selection_set: SelectionSetNode) -> tuple[list[str], set[str]]:
        """The names of the fragments and of the variables that are used."""
        fragments: dict[str, None] = {}
        variables: set[str] = set()
        waiting: list[Any] = [selection_set]

        class Finder(Visitor):
            def enter_fragment_spread(self, node: FragmentSpreadNode, *_args: Any) -> None:
                if node.name.value not in fragments:
                    fragments[node.name.value] = None
                    waiting.append(known[node.name.value])

            def enter_variable(self, node: VariableNode, *_args: Any) -> None:
                variables.add(node.name.value)

        known = self._fragments
        while waiting:
            visit(waiting.pop(), Finder())
        return list(fragments), variables

    def _chain(self) -> Iterator[Selected]:
        """The fields from the root down, as long as there is one alone on its level."""
        selections = [self._operation.selection_set]
        while selections:
            fields = [each for each in self.selected(selections) if each.field_name not in BESIDE]
            if len(fields) != 1:
                return
            yield fields[0]
            selections = fields[0].below

    def _fields(
        self, selections: Sequence[SelectionSetNode], on: str | None
    ) -> Iterator[tuple[FieldNode, str | None]]:
        for selection in (each for some in selections for each in some.selections):
            if not self._is_included(selection):
                continue
            if isinstance(selection, FieldNode):
                yield selection, on
                continue
            fragment: Any = selection
            if isinstance(selection, FragmentSpreadNode):
                fragment = self._fragments.get(selection.name.value)
                if fragment is None:
                    raise ClientError(f"The document has no fragment {selection.name.value}.")
            condition = fragment.type_condition
            yield from self._fields(
                [fragment.selection_set], condition.name.value if condition else on
            )

    def _is_included(self, selection: SelectionNode) -> bool:
        for directive in selection.directives or ():
            if directive.name.value in ("skip", "include") and directive.arguments:
                said = bool(self._value(directive.arguments[0].value))
                if said is (directive.name.value == "skip"):
                    return False
        return True

    def _argument(self, name: str) -> Any:
        connection = self.connection
        for argument in (connection.nodes[0].arguments or ()) if connection else ():
            if argument.name.value == name:
                return self._value(argument.value)
        return None

    def _value(self, node: ValueNode) -> Any:
        if isinstance(node, VariableNode) and node.name.value not in self._variables:
            for definition in self._operation.variable_definitions or ():
                if definition.variable.name.value == node.name.value and definition.default_value:
                    return value_from_ast_untyped(definition.default_value)
            return None
        return value_from_ast_untyped(node, dict(self._variables))


def _field(
    field: Selected, arguments: Sequence[ArgumentNode], selections: Sequence[SelectionNode]
) -> FieldNode:
    return FieldNode(
        alias=field.nodes[0].alias,
        name=field.nodes[0].name,
        arguments=tuple(arguments),
        directives=(),
        selection_set=SelectionSetNode(selections=tuple(selections)),
    )


def _selections(text: str) -> list[Any]:
    [operation] = parse(text).definitions
    assert isinstance(operation, OperationDefinitionNode)  # noqa: S101 — it is ours
    return list(operation.selection_set.selections)
