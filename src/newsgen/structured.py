"""What pages tell machines: JSON-LD in the terms of schema.org, and JSON that may stand in a `<script>`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import msgspec

from newsgen.article import Moment
from newsgen.permalink import slug
from newsgen.views import ArticleView, Head, Picture, SiteView, View

ARTICLE_TYPES = (
    "NewsArticle",
    "AnalysisNewsArticle",
    "AskPublicNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "ReportageNewsArticle",
    "ReviewNewsArticle",
)

Node = dict[str, object]

_encode_anything = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_UNSAFE = [(char, f"\\u{ord(char):04x}") for char in "<>&'\u2028\u2029"]


def as_json(value: object, **_: object) -> str:
    """JSON that ends no script and opens no tag, wherever it stands, in the letters of its language."""
    try:
        text = msgspec.json.encode(value).decode()
    except (TypeError, UnicodeEncodeError):
        text = _encode_anything(value)  # a kind of text of its own, such as a body's
    for char, escaped in _UNSAFE:
        text = text.replace(char, escaped)
    return text


def document(
    page: View, site: SiteView, absolute: Callable[[str], str], original: Callable[[Head], str]
) -> Node | None:
    """All that a page says, or None. `original` finds, of a page and its translations, the one they were made from."""
    nodes: list[Node] = []
    if isinstance(page, ArticleView):
        nodes.append(_article(page, site, absolute, original(page.head)))
    if page.head.indexed and page.head.breadcrumb:
        nodes.append(_breadcrumb(page.head, absolute))
    return {"@context": "https://schema.org", "@graph": nodes} if nodes else None


def modified(page: ArticleView) -> Moment | None:
    """When an editor last changed the article: a correction is a change, also where nobody noted an update."""
    moments = [each.date for each in page.corrections]
    return max([*moments, *([page.updated] if page.updated else [])], key=lambda moment: moment.order, default=None)


def _article(page: ArticleView, site: SiteView, absolute: Callable[[str], str], original: str) -> Node:
    head = page.head
    publisher = next((each.publisher for each in site.languages if each.lang == head.lang), "") or site.publisher
    kind = site.article_types.get(slug(page.section.label)) if page.section and site.article_types else None
    node: Node = {
        "@type": kind or "NewsArticle",
        "mainEntityOfPage": head.canonical,
        "headline": page.title,
        "datePublished": page.date.isoformat(),
        "inLanguage": head.lang,
        "publisher": {"@type": "NewsMediaOrganization", "name": publisher, "url": site.base_url},
    }
    if head.translations:
        node["@id"] = head.canonical  # by which they name it
    changed = modified(page)
    optional: Node = {
        "description": page.summary,
        "image": [_image(each, absolute) for each in ([page.image] if page.image else []) + list(page.pictures)],
        "dateModified": changed.isoformat() if changed else "",
        "author": [_person(author.label, author.url, absolute) for author in page.authors],
        "articleSection": page.section.label if page.section else "",
        "keywords": [tag.label for tag in page.tags],
        "citation": [_citation(each.title, each.url, each.archived) for each in page.sources],
        "isBasedOn": page.external,
        "correction": [
            {"@type": "CorrectionComment", "text": each.text, "datePublished": each.date.isoformat()}
            for each in page.corrections
        ],
        **dict(_translations(head, original)),
    }
    return node | {key: value for key, value in optional.items() if value}


def _image(picture: Picture, absolute: Callable[[str], str]) -> Node | str:
    """An address, or what is known of the picture there."""
    known: Node = {
        "width": picture.width,
        "height": picture.height,
        "caption": picture.caption,
        "creditText": picture.credit,
    }
    said = {key: value for key, value in known.items() if value}
    url = absolute(picture.url)
    return {"@type": "ImageObject", "url": url, "contentUrl": url, **said} if said else url


def _person(name: str, url: str, absolute: Callable[[str], str]) -> Node:
    return {"@type": "Person", "name": name, "url": absolute(url)} if url else {"@type": "Person", "name": name}


def _citation(title: str, url: str, archived: str) -> Node:
    node: Node = {"@type": "CreativeWork", "name": title, "url": url, "archivedAt": archived}
    return {key: value for key, value in node.items() if value}


def _translations(head: Head, original: str) -> Iterator[tuple[str, object]]:
    if head.translations and head.canonical != original:
        yield "translationOfWork", {"@type": "NewsArticle", "@id": original}
    elif head.translations:
        yield (
            "workTranslation",
            [{"@type": "NewsArticle", "@id": each.canonical, "inLanguage": each.lang} for each in head.translations],
        )


def _breadcrumb(head: Head, absolute: Callable[[str], str]) -> Node:
    items: list[Node] = []
    for position, step in enumerate(head.breadcrumb, 1):
        node: Node = {"@type": "ListItem", "position": position, "name": step.label}
        items.append(node | ({"item": absolute(step.url)} if step.url else {}))
    return {"@type": "BreadcrumbList", "itemListElement": items}
