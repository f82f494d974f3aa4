"""What goes wrong in a template, said as a `Problem` in the template's own file and line."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import get_args

from jinja2 import StrictUndefined, TemplateNotFound, TemplatesNotFound, TemplateSyntaxError, UndefinedError
from jinja2.utils import missing

from newsgen.errors import NewsgenError, Problem, did_you_mean
from newsgen.views import Head, LanguageView, SiteView, View

ABSENT = "something that is absent on this page"

GLOBALS = {"language": LanguageView, "site": SiteView}
"""What every template sees beside its page."""


class TemplateFault(NewsgenError):
    """A template cannot be read or rendered. Pickles, so that a worker can raise it."""

    exit_code = 1

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)

    def __str__(self) -> str:
        where = f"{self.problem.path}:{self.problem.line}" if self.problem.line else self.problem.path
        return f"{where}: {self.problem.message}"


class Missing(StrictUndefined):
    """A name that nothing stands behind; to print it, test it or walk on from it is an error."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name = self._undefined_name
        if self._undefined_hint:
            return self._undefined_hint
        if self._undefined_obj is missing:
            return f'"{name}" is not defined'
        if self._undefined_obj is None:
            return f'"{name}" is asked of {ABSENT}'
        fields = getattr(type(self._undefined_obj), "__struct_fields__", ())
        near = did_you_mean(name, fields) if isinstance(name, str) else ""
        elsewhere = [f"{variable}.{name}" for variable, view in GLOBALS.items() if name in view.__struct_fields__]
        if elsewhere and isinstance(self._undefined_obj, (*GLOBALS.values(), *get_args(View))):
            near = f"; write {' or '.join(elsewhere)}"
        elif name in Head.__struct_fields__ and "head" in fields:
            near = f"; write page.head.{name}"
        return f'{type(self._undefined_obj).__name__} has no "{name}"{near}'


Locate = Callable[[str | None], tuple[str, str]]
"""From a template's file on this machine to its path as the person knows it, and its text."""


def problem_of(error: Exception, path: str, locate: Locate) -> Problem:
    """`error` as a problem; `path` is the template's that was asked for, said when no line in a template is known."""
    line, text = 0, ""
    if isinstance(error, TemplateSyntaxError):
        shown, text = locate(error.filename)
        path, line = shown or path, error.lineno
    else:
        # The innermost template: the one whose line the person has to mend.
        for frame, number in traceback.walk_tb(error.__traceback__):
            template = frame.f_globals.get("__jinja_template__")
            if template is not None:
                path, text = locate(template.filename)
                line = template.get_corresponding_lineno(number)
    lines = text.splitlines()
    excerpt = lines[line - 1].rstrip() if 0 < line <= len(lines) else ""
    message, hint = _words_of(error)
    return Problem(path=path, line=line, message=message, hint=hint, excerpt=excerpt)


def _words_of(error: Exception) -> tuple[str, str]:
    """Message and hint."""
    match error:
        case TemplatesNotFound():
            said = f"none of these templates exists: {', '.join(map(str, error.templates))}", ""
        case TemplateNotFound():
            said = f'there is no template "{error.name}"', ""
        case UndefinedError():
            said = str(error), "ask first whether it is there: {% if … %}" if ABSENT in str(error) else ""
        case TemplateSyntaxError():
            message = error.message or "cannot be read"
            said = message[:1].lower() + message[1:].rstrip("."), ""
        case RecursionError():
            said = "the template calls itself without end", "what it includes, extends or calls leads back to it"
        case UnicodeDecodeError():
            said = "is not text in UTF-8", "save it as UTF-8"
        case KeyError():
            said = f"cannot be rendered: {error} is missing", ""
        case _:
            said = f"cannot be rendered: {error}", ""
    return said
