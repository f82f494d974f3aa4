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

ENGLISH_RULE = "n != 1"

Text = str | tuple[str, ...]
"""What stands for a message: one text or, for what is counted, one for each plural form of the language."""

_placeholders = re.compile(r"%(?:\(\w+\))?.?").findall


class Words(msgspec.Struct, frozen=True):
    """A language's words: English messages and what stands for them."""

    lang: str
    """The tag that was asked for, whether or not a catalogue was found."""
    forms: dict[str, tuple[str, ...]] = {}
    """Message, in the singular, to its translation: one text or, for what is counted, one for each plural form."""
    rule: str = ENGLISH_RULE
    """The number of the form for `n`, as an expression in C: the `plural=` of a catalogue's header."""

    def gettext(self, message: str) -> str:
        return self.forms[message][0] if message in self.forms else message

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        forms = self.forms.get(singular, ())
        form = _rule(self.rule if forms or plural in self.forms else ENGLISH_RULE)(n)
        if len(forms) < 2 or (form and plural in self.forms):
            return self.gettext(plural if form else singular)
        return forms[form]

    @property
    def digest(self) -> Digest:
        return fingerprint.of(self.lang, self.forms, self.rule)


def catalogues() -> tuple[str, ...]:
    """Tags of the languages that newsgen has words in, beside English."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.po")))


def for_language(lang: str, overrides: Mapping[str, Text] | None = None) -> Words:
    """The words of a language, with those that a site puts in their place, or adds for templates of its own.

    `overrides` are English messages and texts. For a counted message, a list of forms replaces them all, and the text
    of its plural all but the singular's.
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
    return Words(lang, rule=_rule_of(parts[0]))


def _rule_of(lang: str) -> str:
    """How a language counts for which there is no catalogue: a site may have words of its own for it."""
    if lang == "en":
        return ENGLISH_RULE  # Babel need not be loaded for it
    from babel import UnknownLocaleError
    from babel.messages.plurals import get_plural

    try:
        return get_plural(lang).plural_expr
    except (UnknownLocaleError, ValueError):
        return ENGLISH_RULE


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


@lru_cache(maxsize=1)
def messages() -> frozenset[str]:
    """Whatever newsgen's own templates say, singulars and plurals."""
    from babel.messages.pofile import read_po

    with (FOLDER / f"{catalogues()[0]}.po").open("rb") as file:
        ids = [message.id for message in read_po(file, abort_invalid=True)]
    return frozenset(each for said in ids for each in ((said,) if isinstance(said, str) else said) if each)


def strange_placeholders(message: str, text: str) -> list[str]:
    """Placeholders of a text that its message lacks, and which nothing would fill in."""
    return sorted(set(_placeholders(text)) - set(_placeholders(message)) - {"%%"})


def plural_forms(lang: str) -> int:
    """How many forms the language has for what is counted."""
    rule = _rule(_catalogue(lang).rule)
    return max(map(rule, range(200))) + 1


def _overridden(words: Words, overrides: Mapping[str, Text]) -> Words:
    forms = dict(words.forms)
    for message, said in overrides.items():
        texts = (said,) if isinstance(said, str) else said
        for text in texts:
            if strange := strange_placeholders(message, text):
                raise UsageError(
                    f'words for {words.lang}: "{text}" holds {", ".join(strange)}, which "{message}" does not; '
                    "a percent sign is written %%"
                )
        forms[message] = texts if len(texts) > 1 else (*texts, *forms.get(message, ())[1:])
    return msgspec.structs.replace(words, forms=forms)


@lru_cache(maxsize=64)
def _rule(expression: str) -> Callable[[int], int]:
    return c2py(expression)
