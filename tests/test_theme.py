"""The theme: every page it makes is whole, safe, and loads nothing from elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from markupsafe import Markup

from newsgen.article import Citation, Correction, Moment, Retraction
from newsgen.templating import Templates
from newsgen.theme import default_folder
from newsgen.views import (
    ArchiveView,
    ArticleView,
    Body,
    Card,
    Corrected,
    CorrectionsView,
    Count,
    DayGroup,
    DayView,
    Elsewhere,
    GoneView,
    Head,
    HomeView,
    LanguageView,
    Link,
    MonthGroup,
    MonthView,
    NotFoundView,
    PageView,
    Picture,
    RedirectView,
    Ref,
    RetractedView,
    SiteView,
    TaxonomyView,
    TermGroup,
    TermView,
    TermYearView,
    Translation,
    View,
    YearView,
)

FOLDER = default_folder()
STYLE = (FOLDER / "assets" / "style.css").read_text("utf-8")
HOSTILE = "\"><script>alert('1')</script>&\u202e"
VOID = {"meta", "link", "img", "br", "hr", "input"}


def language(lang: str, direction: str, archive: str) -> LanguageView:
    return LanguageView(
        lang, lang, f"Record {HOSTILE}", HOSTILE, f"/{lang}/", direction, "long", (Link(HOSTILE, "/s/"),),
        (Link(HOSTILE, "/about/"),), archive,
    )  # fmt: skip


SITE = SiteView(
    "https://example.org/", "/", "en", "UTC", (language("en", "ltr", "/archive/"), language("ar", "rtl", "")), HOSTILE
)


def moment(month: int = 9, day: int = 28) -> Moment:
    return Moment(dt.date(2022, month, day))


def head(lang: str = "en", *, indexed: bool = True) -> Head:
    return Head(
        title=HOSTILE,
        lang=lang,
        url="/x/",
        canonical="https://example.org/x/",
        description=HOSTILE,
        breadcrumb=(Link(HOSTILE, "/"), Link(HOSTILE, "/2022/"), Link(HOSTILE)),
        translations=(Translation("ar", HOSTILE, "/ar/x/", "https://example.org/ar/x/"),) if lang == "en" else (),
        indexed=indexed,
    )


BODY = Body("a.md", b"x")
LINK = Link(HOSTILE, "/l/")
CARD = Card(HOSTILE, "/a/", moment(), HOSTILE, LINK, Picture("/p.jpg", HOSTILE, HOSTILE, width=1200, height=800))
BARE = Card(HOSTILE, "/a/", moment(8))
COUNTS = (Count("2022", "/2022/", 1), Count(HOSTILE, "/2021/", 2080))
REF = Ref(HOSTILE, "/r/", moment())
ELSEWHERE = Elsewhere("ar", "rtl", HOSTILE, HOSTILE, (LINK, LINK))
MONTHS = (MonthGroup(moment(9, 1), "/m/", (CARD, BARE)), MonthGroup(moment(8, 1), "", (BARE,)))
CORRECTION = Correction(moment(), HOSTILE)
SOURCES = (Citation(HOSTILE, "https://example.net/a", "https://example.net/b"), Citation(HOSTILE))

FULL_ARTICLE = ArticleView(
    head(), HOSTILE, moment(), BODY, moment(10), LINK, (LINK, Link(HOSTILE)), (LINK, LINK),
    (TermGroup("places", (LINK,)),), HOSTILE, Picture("/p.jpg", HOSTILE, HOSTILE), "https://example.net/story",
    (CORRECTION,), SOURCES, REF, REF, {}, HOSTILE, (REF, REF), "/corrections/2022/",
)  # fmt: skip

PAGES: dict[str, tuple[str, View]] = {
    "article": ("article.html", FULL_ARTICLE),
    "bare article": ("article.html", ArticleView(head("ar"), HOSTILE, moment(), BODY)),
    "retracted": ("retracted.html", RetractedView(head(), HOSTILE, moment(), Retraction(moment(), HOSTILE))),
    "retracted without a reason": ("retracted.html", RetractedView(head(), HOSTILE, moment(), Retraction())),
    "page": ("page.html", PageView(head(), HOSTILE, BODY, moment(), HOSTILE, {}, HOSTILE, COUNTS)),
    "bare page": ("page.html", PageView(head("ar"), HOSTILE, BODY)),
    "home": ("home.html", HomeView(head(), CARD, (CARD, BARE), COUNTS)),
    "bare home": ("home.html", HomeView(head("ar"), BARE, (), COUNTS)),
    "empty home": ("home.html", HomeView(head(), None, (), ())),
    "archive": (
        "archive.html",
        ArchiveView(head(), COUNTS, (Link("tags", "/tags/"), Link("places", "/p/")), 2081, COUNTS),
    ),
    "empty archive": ("archive.html", ArchiveView(head(), (), (), 0)),
    "year": ("year.html", YearView(head(), 2022, MONTHS, 3, Link("2021", "/2021/"), Link("2023", "/2023/"))),
    "bare year": ("year.html", YearView(head("ar"), 2022, MONTHS[:1], 2)),
    "month": (
        "month.html",
        MonthView(
            head(), moment(), (DayGroup(moment(), "/d/", (CARD,)), DayGroup(moment(9, 1), "", (BARE,))), 2, REF, REF
        ),
    ),
    "empty month": ("month.html", MonthView(head("ar"), moment(), (), 0)),
    "day": ("day.html", DayView(head(), moment(), (CARD, BARE), REF, REF)),
    "empty day": ("day.html", DayView(head("ar"), moment(), ())),
    "taxonomy": ("taxonomy.html", TaxonomyView(head(), "tags", (("A", COUNTS), ("B", COUNTS)), 4)),
    "long taxonomy": ("taxonomy.html", TaxonomyView(head(), "tags", (), 300, COUNTS)),
    "letter": ("taxonomy.html", TaxonomyView(head(), "tags", (("A", COUNTS),), 300, (), "A")),
    "term": ("term.html", TermView(head(), "places", HOSTILE, (CARD, BARE), 1, COUNTS, 2, HOSTILE, (LINK, LINK))),
    "section": ("term.html", TermView(head("ar"), "section", HOSTILE, (CARD,), 20, (), 1)),
    "term's year": ("term_year.html", TermYearView(head(), "tags", HOSTILE, "/t/", moment(1, 1), False, MONTHS, 3)),
    "term's month": ("term_year.html", TermYearView(head(), "tags", HOSTILE, "/t/", moment(9, 1), True, MONTHS[:1], 2)),
    "corrections": ("corrections.html", CorrectionsView(head(), COUNTS)),
    "corrections of a year": (
        "corrections.html",
        CorrectionsView(head(), (), (Corrected(moment(), HOSTILE, REF),), 2022, LINK, LINK),
    ),
    "redirect": ("redirect.html", RedirectView(head(), "/there/")),
    "gone": ("gone.html", GoneView(head(indexed=False))),
    "not found": ("not_found.html", NotFoundView(head(indexed=False), (ELSEWHERE,))),
}


class Outline(HTMLParser):
    """The elements of a page, with faults in how they are nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.faults += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"/{tag}")

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


