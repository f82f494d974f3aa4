"""What a site says of words beside its articles: names of terms, and the interface's own wording."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from newsgen import glossary, wording
from newsgen.config import Config
from newsgen.errors import Problem
from newsgen.glossary import Glossary
from newsgen.wording import Wording


class Lexicon(msgspec.Struct, frozen=True):
    terms: Glossary
    words: Wording
    problems: tuple[Problem, ...]


def read(site: Path, config: Config, files: Iterable[str]) -> Lexicon:
    """`files` are those that lie in the content folder and are not excluded."""
    terms = glossary.read(site / config.content, config, files)
    words, problems = wording.read(site, config.all_languages, config.taxonomies)
    return Lexicon(terms, words, (*terms.problems, *problems))
