"""What Django's query language lacks: counts of slices, and queries that are compiled once."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import get_related_populators


class Counted(models.Subquery):
    """How many rows a query has; a sliced one is counted no further than its slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


class CountedUnnamed(Counted):
    """How many rows of a sliced query have 0 as `named`.

    Looked at after the slice: before it, PostgreSQL takes the condition for a rare one and reads
    everything to find the few.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted WHERE named = 0)"


FIRST_STAND_IN = -(2**40)
"""Ids that no row has, which mark where the ids of a call belong."""

T = TypeVar("T", bound=models.Model)


class Prepared(Generic[T]):
    """Asks what `build(*given)` asks; its rows come as a queryset's do, with all that is joined.

    What is given is an id, or a collection of ids, of which none is empty. `build` is called once
    for each number of ids, so what it asks may depend on nothing else. There are few such numbers:
    1, 2, 4, 8 and so on. Between them the last id is given again, so what is asked of it must be
    the same when it is asked twice.
    """

    def __init__(self, build: Callable[..., "models.QuerySet[T]"]) -> None:
        self._build = build
        self._compiled: dict[tuple[str, tuple[int, ...]], Compiled[T]] = {}

    def __call__(self, *given: int | Collection[int]) -> list[T]:
        """Return the rows for these ids."""
        ids = [_filled_up(one) for one in given]
        query = self._query(given, tuple(map(len, ids)))
        return query.rows([one for some in ids for one in some])

    def _query(self, given: Sequence[int | Collection[int]], counts: tuple[int, ...]) -> Any:
        key = (connections[DEFAULT_DB_ALIAS].vendor, counts)
        if key not in self._compiled:
            stand_ins = count(FIRST_STAND_IN, -1)
            some = [[next(stand_ins) for _ in range(number)] for number in counts]
            are_one = [isinstance(one, int) for one in given]
            asked = [ids[0] if is_one else ids for is_one, ids in zip(are_one, some, strict=True)]
            self._compiled[key] = _compile(self._build(*asked))
        return self._compiled[key]


def _filled_up(given: int | Collection[int]) -> list[int]:
    if isinstance(given, int):
        return [given]
    ids = list(given)
    return ids + ids[-1:] * ((1 << (len(ids) - 1).bit_length()) - len(ids))


@dataclass(frozen=True, slots=True)
class Compiled(Generic[T]):
    """A statement, and how its rows become models: what Django's `ModelIterable` finds out anew.

    `converters`: the columns whose values the database gives in another form than Python has.
    """

    statement: str
    params: tuple[Any, ...]
    converters: list[tuple[int, list[Any], Any]]
    model: type[T]
    names: list[str]
    columns: slice
    joined: list[Any]
    annotations: Mapping[str, int]

    def rows(self, ids: Sequence[int]) -> list[T]:
        """Ask it with these ids."""
        connection = connections[DEFAULT_DB_ALIAS]
        given = {FIRST_STAND_IN - place: value for place, value in enumerate(ids)}
        with connection.cursor() as cursor:
            cursor.execute(self.statement, [given.get(param, param) for param in self.params])
            return list(self._built(cursor.fetchall(), connection))

    def _built(self, rows: Sequence[Sequence[Any]], connection: Any) -> Iterator[T]:
        for row in map(list, rows):
            for place, converters, expression in self.converters:
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
            built = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
            for one in self.joined:
                one.populate(row, built)
            for name, place in self.annotations.items():
                setattr(built, name, row[place])
            yield built


def _compile(rows: "models.QuerySet[T]") -> Compiled[T]:
    compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
    statement, params = compiler.as_sql()
    select, info = compiler.select, cast(dict[str, Any], compiler.klass_info)
    own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    expressions = [one[0] for one in select]
    converters = compiler.get_converters(expressions)
    return Compiled(
        statement,
        tuple(params),
        [(place, found, expression) for place, (found, expression) in converters.items()],
        info["model"],
        [one.target.attname for one in expressions[own]],
        own,
        get_related_populators(info, select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]
        compiler.annotation_col_map,
    )
