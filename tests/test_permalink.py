"""Slugs, addresses, and what a file's name says."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen import permalink
from newsgen.config import Config, Language
from newsgen.permalink import AddressError

CONFIG = Config(title="A", languages={"en": Language(), "ru": Language()})
LANGUAGES = ("en", "ru", "pt-BR")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("The Report", "the-report"),
        ("Суд отложен", "суд-отложен"),
        ("C++ / C#", "c-c"),
        ("a_b.c", "a-b-c"),
        ("--A--", "a"),
        ("?!", ""),
        ("", ""),
        ("Қазақстан", "қазақстан"),
        ("报告", "报告"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\u202eb", "a-b"),
        ("Con", "con-"),
        ("NUL", "nul-"),
        ("connect", "connect"),
    ],
)
def test_a_slug_is_letters_and_digits_of_any_script(text: str, slug: str):
    assert permalink.slug(text) == slug


def test_two_forms_of_one_letter_have_one_slug():
    assert permalink.slug(unicodedata.normalize("NFD", "Чай й")) == permalink.slug("Чай й")


def test_a_long_slug_is_cut_between_words_to_what_file_systems_take():
    slug = permalink.slug("слово " * 100)
    assert len(slug.encode()) <= 255
    assert set(slug.split("-")) == {"слово"}


@given(st.text(max_size=300))
def test_whatever_is_written_its_slug_can_be_published_and_is_its_own_slug(text: str):
    slug = permalink.slug(text)
    assert permalink.slug(slug) == slug
    if slug:
        permalink.check_step(slug)


@pytest.mark.parametrize(
    ("path", "stem", "date", "lang", "key", "undated"),
    [
        ("2022-09-28-report.md", "report", "2022-09-28", "", "2022-09-28-report", ""),
        ("2022/2022-09-28-report.ru.md", "report", "2022-09-28", "ru", "2022/2022-09-28-report", ""),
        ("ru/2022/2022-09-28-report.md", "report", "2022-09-28", "ru", "2022/2022-09-28-report", ""),
        ("2022/report.md", "report", "", "", "2022/report", ""),
        ("2022/2022-09-28-report/index.md", "report", "2022-09-28", "", "2022/2022-09-28-report", ""),
        ("2022/2022-09-28-report/index.ru.md", "report", "2022-09-28", "ru", "2022/2022-09-28-report", ""),
        ("2022-09-28.md", "2022-09-28", "2022-09-28", "", "2022-09-28", ""),
        ("report.pt-BR.md", "report", "", "pt-BR", "report", ""),
        ("v1.2-report.md", "v1.2-report", "", "", "v1.2-report", ""),
        ("pages/about.md", "about", "", "", "pages/about", "about"),
        ("pages/about.ru.md", "about", "", "ru", "pages/about", "about"),
        ("ru/pages/policy/about.md", "about", "", "ru", "pages/policy/about", "policy/about"),
        ("pages/about/index.md", "about", "", "", "pages/about", "about"),
    ],
)
def test_a_path_says_name_date_language_and_what_it_translates(
    path: str, stem: str, date: str, lang: str, key: str, undated: str
):
    assert permalink.read_name(path, LANGUAGES) == permalink.Name(stem, date, lang, key, undated)


@pytest.mark.parametrize(
    ("pattern", "lang", "address"),
    [
        ("/{year}/{month}/{day}/{slug}/", "en", "/2022/09/05/a/"),
        ("/{year}/{month}/{day}/{slug}/", "ru", "/ru/2022/09/05/a/"),
        ("/{section}/{slug}.html", "en", "/court-news/a.html"),
    ],
)
def test_an_address_follows_the_sites_pattern(pattern: str, lang: str, address: str):
    config = Config(title="A", permalink=pattern, languages=CONFIG.languages)
    made = permalink.article_address(config, day=dt.date(2022, 9, 5), name="a", section="Court news", lang=lang)
    assert made == address


def test_a_year_has_four_digits_in_addresses():
    assert permalink.article_address(CONFIG, day=dt.date(33, 4, 3), name="a", section="", lang="en") == "/0033/04/03/a/"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("/about", "/about/"),
        ("about", "/about/"),
        ("/about/", "/about/"),
        ("/about//us", "/about/us/"),
        ("/a.html", "/a.html"),
        ("/a.html/", "/a.html/"),
        ("/", "/"),
        ("https://old.example/2019/report.php", "/2019/report.php"),
        ("/%D1%81%D1%83%D0%B4/", "/суд/"),
        ("/version-1.2", "/version-1.2/"),
        (" /padded/ ", "/padded/"),
        ("/a/#part", "/a/"),
    ],
)
def test_an_address_that_a_person_wrote_has_one_form(written: str, address: str):
    assert permalink.check(written) == address


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("/../up/", 'it holds ".."'),
        ("/a/%2e%2e/b/", 'it holds ".."'),
        ("/a?b=1", "question mark"),
        ("/con/", "Windows"),
        ("/a/nul.html", "Windows"),
        ("/a:b/", "it holds :"),
        ("/:year/:month/:slug/", "it is a pattern in Jekyll's form"),
        (":title.html", "it is a pattern in Jekyll's form"),
        ("/a\\b/", "it holds \\"),
        ('/a"b/', 'it holds "'),
        ("/a\u202eb/", "invisible"),
        ("/a\nb/", "invisible"),
        ("/a./", "full stop"),
        ("/" + "ж" * 128 + "/", "256 bytes"),
        ("mailto:desk@example.org", "no address"),
        ("//[a/b", "no address"),
    ],
)
def test_an_address_that_cannot_be_published_is_refused_with_its_reason(written: str, message: str):
    with pytest.raises(AddressError) as caught:
        permalink.check(written)
    assert message in caught.value.message


@given(st.text(max_size=60))
def test_whatever_is_written_as_an_address_stays_in_the_site(written: str):
    try:
        address = permalink.check(written)
    except AddressError:
        return
    path = permalink.output_path(address)
    assert not path.startswith("/")
    assert ".." not in path.split("/")
    assert permalink.check(permalink.href("/", address)) == address


@pytest.mark.parametrize(
    ("address", "path"),
    [("/", "index.html"), ("/2022/", "2022/index.html"), ("/a.html", "a.html"), ("/суд/", "суд/index.html")],
)
def test_an_address_has_one_file(address: str, path: str):
    assert permalink.output_path(address) == path


@pytest.mark.parametrize(
    ("root", "address", "href"),
    [
        ("/", "/2022/a/", "/2022/a/"),
        ("/archive/", "/2022/a/", "/archive/2022/a/"),
        ("/", "/суд/", "/%D1%81%D1%83%D0%B4/"),
        ("/", "/a b%/", "/a%20b%25/"),
    ],
)
def test_an_href_is_percent_encoded_behind_the_path_of_the_site(root: str, address: str, href: str):
    assert permalink.href(root, address) == href


@pytest.mark.parametrize(
    ("one", "other"), [("/A/", "/a/"), ("/Суд/", "/суд/"), ("/\u0439/", "/\u0438\u0306/"), ("/Straße/", "/strasse/")]
)
def test_addresses_that_some_computers_hold_to_be_one_collide(one: str, other: str):
    assert permalink.collision_key(one) == permalink.collision_key(other)


def test_different_addresses_do_not_collide():
    assert permalink.collision_key("/a/") != permalink.collision_key("/b/")
