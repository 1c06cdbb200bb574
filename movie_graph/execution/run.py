"""The run: an operation, level by level.

`_open` starts a batch: its leaves are read in one pass, its other fields are resolved. `_complete`
turns a column of resolved values into what the answer holds, and opens the batches below it.
Whatever has to be waited for collects in a wave.
"""

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Iterator
from functools import partial
from inspect import iscoroutine
from types import GeneratorType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from graphql import GraphQLError, GraphQLObjectType
from graphql.execution.executor import Executor, invalid_return_type_error
from graphql.pyutils import Undefined, is_iterable

from .declarations import ASK_FOR_LOADER, Attribute, Loader, Lookup, Relation
from .failures import Failures, put
from .places import OF_EACH, Batch, Items, Listed, Picked, Place, Places
from .plan import FieldPlan, SelectionPlan
from .shapes import Kind, Shape
from .trace import trace_of
from .wave import Asked, Awaited, Wave

if TYPE_CHECKING:
    from .executor import BreadthFirstExecutor

# A value that became an error: its number in a column, and the places of that column.
Failed: TypeAlias = tuple[Places, int, Exception]
Completed: TypeAlias = tuple[list[Any], list[Failed]]

NoneType = type(None)
KEYS = frozenset({int, str, tuple})  # what keys mostly are; others are looked at one by one
ODD: dict[type, bool] = {GeneratorType: True}  # of generators, only some can be awaited
CLASSES_KEPT = 4096  # row classes are made as operations need them
PLAIN_CLASSES = frozenset({NoneType, str, int, float, bool, list, tuple, dict})


class Typed(NamedTuple):
    """A value whose concrete type took waiting to find out.

    `checked` if the type itself has said so (is_type_of).
    """

    type: GraphQLObjectType
    value: Any
    checked: bool


