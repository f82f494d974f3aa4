"""The rules that look at one text: what each finds, and what it lets pass."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from newsgen.checks.examine import Examined, examine
from newsgen.checks.finding import Finding
from newsgen.checks.manuscript import Manuscript
from newsgen.config import Config, Language, Markdown
from newsgen.parse import parse

LANGUAGES = dict.fromkeys(("en", "ru", "kk", "ky", "uk", "fr", "es", "de", "ar", "ja", "zh"), Language())
BODY_LINE = 5

RUSSIAN = "Суд в столице отложил рассмотрение дела до следующей недели, сообщили журналистам защитники подсудимых. " * 6
KAZAKH = "Сот отырысы келесі аптаға қалдырылды, деп хабарлады қорғаушылар тілшілерге бүгін таңертең үйде. " * 6
KYRGYZ = "Сот жыйыны кийинки жумага жылдырылды, деп билдирди коргоочулар кабарчыларга бүгүн эртең менен өздөрү. " * 6
UKRAINIAN = "Суд у столиці відклав розгляд справи до наступного тижня, повідомили журналістам захисники підсудних. " * 6
ENGLISH = "The city court adjourned the trial until next week, lawyers of the defendants told reporters on Monday. " * 6


def manuscript(body: str, lang: str = "en", **settings: Any) -> Manuscript:
    config = Config(title="Archive", base_url="https://example.org/archive/", languages=LANGUAGES, **settings)
    source = f"2022-09-28-report.{lang}.md"
    parsed = parse(f"---\ntitle: Report\n---\n\n{body}".encode(), source, config)
    assert parsed.document is not None, parsed.problems
    return Manuscript(
        f"content/{source}", parsed.document, body, BODY_LINE, parsed.html, tuple(LANGUAGES), config.base_url
    )


def examined(body: str, lang: str = "en", **settings: Any) -> Examined:
    return examine(manuscript(body, lang, **settings))


def found(rule: str, body: str, lang: str = "en", **settings: Any) -> list[Finding]:
    return [finding for finding in examined(body, lang, **settings).findings if finding.rule == rule]


def lines(rule: str, body: str, lang: str = "en", **settings: Any) -> list[int]:
    return [finding.problem.line for finding in found(rule, body, lang, **settings)]


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "click here"),
        ("en", "Here."),
        ("en", "*here*"),
        ("en", "Read more →"),
        ("ru", "здесь"),
        ("ru", "по ссылке"),
        ("kk", "осында"),
        ("ky", "бул жерден"),
        ("uk", "тут"),
        ("fr", "ici"),
        ("es", "aquí"),
        ("de", "hier"),
        ("ar", "هنا"),
        ("ru", "here"),
    ],
)
def test_a_link_whose_words_say_nothing_is_found_in_every_language(dialect: str, lang: str, words: str):
    body = f"One.\n\nThe list is [{words}](https://example.com/list)."
    assert lines("weak-link-text", body, lang, markdown=Markdown(dialect=dialect)) == [7]  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["the list", "more than a list", "here is the list", "тут", "https://example.com/"])
def test_a_link_whose_words_say_something_is_not(words: str):
    assert lines("weak-link-text", f"See [{words}](https://example.com/list).") == []


def test_words_in_code_are_words_of_a_link():
    assert lines("empty-link", "[`tool`](https://example.com/)") == []
    assert lines("weak-link-text", "[`here`](https://example.com/)") == [5]


def test_a_mark_of_a_footnote_is_no_link_to_be_judged():
    assert examined("Said.[^1]\n\n[^1]: Here.").findings == ()


def test_a_link_without_words_is_found():
    assert lines("empty-link", "One.\n\nTwo [](https://example.com/) three.") == [7]
    assert lines("empty-link", "[![Map](map.png)](https://example.com/)") == []
    assert lines("empty-link", '<a id="here"></a> One.') == []


def test_links_to_parts_of_the_same_page_are_followed():
    assert lines("dead-anchor", "## Who spoke\n\n[a](#who-spoke) [b](#Who-Spoke) [c](#top) [d](#) [e](#nobody)") == [
        7,
        7,
    ]
    [case, gone] = found("dead-anchor", "## Who spoke\n\n[b](#Who-Spoke)\n[e](#nobody)")
    assert (case.problem.hint, gone.problem.hint) == (
        "write #who-spoke",
        "mend the part's name, or take it out of the link",
    )


def test_a_part_is_found_in_letters_of_any_script_written_plainly_or_in_percents():
    body = f"## Что случилось\n\n[a](#что-случилось) [b](#{quote('что-случилось')})"
    assert lines("dead-anchor", body, "ru") == []


def test_addresses_of_the_site_itself_are_taken_for_links_within_it():
    body = (
        "[a](https://example.org/archive/2022/) [b](http://EXAMPLE.org/archive/a/#part)"
        " [c](https://example.org/else/) [d](https://example.com/archive/)"
    )
    assert [(link.target, link.fragment) for link in examined(body).own_addresses] == [("/2022/", ""), ("/a/", "part")]


def test_html_that_is_let_through_may_be_written_in_any_way():
    body = "<IMG SRC=port.jpg ALT='image'>\n\n<A HREF='https://example.com/'>here</A>"
    findings = examined(body, html="trusted").findings
    assert [(each.rule, each.problem.line) for each in findings] == [("weak-link-text", 7), ("poor-alt", 5)]


@pytest.mark.parametrize(
    "alt",
    [
        "port.jpg",
        "IMG_1234",
        "DSC00017.JPG",
        "image",
        "Фото",
        "photo 3",
        "20220928_1030",
        "Screenshot 2022-09-28 at 10.30",
    ],
)
def test_alternative_text_that_says_nothing_is_found(alt: str):
    assert lines("poor-alt", f"![{alt}](port.jpg)") == [5]


@pytest.mark.parametrize("alt", ["Cranes at dusk", "Photo of the harbour", "Map", "Фото порта"])
def test_alternative_text_that_says_something_is_not(alt: str):
    assert lines("poor-alt", f"![{alt}](port.jpg)") == []


def test_an_article_without_text_is_found_but_not_one_that_shows_a_picture_or_points_elsewhere():
    assert lines("empty-text", "") == [2]
    assert lines("empty-text", "<!-- later -->") == [2]
    assert lines("empty-text", "![Cranes](port.jpg)") == []
    assert lines("empty-text", "    code") == []
    config = Config(title="Archive")
    away = parse(b"---\ntitle: A\nredirectto: https://example.com/\n---\n", "2022-09-28-a.md", config)
    assert away.document is not None
    assert examine(Manuscript("content/a.md", away.document, "", 5, away.html)).findings == ()


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("One.\n\n#### Two", 7),
        ("## One\n\n#### Two\n\n##### Three", 7),
        ("<h3>One</h3>", 5),
        ("## One\n\n# Two", 7),
    ],
)
def test_a_skipped_level_of_headings_is_found_once_in_a_text(body: str, line: int):
    assert lines("skipped-heading", body) == [line]


@pytest.mark.parametrize(
    "body",
    ["## One\n\n### Two\n\n## Three\n\n### Four", "# One\n\n## Two\n\n# Three", "> #### Quoted", "    #### code", ""],
)
def test_levels_in_their_order_pass(body: str):
    assert lines("skipped-heading", body) == []


def test_a_heading_without_words_is_found_where_it_stands():
    assert lines("empty-heading", "## One\n\n##\n\nTwo.") == [7]
    assert lines("empty-heading", "## ![Logo of the union](logo.png)") == []


def test_a_sentence_that_became_a_heading_is_found():
    [finding] = found("accidental-heading", "Fixed in issue\n#23 at last.")
    assert finding.problem.line == 6
    assert finding.problem.hint == "write \\#23 at last."
    assert lines("skipped-heading", "## One\n\nFixed in issue\n#23 at last.") == [], "that is its consequence"


@pytest.mark.parametrize(
    "body", ["# One\n\nTwo", "##One\n\nTwo", "One\n\\#23 at last", "```\na\n#23\n```", "#Tag\n\nTwo"]
)
def test_what_is_meant_for_a_heading_or_is_none_is_no_accident(body: str):
    assert lines("accidental-heading", body) == []


def test_commonmark_makes_no_heading_of_a_line_without_a_space_behind_its_sign():
    assert lines("accidental-heading", "Fixed in issue\n#23 at last.", markdown=Markdown(dialect="commonmark")) == []


@pytest.mark.parametrize(
    "code", ["{:.lead}", '{: width="40"}', '[gallery ids="1,2"]', "[/caption]", "[youtube]", '[su_button url="x"]']
)
def test_code_of_other_systems_is_found(code: str):
    assert lines("leftover-code", f"One.\n\nTwo {code}.") == [7]


@pytest.mark.parametrize(
    "text", ["`{:.lead}`", "[video]: the tape", "[the gallery]", "{: }", "```\n[gallery ids=1]\n```"]
)
def test_what_only_looks_like_code_passes(text: str):
    assert lines("leftover-code", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[the list] (https://example.com/)",
        "(the list)[https://example.com/]",
        "**They said so. ** And left.",
        "[the list[(https://example.com/)](https://example.com/",
        "<p>[the list](https://example.com/)</p>",
    ],
)
def test_markdown_that_did_not_work_is_found(text: str):
    assert lines("raw-markdown", f"One.\n\n{text}") == [7]


def test_a_heading_that_did_not_become_one_is_found():
    commonmark = Markdown(dialect="commonmark")
    assert lines("raw-markdown", "One.\n\n##What happened\n\nTwo.", markdown=commonmark) == [7]
    assert lines("raw-markdown", "One.\n\n#HumanRights today.", markdown=commonmark) == []


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
@pytest.mark.parametrize(
    "text",
    [
        "![The harbour] (cranes.jpg)",
        '![The harbour] (cranes.jpg "On Monday")',
        "[the strike] (2022-09-30-port-strike.md)",
        "[the list] (files/list.pdf)",
        "[the year] (/2022/)",
        "[them] (www.example.org)",
        "[below] (#the-list)",
    ],
)
def test_a_space_between_the_two_parts_of_a_link_is_found(text: str, dialect: Any):
    [finding] = found("raw-markdown", f"One.\n\n{text}", markdown=Markdown(dialect=dialect))
    assert finding.problem.line == 7
    assert finding.problem.hint == "write a link as [words](address), without a space between the brackets"


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
@pytest.mark.parametrize(
    "text",
    [
        r"![Cranes](C:\Users\me\cranes.jpg)",
        r"![Cranes](C:\Users\me\My pictures\cranes.jpg)",
        "![Cranes](file:///home/me/cranes.jpg)",
        "[Cranes](file:///C:/Users/me/cranes.jpg)",
        r"<img src='C:\cranes.jpg' alt='Cranes'>",
        "[Cranes][1]\n\n[1]: file:///home/me/cranes.jpg",
    ],
)
def test_an_address_on_the_authors_computer_is_found(text: str, dialect: Any):
    body = f"One.\n\n{text}"
    [finding] = found("local-address", body, markdown=Markdown(dialect=dialect))
    assert finding.problem.line == (9 if "[1]" in text else 7)
    assert finding.problem.hint == "put the file beside the article and write cranes.jpg"
    assert lines("broken-address", body) == []


@pytest.mark.parametrize("host", ["localhost:8000", "localhost", "127.0.0.1:8000", "127.1.2.3", "[::1]"])
def test_a_preview_on_the_authors_computer_is_found(host: str):
    assert lines("local-address", f"[a](http://{host}/2022/)") == [BODY_LINE]


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://localhost.example.org/)",
        "`[a](http://localhost/)`",
        "```\n[a](file:///home/me/a.jpg)\n```",
        "    [a](file:///home/me/a.jpg)",
        "Open http://localhost:8000/ to see it.",
        "[a](https://example.org/?from=http://localhost/)",
    ],
)
def test_addresses_that_others_can_follow_and_code_pass(text: str):
    assert lines("local-address", text) == []


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("htps://example.org/a", "write https://example.org/a"),
        ("HTTTP://example.org/a", "write http://example.org/a"),
        ("http:/example.org/a", "write http://example.org/a"),
        ("https:example.org", "write https://example.org"),
        ("http://https://example.org", "write https://example.org"),
        ("malto:a@example.org", "write mailto:a@example.org"),
        ("javascript:x", "write an address that begins with https://, or take it out"),
        ("ftp://example.org/a", "write an address that begins with https://, or take it out"),
    ],
)
def test_an_address_that_no_browser_can_follow_is_found(address: str, hint: str):
    [finding] = found("broken-address", f"One.\n\n[a]({address})")
    assert (finding.problem.line, finding.problem.hint) == (7, hint)


@pytest.mark.parametrize("text", ["[a](mailto:a@example.org)", "[a](tel:+77)", "[a](x.md)", "`[a](htps://x)`"])
def test_addresses_of_known_kinds_pass(text: str):
    assert lines("broken-address", text) == []


def test_addresses_of_any_kind_pass_where_all_html_is_let_through():
    assert lines("broken-address", "[a](magnet:x)", html="trusted") == []
    assert lines("broken-address", "[a](htps://x)", html="trusted") == [BODY_LINE]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("corrections:\n  - date: 2022-10-01\n    text: Wrong.\n\nText.", 5),
        ("tags: [port]\n---\n\nText.", 5),
        ("date: 2022-09-28\n\nText.", 5),
        ("summary: What it is.\n\nText.", 5),
        ("Text.\n\ntags: [port, strike]", 7),
        ("Text.\n\ncorrections:\n- date: 2022-10-01\n  text: Wrong.", 7),
        ("Text.\n\ndraft: true", 7),
    ],
)
def test_a_key_below_the_front_matter_is_found(text: str, line: int):
    assert lines("key-in-text", text) == [line]


@pytest.mark.parametrize(
    "text",
    [
        "Text.\n\ntitle: the word is old",
        "Date: tomorrow",
        "Text, with\ntags: [a]",
        "`tags: [port]`",
        "```\ntags: [port]\n```",
        "Text.\n\nsources: three people.",
    ],
)
def test_words_with_a_colon_pass(text: str):
    assert lines("key-in-text", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "`**kwargs`",
        "2 ** 3 ** 4",
        "[1] (see below)",
        "[sic] (2022)",
        "[Reuters] (12.04.2022)",
        "[sic] (e.g.that)",
        "f(x)[0]",
        "**They** said",
        "* * *",
        "```\n[a] (https://example.com/)\n```",
    ],
)
def test_marks_that_are_meant_pass(text: str):
    assert lines("raw-markdown", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Lorem ipsum dolor sit amet",
        "He is TKTK years old.",
        "On [TODO] he left.",
        "TODO: the number",
        "В городе [уточнить] он",
    ],
)
def test_words_that_were_to_be_replaced_are_found(text: str):
    assert lines("placeholder", f"One.\n\n{text}") == [7]


@pytest.mark.parametrize(
    "text", ["She wrote “lorem ipsum” on the wall.", "A TODO list", "`TODO: x`", "TK Maxx", "[sic]"]
)
def test_words_about_such_words_pass(text: str):
    assert lines("placeholder", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "It\u00e2\u20ac\u2122s over",
        "caf\u00c3\u00a9",
        "\u00d0\u0178\u00d1\u20ac\u00d0\u00b8\u00d0\u00b2\u00d0\u00b5\u00d1\u201a",
        "Al\ufffdi",
        "\u00c2\u00a9 2022",
    ],
)
def test_letters_that_were_spoilt_are_found(text: str):
    assert lines("garbled-text", f"One.\n\n{text}.") == [7]


@pytest.mark.parametrize("text", ["SÃO PAULO", "ESPAÑA “ES”", "Âge", "café", "«Ñandú»", "Привет", "Ðonald"])
def test_letters_that_are_meant_pass(text: str):
    assert lines("garbled-text", text, "es") == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", ENGLISH),
        ("en", RUSSIAN),
        ("ar", ENGLISH),
        ("ja", ENGLISH),
        ("kk", RUSSIAN),
        ("ky", RUSSIAN),
        ("uk", RUSSIAN),
        ("ru", KAZAKH),
        ("ru", UKRAINIAN),
    ],
)
def test_a_text_in_another_language_is_found_by_its_letters(lang: str, text: str):
    assert lines("wrong-language", text, lang) == [2]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", ENGLISH),
        ("ru", RUSSIAN),
        ("kk", KAZAKH),
        ("ky", KYRGYZ),
        ("uk", UKRAINIAN),
        ("fr", ENGLISH),
        ("ru", RUSSIAN + ENGLISH[:300]),
        ("ru", "The Court, London."),
        ("ru", RUSSIAN[:200] + "{% include a.html param='one two three four five six seven' %}" * 20),
        ("ja", "裁判所は来週まで審理を延期したと弁護士が記者団に語った。" * 6 + "BIP32 OP_RETURN " * 5),
        ("en", f"{ENGLISH}\n\n> {RUSSIAN[:200]}"),
    ],
)
def test_a_text_in_its_own_language_passes(lang: str, text: str):
    assert lines("wrong-language", text, lang) == []


def test_a_tag_may_name_the_script():
    from newsgen.checks.language import scripts_of

    assert scripts_of("kk") == ("Cyrl",)
    assert scripts_of("kk-Latn") == ("Latn",)
    assert scripts_of("ja") == ("Kana", "Hani")
    assert scripts_of("zh-Hant") == ("Hani",)
    assert scripts_of("xx") == ()


@pytest.mark.parametrize("text", ["Cуд отложен", "Суд oтложен", "the Соurt", "МИД Pоссии"])
def test_a_word_in_two_alphabets_is_found(text: str):
    assert lines("mixed-letters", f"Один.\n\n{text}", "ru") == [7]


@pytest.mark.parametrize("text", ["PRщик", "IT-компания", "iPhone'ом", "Суд и Court", "21-й век", "SMSка", "`cуд`"])
def test_words_that_need_both_alphabets_pass(text: str):
    assert lines("mixed-letters", text, "ru") == []


def test_a_line_is_that_of_the_file_also_for_the_second_of_two_alike():
    assert lines("weak-link-text", "[here](https://example.com/)\n\nTwo.\n\n[here](https://example.com/)") == [5, 9]
