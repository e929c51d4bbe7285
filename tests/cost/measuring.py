"""What the database had to do for something: how many queries, and the work of the dearest.

PostgreSQL tells the rows that each step of a query touched. SQLite counts the steps of its machine,
some ten to twenty for each row. The plan is there to be read when a test fails.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

STEPS_AT_A_TIME = 100


@dataclass(frozen=True)
class Query:
    """One query with what it cost, in the database's own unit."""

    sql: str
    work: int
    plan: str


def queries(call: Callable[..., Any], *arguments: Any) -> list[Query]:
    """Return what a call has asked the database."""
    seen: list[Query] = []
    with connection.execute_wrapper(lambda *asked: _watched(seen, *asked)):
        call(*arguments)
    return seen


def _watched(
    seen: list[Query], execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    if not sql.startswith(("SELECT", "WITH")):
        return execute(sql, params, many, context)
    watch = _with_rows if connection.vendor == "postgresql" else _with_steps
    return watch(seen, execute, sql, params, many, context)


def _with_rows(
    seen: list[Query], execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    explained = _ask("EXPLAIN (ANALYZE, FORMAT JSON) " + sql, params)[0][0]
    plan = (json.loads(explained) if isinstance(explained, str) else explained)[0]["Plan"]
    nodes = list(_nodes(plan))
    seen.append(Query(sql, sum(map(_rows, nodes)), "\n".join(map(_told, nodes))))
    return execute(sql, params, many, context)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from _nodes(part)


def _rows(node: dict[str, Any]) -> int:
    rejected = sum(count for name, count in node.items() if name.startswith("Rows Removed by"))
    return int((node["Actual Rows"] + rejected) * node["Actual Loops"])


def _told(node: dict[str, Any]) -> str:
    names = ("Node Type", "Relation Name", "Index Name")
    return " ".join(node[name] for name in names if name in node)


def _with_steps(
    seen: list[Query], execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    plan = "\n".join(row[3] for row in _ask("EXPLAIN QUERY PLAN " + sql, params))
    with _steps() as taken:
        _ask(sql, params)
    seen.append(Query(sql, sum(taken), plan))
    return execute(sql, params, many, context)


@contextmanager
def _steps() -> Iterator[list[int]]:
    """Count the steps of SQLite's machine."""
    taken: list[int] = []
    handle = connection.connection
    handle.set_progress_handler(lambda: taken.append(STEPS_AT_A_TIME), STEPS_AT_A_TIME)
    try:
        yield taken
    finally:
        handle.set_progress_handler(None, 0)


def _ask(sql: str, params: Any) -> list[Any]:
    with closing(connection.create_cursor()) as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
