"""Queries that are compiled once and asked again with other ids.

Building and compiling a query of Django's takes far longer than the database takes to answer it;
for what every socket asks when it opens, that is most of what opening it costs.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, models

FIRST_STAND_IN = -(2**40)
"""Ids that no row has, which mark where the ids of a call belong."""

T = TypeVar("T", bound=models.Model)


class Prepared(Generic[T]):
    """Asks what `build(*ids)` asks, and returns its rows with their annotations.

    `build` is called once for each number of ids, so what it asks may depend on nothing else. There
    are few such numbers: 1, 2, 4, 8 and so on. Between them the last id is given again, so what is
    asked of it must be the same when it is asked twice.
    """

    def __init__(self, build: Callable[..., "models.QuerySet[T]"]) -> None:
        self._build = build
        self._compiled: dict[tuple[str, int], tuple[type[T], str, tuple[Any, ...]]] = {}

    def __call__(self, *ids: int) -> list[T]:
        """Return the rows for these ids."""
        count = 1 << (len(ids) - 1).bit_length()
        ids = (*ids, *[ids[-1]] * (count - len(ids)))
        model, statement, params = self._statement(count)
        given = {FIRST_STAND_IN - place: value for place, value in enumerate(ids)}
        values = [given.get(param, param) for param in params]
        return list(model._default_manager.raw(statement, values))

    def _statement(self, count: int) -> tuple[type[T], str, tuple[Any, ...]]:
        key = (connection.vendor, count)
        if key not in self._compiled:
            rows = self._build(*(FIRST_STAND_IN - place for place in range(count)))
            statement, params = rows.query.get_compiler(connection=connection).as_sql()
            self._compiled[key] = (rows.model, statement, tuple(params))
        return self._compiled[key]
