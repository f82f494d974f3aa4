"""A row for each document, in tables narrow enough to be searched through in a moment, however large the archive."""

from __future__ import annotations

import datetime as dt
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from newsgen import permalink
from newsgen.article import Article, Document

SCHEMA = """
create table listing (
    path text primary key, newest integer, moment text, title text, lang text, state text, until text,
    expires integer, folded text, terms text, present text
);
create index listing_newest on listing (newest);
"""

INSERT = "insert or replace into listing values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

Values = tuple[str, int, str, str, str, str, str, int | None, str, str, str]


class Row(msgspec.Struct, frozen=True, gc=False):
    path: str
    """Relative to the content folder."""
    moment: str
    """`2022-09-28`, `2022-09-28 10:30`; empty for an undated page."""
    title: str
    state: str
    """`public`, a reason why it is not, or `broken`."""
    until: str
    """When the state ends by itself, as ISO 8601; else empty."""


class Condition(msgspec.Struct, frozen=True):
    sql: str
    parameters: tuple[object, ...] = ()


EVERYTHING = Condition("true")


def values(document: Document, newest: int, state: str = "public", until: str = "") -> Values:
    """The row of a document; `newest` is the later one of its file's two times, in nanoseconds."""
    article = document if isinstance(document, Article) else None
    return (
        document.source,
        newest,
        _moment(article) if article is not None else "",
        document.title,
        document.lang,
        state,
        until,
        int(document.expires.timestamp()) if document.expires is not None else None,
        folded(document.title),
        _terms(article) if article is not None else "",
        " ".join(("", *_present(document), "")),
    )


def broken(path: str, message: str) -> Values:
    """The row of a file that cannot be read."""
    return (path, 0, "", message, "", "broken", "", None, folded(message), "", "")


def folded(text: str) -> str:
    """As texts are compared: in any case, composed or not."""
    return unicodedata.normalize("NFC", text.casefold())


def carries(taxonomy: str, slug: str) -> str:
    """What the terms of a row hold exactly when the document carries the term; of any term, without a slug."""
    return f"\n{taxonomy}\t{slug}\n" if slug else f"\n{taxonomy}\t"


def _moment(article: Article) -> str:
    date = article.date
    return f"{date.day} {date.time:%H:%M}" if date.time is not None else str(date.day)


def _terms(article: Article) -> str:
    lines = (f"{taxonomy}\t{permalink.slug(label)}\n" for taxonomy, labels in article.terms for label in labels)
    return "\n" + "\n".join(lines) if article.terms else ""


def _present(document: Document) -> Iterator[str]:
    """Names of keys without which a document may be lacking something."""
    if document.summary:
        yield "summary"
    if isinstance(document, Article):
        if document.image is not None:
            yield "image"
            if document.image.alt:
                yield "image_alt"
        if document.sources:
            yield "sources"
        if document.corrections:
            yield "corrections"


_FIND = """
select path, moment, title, state, until from (
    select path, moment, title, lang, folded, terms, present,
        case when expires <= :now then 'expired' else state end as state, until from main.listing
        where path not in (select path from temp.gone)
    union all select path, moment, title, lang, folded, terms, present, state, until from temp.listing
) where {where} order by moment desc, path
"""


class Listing:
    """Rows on disk, and in memory those of files that are not as the rows on disk say.

    What is held back is among the latter, so it is written nowhere.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(
            "pragma temp_store = memory; create temp table gone (path text primary key) without rowid;"
            + SCHEMA.replace("create table ", "create temp table ").replace("create index ", "create index temp.")
        )

    def bounds(self, parts: int, least: int) -> list[tuple[str, str]]:
        """Parts of nearly as many files each, from one folder on and before another; an empty name is no bound.

        One part where there are fewer than `least` files.
        """
        whole = self.count()
        tops: list[str] = []
        for number in range(1, parts if whole >= least else 1):
            query = "select path from main.listing order by path limit 1 offset ?"
            top, slash, _ = self._db.execute(query, (whole * number // parts,)).fetchone()[0].partition("/")
            if slash and f"{top}/" not in tops:
                tops.append(f"{top}/")
        return list(pairwise(["", *tops, ""]))

    def files(self, low: str = "", high: str = "") -> dict[str, set[str]]:
        """The names of files, by folder: of paths from one on and before another."""
        names: dict[str, set[str]] = {}
        query = "select path from main.listing where path >= ? and (path < ? or ? = '')"
        for (path,) in self._db.execute(query, (low, high, high)):
            folder, _, name = path.rpartition("/")
            if folder in names:
                names[folder].add(name)
            else:
                names[folder] = {name}
        return names

    def count(self) -> int:
        rows = self._db.execute(
            "select (select count(*) from main.listing where path not in (select path from temp.gone))"
            " + (select count(*) from temp.listing)"
        )
        number: int = rows.fetchone()[0]
        return number

    def newest(self) -> int:
        """The latest time of any file when it was last read."""
        time: int | None = self._db.execute("select max(newest) from main.listing").fetchone()[0]
        return time or 0

    def recent(self, since: int) -> dict[str, int]:
        """The latest times of files, where they are after that one."""
        return dict(self._db.execute("select path, newest from main.listing where newest > ?", (since,)))

    def replace(self, gone: Iterable[str], fresh: Iterable[Values]) -> None:
        """Leave out the rows of some files, and take others in."""
        self._db.executemany("insert or replace into temp.gone values (?)", ((path,) for path in gone))
        self._db.executemany(INSERT.replace("into listing", "into temp.listing"), fresh)

    def find(self, conditions: Iterable[Condition], now: dt.datetime) -> Iterator[Row]:
        """Rows that meet all conditions, newest first; undated ones last."""
        conditions = (*conditions, EVERYTHING)
        names = [f"p{number}" for number in range(sum(len(each.parameters) for each in conditions))]
        given = dict(zip(names, (value for each in conditions for value in each.parameters), strict=True))
        where = " and ".join(f"({each.sql})" for each in conditions)
        for name in names:
            where = where.replace("?", f":{name}", 1)
        for row in self._db.execute(_FIND.format(where=where), {"now": int(now.timestamp()), **given}):
            yield Row(*row)

    def carried(self) -> set[tuple[str, str]]:
        """Taxonomy and slug of every term that any document carries."""
        rows = self._db.execute("select terms from main.listing union all select terms from temp.listing")
        lines = set("".join(terms for (terms,) in rows).split("\n")) - {""}
        return {(taxonomy, slug) for taxonomy, _, slug in (line.partition("\t") for line in lines)}


def alone() -> Listing:
    """One with no rows on disk."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    return Listing(connection)
