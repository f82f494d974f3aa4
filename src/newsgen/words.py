"""The words of the interface in each language.

They are kept as gettext catalogues, readable `.po` files beside this module; English is what the messages themselves
say, and what stands where a language has no catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from gettext import c2py
from pathlib import Path

import msgspec

from newsgen import fingerprint
from newsgen.errors import UsageError
from newsgen.fingerprint import Digest

FOLDER = Path(__file__).with_name("locales")

_placeholders = re.compile(r"%(?:\(\w+\))?.?").findall


class Words(msgspec.Struct, frozen=True):
    """A language's words: English messages and what stands for them."""

    lang: str
    """The tag that was asked for, whether or not a catalogue was found."""
    forms: dict[str, tuple[str, ...]] = {}
    """Message, in the singular, to its translation: one text or, for what is counted, one for each plural form."""
    rule: str = "n != 1"
    """The number of the form for `n`, as an expression in C: the `plural=` of a catalogue's header."""

    def gettext(self, message: str) -> str:
        return self.forms[message][0] if message in self.forms else message

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        forms = self.forms.get(singular, ())
        form = _rule(self.rule)(n)
        if len(forms) < 2 or (form and plural in self.forms):
            return self.gettext(plural if form else singular)
        return forms[form]

    @property
    def digest(self) -> Digest:
        return fingerprint.of(self.lang, self.forms, self.rule)


def catalogues() -> tuple[str, ...]:
    """Tags of the languages that newsgen has words in, beside English."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.po")))


def for_language(lang: str, overrides: Mapping[str, str] | None = None) -> Words:
    """The words of a language, with those that a site puts in their place, or adds for templates of its own.

    `overrides` are English messages and texts; the plural of a counted message replaces all forms but the singular's.
    UsageError for a text with a placeholder that its message lacks.
    """
    words = _catalogue(lang)
    return _overridden(words, overrides) if overrides else words


@lru_cache(maxsize=64)
def _catalogue(lang: str) -> Words:
    parts = lang.split("-")
    for length in range(len(parts), 0, -1):
        path = FOLDER / ("-".join(parts[:length]) + ".po")
        if path.is_file():
            forms, rule = _read(path)
            return Words(lang, forms, rule)
    return Words(lang)


def _read(path: Path) -> tuple[dict[str, tuple[str, ...]], str]:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    forms = {}
    for message in catalogue:
        singular = message.id if isinstance(message.id, str) else message.id[0]
        texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
        # The message without an id is the header.
        if singular and all(texts) and not message.fuzzy:
            forms[singular] = texts
    return forms, catalogue.plural_expr


def _overridden(words: Words, overrides: Mapping[str, str]) -> Words:
    forms = dict(words.forms)
    for message, text in overrides.items():
        strange = set(_placeholders(text)) - set(_placeholders(message)) - {"%%"}
        if strange:
            raise UsageError(
                f'words for {words.lang}: "{text}" holds {", ".join(sorted(strange))}, which "{message}" does not; '
                "a percent sign is written %%"
            )
        forms[message] = (text, *forms.get(message, ())[1:])
    return msgspec.structs.replace(words, forms=forms)


@lru_cache(maxsize=64)
def _rule(expression: str) -> Callable[[int], int]:
    return c2py(expression)