TEMPLATES = Templates((str(FOLDER),), SITE)


def made(name: str) -> str:
    template, view = PAGES[name]
    return TEMPLATES.render(template, view, lambda _: Markup('<p>The <a href="https://example.net/">text</a>.</p>'))


every_page = pytest.mark.parametrize("name", PAGES)


def test_the_table_of_pages_has_every_template_that_makes_one() -> None:
    of_parts = {"base.html"} | {path.name for path in FOLDER.glob("_*.html")}
    assert {template for template, _ in PAGES.values()} == {path.name for path in FOLDER.glob("*.html")} - of_parts


@every_page
def test_every_page_is_well_nested(name: str) -> None:
    assert Outline(made(name)).faults == []


@every_page
def test_what_people_write_never_becomes_markup(name: str) -> None:
    page = made(name)
    assert "alert(" in page
    assert page.count("<script") == page.count('<script type="application/ld+json">') <= 1
    assert page.count("</script") == len(Outline(page).all("script")) == page.count("<script")


@every_page
def test_every_page_has_one_first_heading_and_skips_no_level(name: str) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(made(name)).elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@every_page
def test_every_page_names_its_language_and_direction(name: str) -> None:
    lang = PAGES[name][1].head.lang
    assert Outline(made(name)).all("html") == [{"lang": lang} | ({"dir": "rtl"} if lang == "ar" else {})]


