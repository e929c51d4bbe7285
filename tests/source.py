"""Reads Python source for the tests of the architecture: what it writes, and what it imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

MANAGERS = {"objects", "_default_manager", "_base_manager"}
CREATING = {
    "bulk_create",
    "bulk_update",
    "create",
    "create_superuser",
    "create_user",
    "get_or_create",
    "update_or_create",
}
RELATING = {"add", "clear", "remove", "set"}
WRITING = CREATING | RELATING | {"delete", "save", "update"}


def modules(folder: str) -> list[Path]:
    """Return the Python files of a folder, without the generated migrations."""
    files = (ROOT / folder).rglob("*.py")
    return sorted(file for file in files if "migrations" not in file.parts)


def parse(file: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"))


def place(file: Path) -> str:
    """Return the file's path inside the project."""
    return file.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[str]:
    """Give the full name of everything that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def model_writes(tree: ast.AST, related: set[str]) -> list[str]:
    """Return the calls that write to the database through a model, as source text.

    `related` has the names of the managers that lead from one model to another.
    """
    return [ast.unparse(call) for call in _method_calls(tree) if _writes(call, related)]


def bare_saves(tree: ast.AST) -> list[str]:
    """Return each `save()` that would write every field of a row that may exist already."""
    saves = (call for call in _method_calls(tree) if _method(call) == "save")
    return [ast.unparse(call) for call in saves if not _names_fields(call) and not _is_new(call)]


def _method_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def _writes(call: ast.Call, related: set[str]) -> bool:
    method, path = _method(call), _path(_receiver(call))
    if method in RELATING:
        return bool(related.intersection(path[-1:]))
    if method in CREATING:
        return path != ["super"]
    if method in {"save", "delete"}:
        return not call.args and path != ["super"] and path[-1:] != ["session"]
    if method == "update":
        return not call.args and path != ["super"] and _is_queryset(_receiver(call))
    return False


def _is_queryset(node: ast.expr) -> bool:
    """A dictionary is a name or an attribute; a queryset comes from a manager or is called so."""
    path = _path(node)
    return bool(MANAGERS.intersection(path)) or "queryset" in path or isinstance(node, ast.Call)


def _names_fields(call: ast.Call) -> bool:
    return bool({"update_fields", "force_insert"} & {keyword.arg for keyword in call.keywords})


def _is_new(call: ast.Call) -> bool:
    """`Room(name="Lobby").save()`"""
    receiver = _receiver(call)
    return (
        isinstance(receiver, ast.Call)
        and isinstance(receiver.func, ast.Name)
        and receiver.func.id[:1].isupper()
    )


def _method(call: ast.Call) -> str:
    """The method's name; `acreate` and such, which are for coroutines, count as `create`."""
    assert isinstance(call.func, ast.Attribute)
    name = call.func.attr
    return name[1:] if name[1:] in WRITING else name


def _receiver(call: ast.Call) -> ast.expr:
    assert isinstance(call.func, ast.Attribute)
    return call.func.value


def _path(node: ast.AST) -> list[str]:
    """The names in `room.messages.filter(…)[:5]`, in this order, without what they are given."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(value=value, attr=name):
            return [*_path(value), name]
        case ast.Call(func=inner) | ast.Subscript(value=inner) | ast.Await(value=inner):
            return _path(inner)
    return []


def variables_in_settings() -> set[str]:
    """Return the names of all environment variables that the settings read."""
    tree = parse(ROOT / "config/settings.py")
    return {name for node in ast.walk(tree) if (name := _variable(node))}


def _variable(node: ast.AST) -> str | None:
    """The name in a call such as `env.str("NAME")`."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="env")), args=[ast.Constant(value=str(name)), *_]
        ):
            return name
    return None
