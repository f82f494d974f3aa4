"""What a rule found: a problem at its place, under the rule's name."""

from __future__ import annotations

import msgspec

from newsgen.errors import Problem
from newsgen.rules import RULES


class Finding(msgspec.Struct, frozen=True, order=True):
    problem: Problem
    rule: str
    sought: str = ""
    """Words of the file by which its line can be found, where the rule knows only what the file says."""


def finding(
    rule: str, path: str, line: int, message: str, hint: str = "", *, sought: str = "", private: bool = False
) -> Finding:
    """`path` as the person knows it; `line` from 1, or 0 for the file as a whole."""
    problem = Problem(path, line, message, hint, severity=RULES[rule].severity, private=private)
    return Finding(problem, rule, sought)


def shortened(text: str, length: int = 60) -> str:
    """A piece of somebody's text as a message quotes it."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