@every_page
def test_every_page_loads_from_its_own_host_alone(name: str) -> None:
    outline = Outline(made(name))
    loaded = [a["src"] for a in outline.all("img", "video", "audio", "source", "iframe")]
    loaded += [a["href"] for a in outline.all("link") if a["rel"] not in {"canonical", "alternate"}]
    assert loaded
    assert [address for address in loaded if not re.match(r"/(?!/)", address)] == []


@every_page
def test_no_page_has_style_or_script_of_its_own(name: str) -> None:
    for tag, attributes in Outline(made(name)).elements:
        assert tag != "style"
        assert tag != "script" or attributes == {"type": "application/ld+json"}  # data, which nothing executes
        assert not [key for key in attributes if key == "style" or key.startswith("on")]


@every_page
def test_every_page_has_a_policy_that_forbids_scripts(name: str) -> None:
    policies = [
        a["content"] for a in Outline(made(name)).all("meta") if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; ")
    assert "script-src" not in policies[0]


@every_page
def test_ids_are_the_themes_and_stand_once(name: str) -> None:
    ids = [attributes["id"] for _, attributes in Outline(made(name)).elements if "id" in attributes]
    assert "ng-main" in ids
    assert [each for each in ids if not each.startswith("ng-")] == []
    assert len(set(ids)) == len(ids)


@every_page
def test_links_within_a_page_lead_somewhere(name: str) -> None:
    outline = Outline(made(name))
    ids = {attributes.get("id") for _, attributes in outline.elements}
    targets = [a["href"][1:] for a in outline.all("a") if a.get("href", "").startswith("#")]
    labels = [attributes["aria-labelledby"] for _, attributes in outline.elements if "aria-labelledby" in attributes]
    assert {*targets, *labels} <= ids


@every_page
def test_every_navigation_has_a_name(name: str) -> None:
    for attributes in Outline(made(name)).all("nav"):
        assert attributes.get("aria-label") or attributes.get("aria-labelledby")


@every_page
def test_a_page_tells_where_it_belongs(name: str) -> None:
    links = Outline(made(name)).all("link")
    canonical = "https://example.org/there/" if name == "redirect" else "https://example.org/x/"
    assert [a["href"] for a in links if a["rel"] == "canonical"] == [canonical]


def test_translations_name_each_other_and_the_page_itself() -> None:
    links = [a for a in Outline(made("article")).all("link") if "hreflang" in a]
    assert {a["hreflang"]: a["href"] for a in links} == {
        "en": "https://example.org/x/",
        "ar": "https://example.org/ar/x/",
        "x-default": "https://example.org/x/",
    }
    assert not [a for a in Outline(made("bare article")).all("link") if "hreflang" in a]


def test_the_breadcrumb_ends_with_the_page_itself() -> None:
    current = [a for a in Outline(made("term")).all("a", "span") if a.get("aria-current") == "page"]
    assert current == [{"aria-current": "page"}]


def test_a_page_that_is_not_for_search_engines_says_so() -> None:
    assert '<meta name="robots" content="noindex">' in made("not found")
    assert "noindex" not in made("article")


def test_a_redirect_has_a_refresh_and_a_visible_link() -> None:
    outline = Outline(made("redirect"))
    assert "0; url=/there/" in [a["content"] for a in outline.all("meta") if a.get("http-equiv") == "refresh"]
    assert [a["href"] for a in outline.all("a")] == ["/there/"]


def test_the_not_found_page_works_at_any_depth() -> None:
    outline = Outline(made("not found"))
    addresses = [a["href"] for a in outline.all("a", "link") if "href" in a and not a["href"].startswith("#")]
    assert [address for address in addresses if not address.startswith(("/", "https://"))] == []


def test_the_not_found_page_says_it_in_every_language() -> None:
    [section] = [a for a in Outline(made("not found")).all("section") if "lang" in a]
    assert (section["lang"], section["dir"]) == ("ar", "rtl")


def test_a_picture_beside_a_headline_leads_where_that_leads_and_is_not_reached_twice() -> None:
    for name, number in (("home", 2), ("term", 1)):
        links = [a for a in Outline(made(name)).all("a") if a.get("aria-hidden")]
        assert links == [dict(a, href="/a/", tabindex="-1") for a in links]
        assert len(links) == number


def test_what_stands_beside_a_headline_in_lists_is_loaded_late_and_without_words() -> None:
    [picture] = Outline(made("term")).all("img")
    assert (picture["loading"], picture["alt"]) == ("lazy", "")


def test_a_retraction_stands_above_the_headline_and_says_nothing_twice() -> None:
    for name in ("retracted", "retracted without a reason"):
        page = made(name)
        assert page.index('class="notice"') < page.index("<h1>")
    assert "This article was retracted." not in made("retracted")
    assert "This article was retracted." in made("retracted without a reason")


def test_a_corrected_article_says_so_below_its_headline() -> None:
    byline = made("article").split('<p class="byline">')[1].split("</p>")[0]
    assert '<a class="date" href="#ng-corrections">Corrections</a>' in byline
    assert "#ng-corrections" not in made("bare article")


def test_the_way_to_the_corrections_of_a_year_names_the_year() -> None:
    assert '<a href="/corrections/2022/">Corrections · 2022</a>' in made("article")


def test_a_headline_does_not_stand_in_the_breadcrumb_above_it() -> None:
    above = made("article").split("<article>")[0]
    assert 'class="breadcrumb"' in above
    assert 'aria-current="page"' not in above


def test_a_page_has_one_way_to_other_languages() -> None:
    assert ('class="languages"' in made("article"), 'class="translations"' in made("article")) == (False, True)
    assert ('class="languages"' in made("bare article"), 'class="translations"' in made("bare article")) == (
        True,
        False,
    )


def test_the_letters_of_a_list_are_shown_where_it_is_long() -> None:
    assert "<h2>A</h2>" not in made("taxonomy")
    assert "<h2>A</h2>" in made("letter")
    long = TEMPLATES.render(
        "taxonomy.html", TaxonomyView(head(), "tags", (("A", COUNTS), ("B", COUNTS)), 30), lambda _: Markup("")
    )
    assert "<h2>A</h2>" in long


def test_an_article_can_be_cited_as_plain_text() -> None:
    cited = re.search(r'<details class="cite">.*?</details>', made("article"), re.DOTALL)
    assert cited
    assert "https://example.org/x/" in cited[0]
    assert "<a " not in cited[0]


def test_corrections_and_sources_stand_after_the_text() -> None:
    page = made("article")
    places = [page.index(mark) for mark in ('class="text"', 'class="corrections"', 'class="sources"', 'class="terms"')]
    assert places == sorted(places)


def test_a_page_about_nothing_held_back_has_no_notice() -> None:
    assert 'class="held"' in made("article")
    assert 'class="held"' not in made("bare article")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.name)
