"""What the docstrings under the fields of a Struct say: Python keeps none of them, so they are read from its source."""

from __future__ import annotations

import ast
import inspect
import sys
from functools import lru_cache

import msgspec


def described(struct: type[msgspec.Struct]) -> dict[str, str]:
    """Field to its docstring on one line, in the order of the fields; a field without one is absent."""
    return _of_module(struct.__module__).get(struct.__name__, {})


@lru_cache(maxsize=16)
def _of_module(name: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(sys.modules[name])).body:
        if not isinstance(node, ast.ClassDef):
            continue
        fields = found.setdefault(node.name, {})
        for statement, after in zip(node.body, node.body[1:], strict=False):
            if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
                continue
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                fields[statement.target.id] = " ".join(inspect.cleandoc(str(after.value.value)).split())
    return found
