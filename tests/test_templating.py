"""Templates: what they see, what their digests cover, and how their faults are told."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from markupsafe import Markup

from newsgen.article import Moment
from newsgen.errors import Problem
from newsgen.template_faults import TemplateFault
from newsgen.template_references import references
from newsgen.templating import Templates
from newsgen.theme import default_folder
from newsgen.views import ArticleView, Body, Head, LanguageView, Link, PageView, SiteView, Translation

ENGLISH = LanguageView("en", "English", "The Record", "", "/r/", "ltr", "long", (Link("News", "/r/section/news/"),), ())
RUSSIAN = LanguageView("ru", "русский", "Хроника", "", "/r/ru/", "ltr", "dd.MM.yyyy", (), ())
SITE = SiteView("https://example.org/r/", "/r/", "en", "UTC", (ENGLISH, RUSSIAN))

Folder = Callable[[Mapping[str, str]], str]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes templates into a site's own folder and gives its path."""

    def write(files: Mapping[str, str]) -> str:
        for name, text in files.items():
            path = tmp_path / "templates" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return str(tmp_path / "templates")

    return write


def page(lang: str = "en", title: str = "About", **more: object) -> PageView:
    head = Head(title, lang, "/r/about/", "https://example.org/r/about/")
    return PageView(head=head, title=title, body=Body("about.md", b"x"), **more)  # type: ignore[arg-type]


def article(at: dt.datetime | None = None) -> ArticleView:
    head = Head("Water returns", "en", "/r/a/", "https://example.org/r/a/")
    return ArticleView(head, "Water returns", Moment.of(at) if at else Moment(dt.date(2022, 9, 28)), Body("a.md", b"x"))


def rendered(folder: str, view: PageView | ArticleView | None = None, **options: object) -> str:
    """The page that `page.html` of the folder makes of a view."""
    templates = Templates((folder, str(default_folder())), SITE, **options)  # type: ignore[arg-type]
    return templates.render("page.html", view or page(), lambda body: Markup("<p>") + body.source + Markup("</p>"))


def fault(folder: str, name: str = "page.html") -> Problem:
    templates = Templates((folder, str(default_folder())), SITE)
    with pytest.raises(TemplateFault) as caught:
        templates.render(name, page(), lambda _: Markup())
    return caught.value.problem


# What templates see


def test_a_sites_own_template_stands_before_newsgens(folder: Folder) -> None:
    assert rendered(folder({"page.html": "mine: {{ page.title }}"})) == "mine: About"


def test_a_template_reaches_the_one_that_it_replaces(folder: Folder) -> None:
    own = folder(
        {"page.html": '{% extends "newsgen/page.html" %}{% block text %}{{ super() }}<p>more</p>{% endblock %}'}
    )
    made = rendered(own)
    assert made.startswith("<!doctype html>")
    assert "<p>about.md</p>" in made
    assert "<p>more</p>" in made


@pytest.mark.parametrize("name", ["page.html", "page.xml", "page.json", "page.txt"])
def test_everything_is_escaped_in_every_kind_of_template(folder: Folder, name: str) -> None:
    templates = Templates((folder({name: "{{ page.title }}"}),), SITE)
    assert templates.render(name, page(title="<b> & co"), lambda _: Markup()) == "&lt;b&gt; &amp; co"


def test_the_body_is_given_by_its_name(folder: Folder) -> None:
    assert rendered(folder({"page.html": "{{ html(page.body) }}"})) == "<p>about.md</p>"


def test_the_interface_speaks_the_pages_language(folder: Folder) -> None:
    own = folder({"page.html": '{{ language.title }}: {{ _("Archive") }}'})
    assert rendered(own) == "The Record: Archive"
    assert rendered(own, view=page("ru")) == "Хроника: Архив"


def test_a_page_in_a_language_that_the_site_does_not_name_has_the_default_frame(folder: Folder) -> None:
    assert rendered(folder({"page.html": "{{ language.title }}"}), view=page("fr")) == "The Record"


def test_a_site_has_words_of_its_own(folder: Folder) -> None:
    own = folder({"page.html": '{{ _("Archive") }}'})
    assert rendered(own, words={"en": {"Archive": "All reports"}}) == "All reports"


