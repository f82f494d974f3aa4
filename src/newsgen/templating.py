"""From a view and a template to a page: Jinja2, set up once for each language of the site."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping
from functools import cached_property
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from types import CodeType
from typing import Any

import jinja2
from markupsafe import Markup, escape

from newsgen import fingerprint, overrides, structured, template_functions
from newsgen.errors import NewsgenError, Problem, did_you_mean
from newsgen.fingerprint import Digest
from newsgen.template_codes import Codes
from newsgen.template_compiler import Compiler
from newsgen.template_faults import Missing, TemplateFault, problem_of
from newsgen.template_references import SUFFIXES, references
from newsgen.views import Body, LanguageView, SiteView, View
from newsgen.words import Text, Words, for_language

ASSETS = "assets"

BodyReader = Callable[[Body], Markup]


class Templates:
    """The templates of a site, as they are on disk when first asked for; a change on disk needs a new instance."""

    def __init__(
        self,
        folders: tuple[str, ...],
        site: SiteView,
        words: Mapping[str, Mapping[str, Text]] | None = None,
    ) -> None:
        """`folders`: the site's own first, newsgen's last. `words`: a language's own wording, message to text."""
        self._folders = tuple(dict.fromkeys(str(Path(folder).absolute()) for folder in folders))
        self._site = site
        self._own_words = words or {}
        self._loader = jinja2.ChoiceLoader(
            [
                jinja2.FileSystemLoader(self._folders, encoding="utf-8-sig"),
                # `{% extends "newsgen/base.html" %}` reaches the original from the template that replaces it.
                jinja2.PrefixLoader({"newsgen": jinja2.FileSystemLoader(self._folders[-1], encoding="utf-8-sig")}),
            ]
        )
        self._environments: dict[str, jinja2.Environment] = {}
        self._digests: dict[str, Digest] = {}
        self._references: dict[str, tuple[str | None, ...]] = {}

    def render(self, name: str, page: View, html: BodyReader) -> str:
        """Raises `TemplateFault`; what `html` raises comes through as it is."""

        def body_html(body: Body) -> Markup:
            try:
                return html(body)
            except Exception as error:
                raise _OutsideError(error) from error

        lang = page.head.lang
        environment = self._environments.get(lang) or self._environment(lang)
        try:
            template = environment.get_template(name)
            # `new_context` would look every global up in a chain of mappings, for each page anew.
            names = {**environment.globals, "page": page, "html": body_html}
            context = environment.context_class(environment, names, name, template.blocks)
            return "".join(template.root_render_func(context))
        except _OutsideError as outside:
            raise outside.error from None
        except NewsgenError:
            raise
        except Exception as error:
            raise self._fault(error, name) from error

    def digest(self, name: str) -> Digest:
        """Of the template, all that it extends, includes or imports, the site's settings and the interface's words."""
        known = self._digests.get(name)
        if known is None:
            texts = [(each, self._text(each)) for each in sorted(self._reach(name))]
            known = self._digests[name] = fingerprint.of(name, self._surroundings, texts)
        return known

    def names(self) -> tuple[str, ...]:
        """Every template in the folders, in order."""
        return tuple(
            name
            for name in self._loader.loaders[0].list_templates()
            if PurePosixPath(name).suffix in SUFFIXES and not name.startswith((ASSETS + "/", "."))
        )

    def slips(self, used: Callable[[], Collection[str]], files: Collection[str]) -> tuple[Problem, ...]:
        """What is wrong in the site's own templates and shows on no page, as warnings.

        `used` gives the templates that texts ask for; `files` are the paths of whatever is copied into the site.
        """
        if len(self._folders) < 2:
            return ()
        newsgens = jinja2.FileSystemLoader(self._folders[-1]).list_templates()
        own = [name for name in self.names() if Path(self._folders[0], name).is_file()]
        assets = {path.removeprefix(f"{ASSETS}/") for path in files if path.startswith(f"{ASSETS}/")} if own else ()
        return tuple(overrides.slips(own, newsgens, self._text_if_sound, used, assets))

    def _environment(self, lang: str) -> jinja2.Environment:
        language = self._language(lang)
        if language.lang in self._environments:
            environment = self._environments[language.lang]
        else:
            environment = self._new_environment(language)
        self._environments[lang] = self._environments[language.lang] = environment
        return environment

    def _new_environment(self, language: LanguageView) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=self._loader,
            autoescape=True,
            undefined=Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=_CODES,
            extensions=["jinja2.ext.i18n"],
        )
        environment.template_class = _Template
        environment.code_generator_class = Compiler
        words = self._words(language.lang)
        # For `{% trans %}`, which needs them at compile time; the calls themselves go to the quicker ones below.
        environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
        fixed: dict[object, Markup] = {}

        def once(name: str, **values: str | bool | int) -> Markup:
            key = (name, *sorted(values.items()))
            if key not in fixed:
                template = environment.get_template(name)
                text = "".join(template.root_render_func(template.new_context(values)))
                fixed[key] = Markup(text)  # noqa: S704 - a template's output, escaped as it was made
            return fixed[key]

        # Jinja's own would write every letter that is not Latin as six.
        environment.policies["json.dumps_function"] = structured.as_json
        environment.globals.update(site=self._site, language=language, once=once)
        environment.globals.update(template_functions.gettext_functions(words))
        environment.globals.update(template_functions.functions(self._site, words))
        environment.filters.update(template_functions.filters(language))
        return environment

    def _language(self, lang: str) -> LanguageView:
        """The default language's settings serve a page in a language that the site does not name."""
        by_lang = {view.lang: view for view in self._site.languages}
        return by_lang.get(lang) or by_lang.get(self._site.language) or self._site.languages[0]

    def _words(self, lang: str) -> Words:
        return for_language(lang, self._own_words.get(lang, {}))

    @cached_property
    def _surroundings(self) -> Digest:
        words = [self._words(language.lang).digest for language in self._site.languages]
        return fingerprint.of(self._site, words, [version(each) for each in ("jinja2", "markupsafe", "babel")])

    @cached_property
    def _reader(self) -> jinja2.Environment:
        """Loaders ask for an environment; this one renders nothing."""
        return jinja2.Environment(autoescape=True)

    def _reach(self, name: str) -> set[str]:
        """The template and, transitively, whatever it names; where a name is only known on rendering, all of them."""
        if self._text(name) is None:
            raise self._fault(jinja2.TemplateNotFound(name), name)
        found: set[str] = set()
        waiting = [name]
        while waiting:
            each = waiting.pop()
            if each in found:
                continue
            found.add(each)
            if each not in self._references:
                # A name without a text is `ignore missing`, or a fault that rendering reports where it stands.
                self._references[each] = tuple(references(self._text(each) or ""))
            for reference in self._references[each]:
                waiting.extend([reference] if reference is not None else self.names())
        return found

    def _text(self, name: str) -> str | None:
        try:
            return self._source(name)[0]
        except jinja2.TemplateNotFound:
            return None
        except UnicodeDecodeError as error:
            raise self._fault(error, name) from error

    def _text_if_sound(self, name: str) -> str | None:
        try:
            return self._text(name)
        except TemplateFault:
            return None  # told where the template is used

    def _source(self, name: str) -> tuple[str, str | None]:
        text, path, _ = self._loader.get_source(self._reader, name)
        return text, path

    def _fault(self, error: Exception, name: str) -> TemplateFault:
        problem = problem_of(error, f"{Path(self._folders[0]).name}/{name}", self._locate)
        if isinstance(error, jinja2.TemplateNotFound) and not isinstance(error, jinja2.TemplatesNotFound):
            problem = _with_nearest(problem, str(error.name), self.names())
        return TemplateFault(problem)

    def _locate(self, path: str | None) -> tuple[str, str]:
        for place, folder in enumerate(self._folders):
            if path is not None and Path(path).is_relative_to(folder):
                inside = Path(path).relative_to(folder).as_posix()
                shown = f"{Path(folder).name}/{inside}" if place == 0 else f"newsgen/{inside}"
                return shown, Path(path).read_text("utf-8-sig")
        return "", ""


class _OutsideError(Exception):
    """Carries what a body's reader raised past Jinja, so that no template is blamed for it."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__(error)


def _escaped(value: object) -> object:
    """As `markupsafe.escape`, but text that needs no escaping, which is nearly all of it, stays what it is.

    Wrapping each piece of a page as `Markup`, only to join it with the others, takes a tenth of rendering.
    """
    kind = type(value)
    if kind is Markup:
        return value
    if kind is str:
        text: str = value  # type: ignore[assignment]
        if not ("&" in text or "<" in text or '"' in text or "'" in text or ">" in text):
            return text
    if kind is int:
        return str(value)
    return escape(value)


class _Template(jinja2.Template):
    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - Jinja's name
        uptodate: Callable[[], bool] | None = None,
    ) -> _Template:
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = _escaped
        return template  # type: ignore[return-value]


_CODES = Codes(Path(__file__))


def _with_nearest(problem: Problem, name: str, known: tuple[str, ...]) -> Problem:
    near = did_you_mean(name, known)
    return Problem(problem.path, problem.line, problem.message + near, problem.hint, problem.excerpt)
