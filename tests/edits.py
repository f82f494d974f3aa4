"""What can be edited in a site, and to what: tables for edits at random."""

from __future__ import annotations

import datetime as dt
import io
import random

from tests.sites import NOON, picture

SHOW_ALL = """
-- templates/base.html --
{% extends "newsgen/base.html" %}
{% block head %}
<!-- {{ page }} -->
{% endblock %}
-- templates/atom.xml --
{{ page }}
-- templates/rss.xml --
{{ page }}
-- templates/sitemap.xml --
{{ page }}
-- templates/sitemap_news.xml --
{{ page }}
"""
"""Every page says all that its view holds, so that a view with more in it than its key stands for is found out."""

NOW = [NOON + dt.timedelta(hours=hours) for hours in (-48, -2, 0, 2, 30)]
INSTANTS = [f"{moment:%Y-%m-%d %H:%M}" for moment in (NOON + dt.timedelta(hours=hours) for hours in (-24, -1, 1, 24))]
SPELLINGS = ["torture", "Torture", "TORTURE", "trial", "Trial ", "суд", "Суд"]
CONFIGS: dict[str, list[str]] = {
    "title": ["Archive", "Register"],
    "base_url": ["https://example.org/", "https://example.org/archive/"],
    "days": ["false", "true"],
    "date_format": ["long", "full", "dd.MM.yyyy"],
    "permalink": ["/{year}/{month}/{day}/{slug}/", "/{year}/{slug}.html", "/{section}/{slug}/"],
    "taxonomies": [
        "[section, tags, authors]",
        "[tags]",
        "[tags, authors, section]",
        "{tags: {archive: month, listed: 0}, section: {listed: 1}}",
        "{section: {}, tags: {listed: 0}, authors: {listed: 0}}",
        "{tags: {listed: 1}, authors: {listed: 2}}",
        "[section, Tags]",
    ],
    "languages": ["[en]", "[en, ru]", "[ru, en, kk]", "{en: {}, ru: {title: Архив, footer: [pages/about.md]}}"],
    "language": ["en", "ru"],
    "footer": ["[]", "[pages/about.md]", "[pages/about.md, pages/contact.md]"],
    "sections": ["[]", "[News]", "[Reports, News]"],
    "latest": ["20", "1", "2"],
    "timezone": ["UTC", "Asia/Almaty", "America/New_York"],
    "exclude": ["[]", "['piece1.md']", "[deep/**]"],
    "markdown": ["{dialect: markdown}", "{dialect: commonmark}"],
    "html": ["safe", "trusted"],
    "hosts": ["[]", "[apache]", "[cloudflare, nginx]"],
    "feeds": [
        "{}",
        "{rss: true, entries: 1}",
        "{text: summary, terms: full, entries: 2}",
        "{json: false, terms: none}",
        "{archives: false}",
    ],
    "news_sitemap": ["false", "true"],
    "article_types": ["{}", "{News: ReportageNewsArticle}"],
}
FRONT: dict[str, list[str]] = {
    "tags": [f"[{one}]" for one in SPELLINGS] + ["[torture, trial]", "[Trial, TORTURE, torture]", "[]"],
    "section": ["News", "news", "Reports", "NEWS"],
    "authors": ["A. Writer", "[A. Writer, B. Writer]", "a writer"],
    "summary": ["Short.", "Other."],
    "lang": ["en", "ru", "kk"],
    "draft": ["true", "false"],
    "embargo": INSTANTS,
    "expires": ["2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"],
    "retracted": ["{date: 2026-01-02, reason: Wrong.}", "{reason: Unsafe.}"],
    "updated": ["2022-05-06", "2022-05-06 10:30", "2022-05-06T10:30:00+03:00"],
    "aliases": ["[/old/]", "[/old/, /older/]", "[/2022/]", "[/about/]", "[/tags/trial/]"],
    "image": ["photo.jpg", "other.jpg", "piece2/photo.jpg", "../piece2/photo.jpg", "/static.png"],
    "translation_key": ["one", "two"],
    "slug": ["same", "Own-Slug", "about"],
    "permalink": ["/fixed/", "/fixed.html", "/2022/", "/Fixed/"],
    "extra": ["{note: one}", "{list: [a, b], deep: {x: 'yes'}}"],
    "corrections": ["[{date: 2022-03-04, text: Mended.}]", "[{date: 2022-03-04 10:00, text: Mended.}]"],
    "template": ["article.html", "special.html"],
    "redirectto": ["https://example.net/elsewhere"],
}
RARE = {"slug", "permalink", "image", "template", "lang"}
"""Keys that easily break a site; kept apart so that most edits leave it whole."""
DATES = [dt.date(2021, 12, 31), dt.date(2022, 1, 1), dt.date(2022, 2, 3), dt.date(2022, 2, 4), dt.date(2026, 11, 20)]
TIMES = ["", " 10:30", " 23:59:59", "T10:30:00+06:00", " 00:10 +0300"]
CRUMBS = b'{%% extends "newsgen/article.html" %%}{%% block breadcrumb %%}%s{%% endblock %%}'