def test_counted_words_follow_the_languages_rule(folder: Folder) -> None:
    own = folder({"page.html": '{{ ngettext("%(num)s article", "%(num)s articles", page.extra["n"]) }}'})
    assert rendered(own, view=page(extra={"n": 1})) == "1 article"
    assert rendered(own, view=page(extra={"n": 5})) == "5 articles"
    assert rendered(own, view=page("ru", extra={"n": 5})) != rendered(own, view=page("ru", extra={"n": 1}))


def test_values_in_words_are_escaped(folder: Folder) -> None:
    own = folder(
        {"page.html": '{{ _("By %(who)s", who=page.title) }}{% trans who=page.title %}, {{ who }}{% endtrans %}'}
    )
    assert rendered(own, view=page(title="<i>")) == "By &lt;i&gt;, &lt;i&gt;"


def test_a_per_cent_sign_in_words_is_written_twice(folder: Folder) -> None:
    assert rendered(folder({"page.html": '{{ _("100%% sure") }}'})) == "100% sure"


def test_a_date_is_written_in_the_languages_form(folder: Folder) -> None:
    own = folder({"page.html": "{{ page.updated|date }}"})
    updated = Moment(dt.date(2022, 9, 28))
    assert rendered(own, view=page(updated=updated)) == '<time datetime="2022-09-28">September 28, 2022</time>'
    assert rendered(own, view=page("ru", updated=updated)) == '<time datetime="2022-09-28">28.09.2022</time>'


def test_a_date_shows_the_time_only_where_one_is_known(folder: Folder) -> None:
    own = folder({"page.html": "{{ page.date|date }} {{ page.date|day }} {{ page.date|day_number }}"})
    zone = dt.timezone(dt.timedelta(hours=6))
    made = rendered(own, view=article(dt.datetime(2022, 9, 28, 10, 30, tzinfo=zone)))
    assert '<time datetime="2022-09-28T10:30:00+06:00">' in made
    assert "10:30" in made
    assert made.endswith('<time datetime="2022-09-28">September 28, 2022</time> <time datetime="2022-09-28">28</time>')
    assert ":30" not in rendered(own, view=article())


def test_months_have_headings_and_names(folder: Folder) -> None:
    own = folder({"page.html": "{{ page.updated|month_heading }}, {{ page.updated|month_name }}"})
    assert rendered(own, view=page(updated=Moment(dt.date(2022, 9, 1)))) == "September 2022, September"


def test_numbers_are_grouped(folder: Folder) -> None:
    assert rendered(folder({"page.html": "{{ 999|number }} {{ 23456|number }}"})) == "999 23,456"


def test_addresses_of_assets_have_the_sites_path(folder: Folder) -> None:
    assert rendered(folder({"page.html": '{{ asset("style.css") }}'})) == "/r/assets/style.css"


def test_an_address_is_made_absolute_with_the_host_alone(folder: Folder) -> None:
    own = folder({"page.html": '{{ absolute("/r/a.jpg") }} {{ absolute("https://example.net/b") }}'})
    assert rendered(own) == "https://example.org/r/a.jpg https://example.net/b"


def test_taxonomies_have_labels(folder: Folder) -> None:
    own = folder(
        {
            "page.html": "{{ taxonomy_label('tags') }} {{ taxonomy_label('tags', false) }} {{ taxonomy_label('a_x') }}",
        }
    )
    assert rendered(own) == "Tags Tag A x"


def test_translations_agree_on_the_page_for_other_languages(folder: Folder) -> None:
    own = folder({"page.html": "{{ x_default(page.head) }}"})
    english, russian = "https://example.org/r/about/", "https://example.org/r/ru/about/"
    one = Head("About", "en", "", english, translations=(Translation("ru", "русский", "", russian),))
    other = Head("О нас", "ru", "", russian, translations=(Translation("en", "English", "", english),))
    for head in (one, other):
        assert rendered(own, view=PageView(head, head.title, Body("a.md", b"x"))) == english


def test_open_graph_has_a_language_with_a_territory(folder: Folder) -> None:
    own = folder({"page.html": '{{ og_locale("ru") }} {{ og_locale("pt-BR") }} {{ og_locale("zh-Hant") }}'})
    assert rendered(own) == "ru_RU pt_BR zh_TW"


def test_what_is_rendered_once_sees_the_site_and_not_the_page(folder: Folder) -> None:
    own = folder({"page.html": '{{ once("_a.html", loud=true) }}', "_a.html": "{{ language.title }}{{ '.' if loud }}"})
    assert rendered(own, view=page("ru")) == "Хроника."
    folder({"_a.html": "{{ page.title }}"})
    problem = fault(own)
    assert (problem.path, problem.line, problem.message) == ("templates/_a.html", 1, '"page" is not defined')


