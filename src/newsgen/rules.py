"""The rules of `newsgen check` by name: what each finds, and how grave that is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from newsgen.errors import Severity

BUILD_ERROR = "build-error"
"""What a build refuses: the one rule that nobody can turn off."""
BUILD_WARNING = "build-warning"


class Rule(msgspec.Struct, frozen=True):
    name: str
    finds: str
    """In a line, for people who have not met the rule before."""
    severity: Severity = "warning"


FAMILIES: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "The build's own": (
            Rule(BUILD_ERROR, "what `newsgen build` refuses; it cannot be turned off", "error"),
            Rule(BUILD_WARNING, "what `newsgen build` warns of, where no rule below has a name for it"),
            Rule("unknown-key", "a key in the front matter that means nothing to newsgen"),
            Rule("unread-text", "a Word document or another text among the articles, which is no Markdown file"),
        ),
        "Links": (
            Rule("dead-link", "a link within the site to an address or a file that is not there"),
            Rule("dead-anchor", "a link to a part of a page that has no such part"),
            Rule("moved-link", "a link to a former address, which leads on to the present one"),
            Rule("unpublished-link", "a link to an article that is not public, which readers see as plain text"),
            Rule("weak-link-text", "a link whose words do not say where it leads: “click here”"),
            Rule("local-address", "an address on the author's own computer: `C:\\Users\\…`, `http://localhost/`"),
            Rule("broken-address", "an address that no browser can follow: `htps://…`, `http:/…`"),
            Rule("empty-link", "a link without any words, which nobody can see or hear"),
        ),
        "Pictures": (
            Rule("missing-picture", "a picture named by an address at which nothing is published"),
            Rule("missing-alt", "a picture without alternative text, for readers who do not see it"),
            Rule("poor-alt", "alternative text that is a file's name, or only says that there is a picture"),
            Rule("unused-image", "an image file that no text, template or style refers to"),
        ),
        "Headlines and summaries": (
            Rule("long-headline", "a headline that search results and cards will cut; `checks.headline` says how long"),
            Rule("duplicate-headline", "two articles of one language with the same headline"),
            Rule("headline-capitals", "a headline in capitals throughout"),
            Rule("headline-markup", "Markdown or HTML in a headline, which is plain text"),
            Rule("missing-summary", "an article without a summary, where others of its time have one"),
            Rule("long-summary", "a summary of more than 500 characters"),
            Rule("summary-markup", "Markdown or HTML in a summary, which is plain text"),
            Rule("repeated-summary", "a summary that only says the headline again"),
        ),
        "Dates": (
            Rule("early-date", "a date before the archive began: before `checks.began`, or years before all others"),
            Rule("distant-date", "a date more than a year ahead"),
            Rule("dates-out-of-order", "an update, a correction or an expiry before the article itself"),
            Rule("file-name-date", "a date that is the one in the file's name but for its year or its month"),
            Rule("old-draft", "a draft whose date passed more than three months ago"),
        ),
        "Tags, authors and other terms": (
            Rule("similar-terms", "a rare term that differs from a frequent one by its plural or by one letter"),
            Rule("misspelt-section", "an article's section that is nearly one of the masthead's and not quite"),
            Rule("empty-section", "a section of the masthead that no article is in"),
            Rule("term-spelling", "a term that is written in capitals or with hyphens here and without them elsewhere"),
        ),
        "The text": (
            Rule("empty-text", "an article without any text"),
            Rule("duplicate-text", "two articles with the same text"),
            Rule("accidental-heading", "a sentence that became a heading, because its line begins with a #"),
            Rule("skipped-heading", "a heading two levels below the one before it"),
            Rule("empty-heading", "a heading without words"),
            Rule("key-in-text", "a key of the front matter below its closing dashes, which readers see as text"),
            Rule("leftover-code", "template code or a shortcode of another system, which readers see as it is"),
            Rule("raw-markdown", "Markdown that did not work, and which readers see as it is"),
            Rule("placeholder", "words that were to be replaced: “lorem ipsum dolor”, “TKTK”"),
            Rule("garbled-text", "letters that were spoilt on their way from another encoding: “Ã©”, “�”"),
            Rule("wrong-language", "a text whose script or letters are not those of its `lang`"),
            Rule("mixed-letters", "a word of Cyrillic and Latin letters that look alike: no search finds it"),
        ),
    }
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.name: rule for rules in FAMILIES.values() for rule in rules})

OPTIONAL: tuple[str, ...] = tuple(name for name in RULES if name != BUILD_ERROR)
"""Those that a site or an article can do without."""