class Run:
    """One execution of a plan."""

    def __init__(self, executor: "BreadthFirstExecutor") -> None:
        self._executor = executor
        self.failures = Failures(propagate=executor.error_propagation)
        self._trace = trace_of(executor.context_value)
        self._wave = Wave()
        self._failed: list[tuple[Batch, FieldPlan, Failed]] = []

    def execute(self, selections: Iterable[SelectionPlan], root_value: Any) -> Any:
        """Run selections of the root one after another, each with all that is below it.

        The data, or a coroutine of it as soon as something has to be waited for.
        """
        data: dict[str, Any] = {}
        left = iter(selections)
        for selection in left:
            root = self._start(selection, root_value)
            if self._wave:
                return self._go_on(root, left, data)
            if self.failures.root_is_null:
                return None
            data.update(root.results[0])
        return data

    async def _go_on(
        self, root: Batch, left: Iterator[SelectionPlan], data: dict[str, Any]
    ) -> dict[str, Any] | None:
        [root_value] = root.objects
        while True:
            await self._finish()
            if self.failures.root_is_null:
                return None
            data.update(root.results[0])
            selection = next(left, None)
            if selection is None:
                return data
            root = self._start(selection, root_value)

    def _start(self, selection: SelectionPlan, root_value: Any) -> Batch:
        root = Batch(selection, [root_value], [])
        self._open(root)
        self._settle_failures()
        return root

    async def _finish(self) -> None:
        while self._wave:
            self._drop_nulled()
            self._answer_known()
            wave, self._wave = self._wave, Wave()
            flight = wave.leave(self._trace)
            while flight:
                answers, settled = await flight.landed()
                spread = self.failures.spread
                for asked, outcome in answers:
                    self._answer(asked, outcome)
                    self._settle_failures()
                for awaited, places, values in settled:
                    self._settle(awaited, places, values)
                    self._settle_failures()
                if self.failures.spread > spread:
                    await flight.drop(self.failures.is_nulled_place)
                self._drop_nulled()
                self._answer_known()
                flight.join(self._wave)

    def _answer_known(self) -> None:
        """Go on with what the loaders have answered before."""
        while known := self._wave.take_answered():
            for asked, values in known:
                self._answer(asked, values)
                self._settle_failures()
            self._drop_nulled()

    def _drop_nulled(self) -> None:
        """Do not wait for what has no place in the answer any more."""
        if self.failures.spread:
            self._wave.drop(self.failures.is_nulled_place)

    def _settle(self, awaited: Awaited, places: list[Place], values: list[Any]) -> None:
        """Complete what was awaited."""
        batch, field = awaited.batch, awaited.field
        completed, failed = self._complete(batch, field, awaited.shape, values, Listed(places))
        for place, value in zip(places, completed, strict=True):
            put(batch, field, place, value)
        self._fail(batch, field, failed)

    # ── a batch's fields ──

    def _open(self, batch: Batch) -> None:
        """Read the leaves of a new batch and resolve its other fields."""
        selection, objects = batch.selection, batch.objects
        columns = []
        for field in selection.leaves:
            values = self._read(field, objects)
            column = field.quick(values)
            if column is None:
                column, failed = self._complete(batch, field, field.shape, values, OF_EACH)
                if failed:
                    self._fail(batch, field, failed)
            columns.append(column)
        batch.results[:] = selection.build(len(objects), *columns)
        for field in selection.others:
            self._resolve(batch, field)

    def _resolve(self, batch: Batch, field: FieldPlan) -> None:
        if isinstance(field.source, Attribute):
            self._place(batch, field, self._read(field, batch.objects))
            return
        try:
            if isinstance(field.source, Relation):
                self._ask(batch, field)
                return
            if isinstance(field.source, Lookup):
                self._look_up(batch, field)
                return
            arguments = self._arguments(field)
        except Exception as error:  # noqa: BLE001 — it becomes an error of each object's field
            self._fail(batch, field, [(OF_EACH, n, error) for n in range(len(batch.objects))])
            return
        self._call(batch, field, arguments)

    def _arguments(self, field: FieldPlan) -> dict[str, Any]:
        """The field's arguments, coerced. Errors: GraphQLError."""
        executor = self._executor
        return field.argument_values(executor.variable_values, executor.hide_suggestions)

    def _ask(self, batch: Batch, field: FieldPlan) -> None:
        """Ask a relation's loader for the keys of the whole batch."""
        loader = self._chosen(batch, field)
        if loader is None:
            self._place(batch, field, [None] * len(batch.objects))
            return
        keys = self._read(field, batch.objects)
        if KEYS.issuperset(map(type, keys)):
            self._wave.ask(loader, Asked(batch, field, range(len(keys)), keys))
            return
        self._ask_for_some(batch, field, loader, keys)

    def _look_up(self, batch: Batch, field: FieldPlan) -> None:
        """Ask a lookup's loader for its one key, once for the whole batch."""
        chosen = self._chosen(batch, field)
        numbers = range(len(batch.objects))
        if chosen is None:
            self._place(batch, field, [None for _ in numbers])
            return
        loader, key = chosen
        self._wave.ask(loader, Asked(batch, field, numbers, [key for _ in numbers]))

    def _chosen(self, batch: Batch, field: FieldPlan) -> Any:
        """What a declared field chooses for its arguments, which the plan has if they are the same
        in every run."""
        converted = field.python_arguments
        if converted is None:
            arguments = self._arguments(field)
            converted = field.converted_arguments(arguments)
            if converted is None:
                resolve: Any = field.definition.resolve
                return resolve(ASK_FOR_LOADER, self._info(batch, field, 0), **arguments)
        source: Any = field.source
        return source.choose(self._executor.context_value, **converted)

    def _ask_for_some(
        self, batch: Batch, field: FieldPlan, loader: Loader, keys: list[Any]
    ) -> None:
        """The same where some objects have no key, or an exception instead of one."""
        numbers = [n for n, key in enumerate(keys) if not isinstance(key, NoneType | Exception)]
        if len(numbers) == len(keys):
            self._wave.ask(loader, Asked(batch, field, numbers, keys))
            return
        asked = set(numbers)
        rest = [None if number in asked else key for number, key in enumerate(keys)]
        self._place(batch, field, rest, besides=asked)
        if numbers:
            self._wave.ask(loader, Asked(batch, field, numbers, [keys[n] for n in numbers]))

    def _answer(self, asked: Asked, outcome: Any) -> None:
        """Complete what a loader has answered."""
        batch, field = asked.batch, asked.field
        values = [outcome] * len(asked.keys) if isinstance(outcome, Exception) else outcome
        if len(values) == len(batch.objects):
            self._place(batch, field, values)
            return
        places = Picked(OF_EACH, asked.numbers)
        completed, failed = self._complete(batch, field, field.shape, values, places)
        for number, value in zip(asked.numbers, completed, strict=True):
            batch.results[number][field.name] = value
        self._fail(batch, field, failed)

    def _call(self, batch: Batch, field: FieldPlan, arguments: dict[str, Any]) -> None:
        """Call a resolver object by object."""
        if self._trace is not None:
            self._trace.called(batch, field)
        plain = field.plain_arguments(arguments)
        resolve: Any = field.definition.resolve or self._executor.field_resolver
        method: Any = field.method
        values: list[Any] = []
        for number, source in enumerate(batch.objects):
            try:
                if plain is None:
                    value = resolve(source, self._info(batch, field, number), **arguments)
                else:
                    value = method(source, partial(self._info, batch, field, number), plain)
                values.append(value)
            except Exception as error:  # noqa: BLE001 — it becomes an error of the field
                values.append(error)
        self._place(batch, field, values)

    def _read(self, field: FieldPlan, objects: list[Any]) -> list[Any]:
        """The declared attribute of every object, which may be a key; an exception in place of
        what cannot be read."""
        read: Any = field.read
        convert = field.convert
        try:
            values = list(map(read, objects))
            if convert is not None:
                return [None if value is None else convert(value) for value in values]
        except Exception:  # noqa: BLE001 — find out whose
            return [self._read_one(field, each) for each in objects]
        return values

    @staticmethod
    def _read_one(field: FieldPlan, each: Any) -> Any:
        read: Any = field.read
        try:
            value = read(each)
            return value if value is None or field.convert is None else field.convert(value)
        except Exception as error:  # noqa: BLE001 — it becomes an error of this object's field
            return error

    def _place(
        self,
        batch: Batch,
        field: FieldPlan,
        values: list[Any],
        besides: set[int] = frozenset(),  # type: ignore[assignment]
    ) -> None:
        """Complete one value for each object of the batch, except those still to come."""
        places: Places = OF_EACH
        results = batch.results
        if besides:
            numbers = [number for number in range(len(values)) if number not in besides]
            places, values = Picked(OF_EACH, numbers), [values[number] for number in numbers]
            results = [results[number] for number in numbers]
        completed, failed = self._complete(batch, field, field.shape, values, places)
        name = field.name
        for result, value in zip(results, completed, strict=True):
            result[name] = value
        if failed:
            self._fail(batch, field, failed)

    def _fail(self, batch: Batch, field: FieldPlan, failed: list[Failed]) -> None:
        """Remember what failed; it is settled when everything above it is in its place."""
        self._failed.extend((batch, field, each) for each in failed)

    def _settle_failures(self) -> None:
        for batch, field, (places, number, error) in self._failed:
            self.failures.add(batch, field, places.place(number), error)
        self._failed.clear()

    # ── values ──

    def _complete(
        self, batch: Batch, field: FieldPlan, shape: Shape, values: list[Any], places: Places
    ) -> Completed:
        """What the answer holds for a column of values, and which of them failed.

        A failed value is None here. A value still to come is None, too, and written later.
        """
        failed: list[Failed] = []
        classes = set(map(type, values))
        later: set[int] = set()
        if not classes <= PLAIN_CLASSES and self._has_odd(classes, values):
            values, failed, later = self._set_apart(batch, field, shape, values, places)
            classes = set(map(type, values))
        if NoneType not in classes:
            completed, more = self._complete_known(batch, field, shape, values, places)
            return completed, failed + more
        if shape.non_null:
            known_failures = {number for _, number, _ in failed}
            failed += [
                (places, number, _null_error(field))
                for number, value in enumerate(values)
                if value is None and number not in later and number not in known_failures
            ]
        numbers = [number for number, value in enumerate(values) if value is not None]
        if not numbers:
            return values, failed
        present = [values[number] for number in numbers]
        completed, more = self._complete_known(
            batch, field, shape, present, Picked(places, numbers)
        )
        whole: list[Any] = [None] * len(values)
        for number, value in zip(numbers, completed, strict=True):
            whole[number] = value
        return whole, failed + more

    def _complete_known(
        self, batch: Batch, field: FieldPlan, shape: Shape, values: list[Any], places: Places
    ) -> Completed:
        """The same for values of which none is null."""
        if shape.kind is Kind.LEAF:
            quick = field.column(values)
            return (quick, []) if quick is not None else _leaves(shape, values, places)
        if shape.kind is Kind.LIST:
            return self._complete_lists(batch, field, shape, values, places)
        if shape.kind is Kind.OBJECT:
            type_: Any = shape.type
            return self._complete_objects(batch, field, type_, values, places)
        return self._complete_abstract(batch, field, shape, values, places)

    def _complete_lists(
        self, batch: Batch, field: FieldPlan, shape: Shape, values: list[Any], places: Places
    ) -> Completed:
        failed: list[Failed] = []
        lists: list[list[Any] | None] = []
        for number, value in enumerate(values):
            if type(value) is list:
                lists.append(value)
                continue
            try:
                lists.append(_items(field, value))
            except Exception as error:  # noqa: BLE001 — it becomes an error of this list
                failed.append((places, number, error))
                lists.append(None)
        lengths = [len(each) if each else 0 for each in lists]
        items = [item for each in lists if each for item in each]
        assert shape.item is not None  # noqa: S101 — a list has items
        completed, more = self._complete(batch, field, shape.item, items, Items(places, lengths))
        answer: list[Any] = []
        start = 0
        for each, length in zip(lists, lengths, strict=True):
            answer.append(None if each is None else completed[start : start + length])
            start += length
        return answer, failed + more

    def _complete_objects(
        self,
        batch: Batch,
        field: FieldPlan,
        type_: GraphQLObjectType,
        values: list[Any],
        places: Places,
        *,
        vouched: bool = False,
    ) -> Completed:
        if not values:
            return [], []
        try:
            selection = field.selection(type_)
        except Exception as error:  # noqa: BLE001 — a @skip(if: $null), say; an error of each
            if type_.is_type_of is not None and not vouched:
                return self._complete_checked(batch, field, type_, values, places)
            return [None] * len(values), [(places, n, error) for n in range(len(values))]
        if vouched:
            values = [value.value if type(value) is Typed else value for value in values]
        if type_.is_type_of is not None and not (vouched or selection.has_only(values)):
            return self._complete_checked(batch, field, type_, values, places)
        child = Batch(selection, values, [], batch, field, places)
        self._open(child)
        return child.results, []

    def _complete_checked(
        self,
        batch: Batch,
        field: FieldPlan,
        type_: GraphQLObjectType,
        values: list[Any],
        places: Places,
    ) -> Completed:
        """The same for values that the type has to be asked about one by one."""

        def is_it(number: int, value: Any) -> Any:
            if isinstance(value, Typed):
                return value.type
            assert type_.is_type_of is not None  # noqa: S101 — the caller looked
            right = type_.is_type_of(value, self._info_at(batch, field, places.place(number)))
            if self._executor.is_awaitable(right):
                return _type_if(right, type_, value, field)
            if not right:
                raise invalid_return_type_error(type_, value, field.details)
            return type_

        return self._complete_by_type(batch, field, values, places, is_it, vouched=True)

    def _complete_abstract(
        self, batch: Batch, field: FieldPlan, shape: Shape, values: list[Any], places: Places
    ) -> Completed:
        abstract: Any = shape.type
        resolve_type = abstract.resolve_type or self._executor.type_resolver
        valid = self._executor.ensure_valid_runtime_type

        def which(number: int, value: Any) -> Any:
            if isinstance(value, Typed):
                return value.type
            info = self._info_at(batch, field, places.place(number))
            name = resolve_type(value, info, abstract)
            if self._executor.is_awaitable(name):
                return _valid_later(name, lambda n: valid(n, abstract, field.details, info, value))
            return valid(name, abstract, field.details, info, value)

        return self._complete_by_type(batch, field, values, places, which)

    def _complete_by_type(
        self,
        batch: Batch,
        field: FieldPlan,
        values: list[Any],
        places: Places,
        type_of: Callable[[int, Any], Any],
        *,
        vouched: bool = False,
    ) -> Completed:
        """Group values by their concrete types, and complete each group as one batch.

        `vouched` if the types themselves have been asked (is_type_of).
        """
        failed: list[Failed] = []
        numbers_of: dict[GraphQLObjectType, list[int]] = {}
        for number, value in enumerate(values):
            try:
                type_ = type_of(number, value)
            except Exception as error:  # noqa: BLE001 — it becomes an error of this value
                failed.append((places, number, error))
                continue
            if isinstance(type_, GraphQLObjectType):
                numbers_of.setdefault(type_, []).append(number)
            else:
                place = places.place(number)
                shape = field.shape.at(len(place[1]))
                coming = _typed(type_, value, checked=vouched)
                self._wave.wait_for(batch, field, shape, place, coming)
        whole: list[Any] = [None] * len(values)
        for type_, numbers in numbers_of.items():
            of_type = [_unless_checked(values[number]) for number in numbers]
            completed, more = self._complete_objects(
                batch, field, type_, of_type, Picked(places, numbers), vouched=vouched
            )
            failed += more
            for number, value in zip(numbers, completed, strict=True):
                whole[number] = value
        return whole, failed

    # ── values that are not there yet, or never will be ──

    def _has_odd(self, classes: set[type], values: list[Any]) -> bool:
        """Whether there is an exception, an awaitable or the like among the values."""
        odd = self._executor.odd_classes
        if len(odd) > CLASSES_KEPT:
            odd.clear()
            odd.update(ODD)
        for each in classes:
            if each not in odd:
                sample = next(value for value in values if type(value) is each)
                odd[each] = (
                    isinstance(sample, Exception)
                    or sample is Undefined
                    or self._executor.is_awaitable(sample)
                    or self._executor.is_async_iterable(sample)
                )
        return True in map(odd.__getitem__, classes)

    def _set_apart(
        self, batch: Batch, field: FieldPlan, shape: Shape, values: list[Any], places: Places
    ) -> tuple[list[Any], list[Failed], set[int]]:
        """The values with None for exceptions and for what is still to come."""
        failed: list[Failed] = []
        later: set[int] = set()
        plain = list(values)
        for number, value in enumerate(values):
            if isinstance(value, Exception):
                failed.append((places, number, value))
            elif self._executor.is_awaitable(value):
                self._wave.wait_for(batch, field, shape, places.place(number), value)
                later.add(number)
            elif shape.kind is Kind.LIST and self._executor.is_async_iterable(value):
                coming = _collected(value)
                self._wave.wait_for(batch, field, shape, places.place(number), coming)
                later.add(number)
            elif value is not Undefined:
                continue
            plain[number] = None
        return plain, failed, later

    def _info(self, batch: Batch, field: FieldPlan, number: int) -> Any:
        return self._info_at(batch, field, (number, ()))

    def _info_at(self, batch: Batch, field: FieldPlan, place: Place) -> Any:
        return self._executor.build_resolve_info(
            field.definition, field.nodes, field.parent_type, batch.field_path(place[0], field)
        )