def test_a_site_without_templates_of_its_own_has_newsgens(tmp_path: Path) -> None:
    templates = Templates((str(tmp_path / "templates"), str(default_folder())), SITE)
    assert "about.md" in templates.render("page.html", page(), lambda body: Markup("<p>{}</p>").format(body.source))


def test_an_editors_backup_is_no_template(folder: Folder) -> None:
    own = folder({"page.html": "", "page.html~": "", ".page.html.swp": "", "assets/a.html": ""})
    assert Templates((own,), SITE).names() == ("page.html",)


# Digests

CHAIN = {
    "page.html": '{% extends "frame.html" %}{% from "_macros.html" import m %}',
    "frame.html": '{% include "_head.html" %}{{ once("_top.html") }}',
    "_head.html": "head",
    "_macros.html": "{% macro m() %}{% endmacro %}",
    "_top.html": "top",
    "other.html": "other",
}


def digest(folder: str, name: str = "page.html", site: SiteView = SITE, **options: object) -> bytes:
    return Templates((folder,), site, **options).digest(name)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["page.html", "frame.html", "_head.html", "_macros.html", "_top.html"])
def test_a_digest_changes_with_every_template_that_it_leads_to(folder: Folder, name: str) -> None:
    before = digest(folder(CHAIN))
    assert digest(folder({name: CHAIN[name] + "."})) != before


def test_a_digest_stays_when_another_template_changes(folder: Folder) -> None:
    before = digest(folder(CHAIN))
    assert digest(folder({"other.html": "changed"})) == before


def test_a_digest_covers_all_templates_where_a_name_is_only_known_on_rendering(folder: Folder) -> None:
    before = digest(folder({**CHAIN, "page.html": '{% include page.extra["box"] %}'}))
    assert digest(folder({"other.html": "changed"})) != before


def test_a_digest_changes_when_a_replacement_comes_or_an_optional_template_appears(folder: Folder) -> None:
    own = folder({"page.html": '{% include "_box.html" ignore missing %}'})
    before = digest(own)
    assert digest(folder({"_box.html": ""})) != before


def test_a_digest_changes_with_the_sites_settings_and_words(folder: Folder) -> None:
    own = folder(CHAIN)
    before = digest(own)
    assert digest(own, site=SiteView("https://example.org/r/", "/r/", "en", "UTC", (ENGLISH,))) != before
    assert digest(own, words={"ru": {"Archive": "Всё"}}) != before
    assert digest(own) == before


def test_templates_that_lead_to_each_other_have_digests_of_their_own(folder: Folder) -> None:
    own = folder({"a.html": '{% include "b.html" %}', "b.html": '{% include "a.html" %}'})
    assert digest(own, "a.html") != digest(own, "b.html")


def test_the_digest_of_a_template_that_does_not_exist_is_a_fault(folder: Folder) -> None:
    with pytest.raises(TemplateFault, match="there is no template"):
        digest(folder(CHAIN), "pages.html")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{% extends "a.html" %}', ["a.html"]),
        ("{%- include 'a.html' -%}", ["a.html"]),
        ("{% include [\"a.html\", 'b.html'] ignore missing %}", ["a.html", "b.html"]),
        ('{% from "a.html" import x, y %}{%+ import "b.html" as b %}', ["a.html", "b.html"]),
        ('{{ once("a.html", home=true) }}', ["a.html"]),
        ("{% include page.extra.box %}", [None]),
        ('{% include ["a.html", other] %}', [None]),
        ('{% extends "a.html" if page.held else "b.html" %}', [None]),
        ('{% include "a" ~ ".html" %}', [None]),
        ("{{ once(name) }}", [None]),
        ('{{ once("a" ~ name) }}', [None]),
        ('{% if included %}{{ "include" }}{% endif %}', []),
    ],
)
def test_the_names_of_other_templates_are_found(text: str, names: list[str | None]) -> None:
    assert list(references(text)) == names


# Faults