def photo(word: str) -> bytes:
    """Large enough that it is shown in other sizes."""
    from PIL import Image

    out = io.BytesIO()
    noise = Image.frombytes("L", (32, 8), random.Random(word).randbytes(256))  # noqa: S311 - it is to come again
    noise.resize((700, 175)).save(out, "PNG")
    return out.getvalue()


FILES = {
    "content/photo.jpg": [photo("photo"), photo("PHOTO"), None],
    "content/piece2/photo.jpg": [picture("two"), picture("TWO"), photo("longer"), None],
    "content/piece3/more/data.csv": [b"1", b"2", None],
    "content/piece2/extra.txt": [b"x", None],
    "static/robots.txt": [b"User-agent: *", None],
    "static/CNAME": [b"example.org", b"example.com", None],
    "static/about/index.html": [b"mine", None],
    "static/assets/style.css": [b"body{}", None],
    "static/.well-known/x": [b"x", None],
    "content/pages/about.md": [
        b"---\ntitle: About\n---\nUs.\n",
        b"---\ntitle: About us\n---\nUs.\n",
        b"---\ntitle: About\ndraft: true\n---\nUs.\n",
        b"---\ntitle: About\naliases: [/old/]\n---\n[to](../piece1.md)\n",
        None,
    ],
    "content/pages/about.ru.md": [b"---\ntitle: x\n---\n", None],
    "content/pages/contact.md": [b"---\ntitle: Contact\n---\nMail.\n", b"---\ntitle: Write\nslug: about\n---\n", None],
    "content/terms.yaml": [
        "tags: {torture: {labels: {en: torture, ru: пытки}}}\nauthors: {a-writer: {description: Writes.}}\n".encode(),
        "tags: {torture: {labels: {en: Torture}, synonyms: [суд, trial]}}\n".encode(),
        "tags: {court: {synonyms: [суд, trial], links: ['https://example.net/']}}\n".encode(),
        b"tags: {court: {synonyms: [trial]}, torture: {synonyms: [trial]}}\n",
        b"section: {reports: {labels: {ru: News}, synonyms: [news]}}\n",
        None,
    ],
    "templates/words.yaml": [
        "ru: {Home: Дом, Tags: Темы}\nen: {Archive: All of it}\n".encode(),
        b"en: {Archive: All of it, Corrections: Errata}\n",
        b"en: {Home: '%(num)s'}\n",
        None,
    ],
    "content/pages/corrections.md": [b"---\ntitle: Corrections\n---\nWrite to us.\n", None],
    "templates/article.html": [
        CRUMBS % b"one",
        CRUMBS % b'{% include "part.html" ignore missing %}',
        CRUMBS % b'{% include page.extra.note|default("part") ~ ".html" ignore missing %}',
        b"{% if %}",
        None,
    ],
    "templates/part.html": [b"part one", b"part two", None],
    "templates/one.html": [b"note one", b"note two", None],
    "templates/special.html": [b"special {{ page.title }}", None],
    "templates/_masthead.html": [b"masthead", b"{{ site.base_url }}", None],
    "templates/home.html": [b"{{ page.latest }}", None],
    "templates/assets/style.css": [b"p{}", b"q{}", None],
    "templates/assets/extra.js": [b"1", None],
}