def _leaves(shape: Shape, values: list[Any], places: Places) -> Completed:
    """Leaf values that only the type itself can tell, one by one."""
    leaf: Any = shape.type
    failed: list[Failed] = []
    completed: list[Any] = []
    for number, value in enumerate(values):
        try:
            completed.append(Executor.complete_leaf_value(leaf, value))
        except Exception as error:  # noqa: BLE001 — it becomes an error of this value
            failed.append((places, number, error))
            completed.append(None)
    return completed, failed


def _null_error(field: FieldPlan) -> Exception:
    return TypeError(
        f"Cannot return null for non-nullable field {field.parent_type}.{field.field_name}."
    )


def _items(field: FieldPlan, value: Any) -> list[Any]:
    """The items of an iterable. Errors: GraphQLError; what a generator raises."""
    if not is_iterable(value):
        raise GraphQLError(
            "Expected Iterable, but did not find one for field"
            f" '{field.parent_type}.{field.field_name}'."
        )
    items: list[Any] = []
    try:
        items.extend(value)
    except Exception:
        for item in items:
            if iscoroutine(item):
                item.close()  # nobody will await it
        raise
    return items


async def _collected(items: AsyncIterable[Any]) -> list[Any]:
    return [item async for item in items]


async def _typed(type_: Awaitable[GraphQLObjectType], value: Any, *, checked: bool) -> Typed:
    return Typed(await type_, value, checked)


async def _type_if(
    right: Awaitable[bool], type_: GraphQLObjectType, value: Any, field: FieldPlan
) -> GraphQLObjectType:
    if not await right:
        raise invalid_return_type_error(type_, value, field.details)
    return type_


async def _valid_later(
    name: Awaitable[Any], valid: Callable[[Any], GraphQLObjectType]
) -> GraphQLObjectType:
    return valid(await name)


def _unless_checked(value: Any) -> Any:
    """The value itself, unless its type has already been asked and need not be again."""
    return value.value if type(value) is Typed and not value.checked else value