def test_a_fault_names_the_template_and_the_line_and_shows_it(folder: Folder) -> None:
    problem = fault(folder({"page.html": "<p>\n{{ page.titel }}\n"}))
    assert problem == Problem(
        path="templates/page.html",
        line=2,
        message='PageView has no "titel"; did you mean "title"?',
        excerpt="{{ page.titel }}",
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("site.title", 'SiteView has no "title"; write language.title'),
        ("language.base_url", 'LanguageView has no "base_url"; write site.base_url'),
        ("page.timezone", 'PageView has no "timezone"; write site.timezone'),
        ("page.canonical", 'PageView has no "canonical"; write page.head.canonical'),
        ("site.titel", 'SiteView has no "titel"'),
    ],
)
def test_a_field_of_another_variable_is_told_with_that_variable(folder: Folder, written: str, message: str) -> None:
    assert fault(folder({"page.html": "{{ " + written + " }}"})).message == message


def test_a_fault_is_told_where_it_stands_and_not_where_it_was_included(folder: Folder) -> None:
    problem = fault(folder({"page.html": '\n\n{% include "_a.html" %}', "_a.html": "\n{{ nothing }}"}))
    assert (problem.path, problem.line, problem.message) == ("templates/_a.html", 2, '"nothing" is not defined')


def test_a_fault_in_a_block_or_macro_has_its_own_line(folder: Folder) -> None:
    own = folder(
        {
            "page.html": '{% extends "f.html" %}{% from "m.html" import m %}{% block b %}\n{{ m(1) }}{% endblock %}',
            "f.html": "{% block b %}{% endblock %}",
            "m.html": "\n{% macro m(x) %}\n{{ x.nothing }}{% endmacro %}",
        }
    )
    problem = fault(own)
    assert (problem.path, problem.line) == ("templates/m.html", 3)


def test_a_fault_of_syntax_has_its_line(folder: Folder) -> None:
    problem = fault(folder({"page.html": "a\nb\n{% if %}\n"}))
    assert (problem.path, problem.line, problem.excerpt) == ("templates/page.html", 3, "{% if %}")
    assert problem.message


def test_a_fault_of_syntax_in_an_included_template_is_told_there(folder: Folder) -> None:
    problem = fault(folder({"page.html": '{% include "_a.html" %}', "_a.html": "\n{% endfor %}"}))
    assert (problem.path, problem.line) == ("templates/_a.html", 2)


def test_a_value_that_is_absent_has_a_hint(folder: Folder) -> None:
    problem = fault(folder({"page.html": "{{ page.updated.day }}"}))
    assert "absent" in problem.message
    assert "{% if" in problem.hint


def test_a_value_of_the_wrong_kind_is_a_fault(folder: Folder) -> None:
    problem = fault(folder({"page.html": "\n{{ page.title + 1 }}"}))
    assert (problem.path, problem.line) == ("templates/page.html", 2)
    assert problem.message.startswith("cannot be rendered: ")


@pytest.mark.parametrize(
    "text",
    ['{% include "page.html" %}', '{% extends "page.html" %}', "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"],
)
def test_a_template_without_end_is_a_fault(folder: Folder, text: str) -> None:
    problem = fault(folder({"page.html": text}))
    assert (problem.path, problem.line) == ("templates/page.html", 1)
    assert "without end" in problem.message


def test_a_missing_template_is_told_with_the_nearest_name(folder: Folder) -> None:
    assert (
        fault(folder({}), "artikle.html").message == 'there is no template "artikle.html"; did you mean "article.html"?'
    )


def test_a_missing_include_has_its_line(folder: Folder) -> None:
    problem = fault(folder({"page.html": '\n{% include "_listing.htm" %}'}))
    assert (problem.path, problem.line) == ("templates/page.html", 2)
    assert problem.message.startswith('there is no template "_listing.htm"')


def test_a_template_that_is_not_utf_8_is_a_fault(folder: Folder) -> None:
    own = folder({"page.html": ""})
    Path(own, "page.html").write_bytes("Привет".encode("cp1251"))
    assert fault(own).message == "is not text in UTF-8"
    with pytest.raises(TemplateFault, match="UTF-8"):
        digest(own)


def test_a_fault_travels_from_a_worker(folder: Folder) -> None:
    with pytest.raises(TemplateFault) as caught:
        rendered(folder({"page.html": "{{ page.titel }}"}))
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - its own bytes
    assert again.problem == caught.value.problem
    assert str(again) == 'templates/page.html:1: PageView has no "titel"; did you mean "title"?'


def test_what_the_bodys_reader_raises_is_not_blamed_on_the_template() -> None:
    templates = Templates((str(default_folder()),), SITE)

    def broken(_: Body) -> Markup:
        raise KeyError("disk")

    with pytest.raises(KeyError, match="disk"):
        templates.render("page.html", page(), broken)
