"""Documents: parsed and validated once, whatever the number of requests that send them."""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)

SIZE_KEPT = 20_000


@dataclass(frozen=True)
class Prepared:
    """A document with what is wrong with it; `document` is None after a syntax error."""

    document: DocumentNode | None
    errors: Sequence[GraphQLError] = ()
    operations: Sequence[OperationDefinitionNode] = field(default=())

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation that `name` chooses; None if it chooses none or several."""
        chosen = [
            operation
            for operation in self.operations
            if name is None or (operation.name is not None and operation.name.value == name)
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
        rules: Collection[type[ASTValidationRule]] = (),
        tokens_max: int | None = None,
        size: int = 512,
    ) -> None:
        """`rules` are checked besides those of the specification."""
        self._schema = schema
        self._rules = rules
        self._tokens_max = tokens_max
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
        try:
            document = parse(text, max_tokens=self._tokens_max, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            return Prepared(None, [error])
        except RecursionError:
            return Prepared(None, [GraphQLError("The document is nested too deeply to be read.")])
        operations = [
            definition
            for definition in document.definitions
            if isinstance(definition, OperationDefinitionNode)
        ]
        # The rules of others take for granted that fragments exist and fields have selections.
        errors = validate(self._schema, document, specified_rules) or (
            validate(self._schema, document, self._rules) if self._rules else []
        )
        return Prepared(document, errors, operations)
