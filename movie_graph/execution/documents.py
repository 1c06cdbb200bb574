"""Documents: parsed and validated once, whatever the number of requests that send them."""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    parse,
    specified_rules,
    validate,
)

from .bounds import DocumentBounds
from .extent import errors_of_extent
from .merging import errors_of_merging

SIZE_KEPT = 20_000
RULES = tuple(rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule)


@dataclass(frozen=True)
class Prepared:
    """A document with what is wrong with it; `document` is None after a syntax error."""

    document: DocumentNode | None
    errors: Sequence[GraphQLError] = ()
    operations: Sequence[OperationDefinitionNode] = field(default=())
    costs: dict[int, Any] = field(default_factory=dict)
    """What is known of each operation's cost, by its id; `costs.py` keeps it here."""

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation that `name` chooses; None if it chooses none or several."""
        if name is None:
            return self.operations[0] if len(self.operations) == 1 else None
        chosen = [
            operation
            for operation in self.operations
            if operation.name is not None and operation.name.value == name
        ]
        return chosen[0] if len(chosen) == 1 else None


class Documents:
    """A bounded cache; the document least recently sent is forgotten first.

    Documents longer than SIZE_KEPT characters are prepared anew each time, so that the memory
    it takes is bounded as well.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        bounds: DocumentBounds,
        rules: Collection[type[ASTValidationRule]] = (),
        hide_suggestions: bool = False,
        size: int = 512,
    ) -> None:
        """`rules` are checked besides those of the specification.

        With `hide_suggestions`, errors name nothing of the schema that the document does not.
        """
        self._schema = schema
        self._bounds = bounds
        self._rules = (*RULES, *rules)
        self._hide_suggestions = hide_suggestions
        self._size = size
        self._kept: OrderedDict[str, Prepared] = OrderedDict()

    def prepare(self, text: str) -> Prepared:
        """The document, parsed and validated now or earlier."""
        prepared = self._kept.get(text)
        if prepared is not None:
            self._kept.move_to_end(text)
            return prepared
        prepared = self._prepared(text)
        if len(text) <= SIZE_KEPT:
            self._kept[text] = prepared
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return prepared

    def _prepared(self, text: str) -> Prepared:
        tokens = self._bounds.tokens
        try:
            document = parse(text, max_tokens=tokens.limit, allow_empty_selection_sets=False)
            return self._checked(document)
        except GraphQLSyntaxError as error:
            if f"more than {tokens.limit} tokens" in error.message:
                # The parser stops at the first token too many.
                return Prepared(
                    None, [tokens.error(tokens.limit + 1, "tokens", "Send several documents.")]
                )
            return Prepared(None, [error])
        except RecursionError:
            return Prepared(None, [GraphQLError("The document is nested too deeply to be read.")])

    def _checked(self, document: DocumentNode) -> Prepared:
        """The document with what is wrong with it: first its extent, which bounds what the rest
        costs, last whether its fields merge, which is asked of what is valid otherwise."""
        operations = [
            definition
            for definition in document.definitions
            if isinstance(definition, OperationDefinitionNode)
        ]
        errors = (
            errors_of_extent(document, self._bounds)
            or validate(
                self._schema, document, self._rules, hide_suggestions=self._hide_suggestions
            )
            or errors_of_merging(self._schema, document)
        )
        return Prepared(document, errors, operations)