def test_no_template_names_a_host_or_has_inline_code(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"https?://|//\w+\.", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r"\|\s*safe\b|autoescape", text)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.name)
def test_ids_in_templates_begin_with_those_of_the_theme(path: Path) -> None:
    ids = re.findall(r'\bid="([^"]*)"', path.read_text("utf-8"))
    assert [each for each in ids if not each.startswith("ng-")] == []


def test_the_stylesheet_is_small_and_loads_nothing() -> None:
    assert len(STYLE.encode()) <= 12_000
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert STYLE.count("{") == STYLE.count("}")


def test_the_icon_is_small_and_holds_no_code() -> None:
    icon = (FOLDER / "assets" / "favicon.svg").read_text("utf-8")
    assert len(icon) < 1000
    assert not re.search(r"<script|\son\w+=|href", icon)


def test_the_frame_around_an_article_is_small() -> None:
    assert len(made("bare article").encode()) < 5_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_matter_is_readable_on_the_paper(scheme: str) -> None:
    light, dark = STYLE.split("prefers-color-scheme: dark", 1)
    colours = dict(re.findall(r"(--ng-\w+): (#\w{6})", light if scheme == "light" else dark))
    for name in ("--ng-ink", "--ng-soft", "--ng-accent"):
        assert contrast(colours[name], colours["--ng-paper"]) >= 4.5
    # A headline in a list is told from the small matter beside it by its colour alone.
    assert contrast(colours["--ng-ink"], colours["--ng-soft"]) >= 3


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
