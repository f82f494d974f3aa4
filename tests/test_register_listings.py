"""Pages that list articles are kept like those of articles: they lead to where the same is listed now."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sites import YEARS, Site

from newsgen import register


def article(title: str, front: str = "") -> str:
    return f"---\ntitle: {title}\n{front}---\n{title} was found.\n"


def target(site: Site, address: str) -> str:
    """Where the page at an address leads to; empty where it leads nowhere."""
    page = site.page(address)
    return page.split("url=")[1].split('"')[0] if 'http-equiv="refresh"' in page else ""


def glossary(key: str, synonyms: str) -> str:
    return f"tags:\n  {key}:\n    labels: {{en: Torture, ru: пытки}}\n    synonyms: [{synonyms}]\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two languages and a glossary, published and recorded."""
    made = Site(tmp_path / "site", f"-- newsgen.yaml --\ntitle: Archive\nlanguages: [en, ru]\n{YEARS}")
    made.write("content/terms.yaml", glossary("torture", "ill-treatment"))
    made.write("content/2022-09-28-one.md", article("One", "tags: [ill-treatment]\n"))
    made.write("content/2021-09-28-two.md", article("Two", "tags: [torture]\n"))
    made.write("content/ru/2022-09-28-odin.md", article("Один", "tags: [пытки]\n"))
    made.build()
    made.record()
    return made


def test_addresses_of_a_spelling_that_no_article_uses_any_more_lead_to_the_term(site: Site):
    site.replace("content/2022-09-28-one.md", "ill-treatment", "torture")
    site.build()
    assert target(site, "/tags/ill-treatment/") == "/tags/torture/"
    assert target(site, "/tags/ill-treatment/2022/") == "/tags/torture/2022/"


def test_a_year_of_a_spelling_leads_to_the_term_when_the_term_has_none(site: Site):
    site.replace("content/2022-09-28-one.md", "[ill-treatment]", "[]")
    site.build()
    assert target(site, "/tags/ill-treatment/2022/") == "/tags/torture/"


def test_a_year_that_the_page_of_its_term_could_list_again_goes_on_listing_it(tmp_path: Path):
    site = Site(tmp_path / "site", "-- newsgen.yaml --\ntitle: Archive\ntaxonomies: {tags: {listed: 1}}\n")
    site.write("content/2022-09-28-one.md", article("One", "tags: [torture]\n"))
    site.write("content/2022-10-02-two.md", article("Two", "tags: [torture]\n"))
    site.write("content/2023-01-02-three.md", article("Three", "tags: [torture]\n"))
    site.build()
    site.record()
    before = site.page("/tags/torture/2022/")
    site.write("newsgen.yaml", "title: Archive\n")
    site.build()
    assert site.page("/tags/torture/2022/") == before
    site.replace("content/2022-09-28-one.md", "title: One", "title: Changed")
    site.build()
    assert "Changed" in site.page("/tags/torture/2022/")


def test_a_term_that_was_given_another_id_is_found_by_its_old_one(site: Site):
    site.write("content/terms.yaml", glossary("abuse", "ill-treatment, torture"))
    site.build()
    assert target(site, "/ru/tags/torture/") == "/ru/tags/abuse/"
    assert target(site, "/ru/tags/torture/2022/") == "/ru/tags/abuse/2022/"
    assert target(site, "/tags/torture/2021/") == "/tags/abuse/2021/"


def test_a_register_that_names_the_glossary_as_source_is_read_as_if_it_did_not(site: Site):
    text = (site.folder / "urls.txt").read_text("utf-8").split("\n")
    old = [f"{line}\tterms.yaml" if line.startswith("/tags/ill-treatment/") else line for line in text]
    site.write("urls.txt", "\n".join(old))
    site.replace("content/2022-09-28-one.md", "ill-treatment", "torture")
    site.build()
    assert target(site, "/tags/ill-treatment/") == "/tags/torture/"
    site.record()
    assert "terms.yaml" not in (site.folder / "urls.txt").read_text("utf-8")


def test_many_spellings_that_were_made_one_are_no_accident(tmp_path: Path):
    site = Site(tmp_path / "site", f"-- newsgen.yaml --\ntitle: Archive\n{YEARS}")
    words = [f"word-{number}" for number in range(12)]
    site.write("content/terms.yaml", f"tags:\n  torture:\n    synonyms: [{', '.join(words)}]\n")
    for number, word in enumerate(words):
        site.write(f"content/2022-09-{number + 1:02d}-a.md", article(f"A{number}", f"tags: [{word}]\n"))
    site.build()
    site.record()
    for number, word in enumerate(words):
        site.replace(f"content/2022-09-{number + 1:02d}-a.md", word, "torture")
    site.build()
    assert target(site, "/tags/word-3/2022/") == "/tags/torture/2022/"


def test_a_language_that_becomes_the_sites_own_one_takes_its_listings_along(site: Site):
    site.write("content/terms.yaml", glossary("torture", ""))
    for name in ("2022-09-28-one.md", "2021-09-28-two.md"):
        site.remove(f"content/{name}")
    (site.folder / "content/ru/2022-09-28-odin.md").rename(site.folder / "content/2022-09-28-odin.md")
    site.write("newsgen.yaml", f"title: Архив\nlanguage: ru\n{YEARS}")
    site.build()
    for address in ("/", "/2022/", "/2022/09/", "/tags/", "/tags/torture/", "/tags/torture/2022/"):
        assert target(site, f"/ru{address}") == address
    assert target(site, "/ru/2022/09/28/odin/") == "/2022/09/28/odin/"


def test_terms_of_a_language_that_gets_a_prefix_lead_to_it(tmp_path: Path):
    site = Site(tmp_path / "site", f"-- newsgen.yaml --\ntitle: Архив\nlanguage: ru\n{YEARS}")
    site.write("content/2022-09-28-odin.ru.md", article("Один", "tags: [суд]\n"))
    site.build()
    site.record()
    site.write("newsgen.yaml", f"title: Archive\nlanguages: [en, ru]\n{YEARS}")
    site.build()
    assert target(site, "/tags/суд/2022/") == "/ru/tags/%D1%81%D1%83%D0%B4/2022/"


def test_a_term_that_one_language_lost_stays_withdrawn_where_no_other_has_it(site: Site):
    site.replace("content/2022-09-28-one.md", "[ill-treatment]", "[]")
    site.replace("content/2021-09-28-two.md", "[torture]", "[]")
    site.replace("content/ru/2022-09-28-odin.md", "[пытки]", "[]")
    site.build()
    for address in ("/tags/torture/", "/tags/ill-treatment/", "/ru/tags/torture/2022/"):
        assert not target(site, address)
        assert "noindex" in site.page(address)


def test_letters_of_a_list_that_is_short_again_lead_to_the_list(tmp_path: Path):
    site = Site(tmp_path / "site", f"-- newsgen.yaml --\ntitle: Archive\n{YEARS}")
    site.write("content/2022-09-28-one.md", article("One", "tags: [letter]\n"))
    site.write("content/2022-09-29-many.md", article("Many", f"tags: [{', '.join(f'z{n}' for n in range(201))}]\n"))
    site.build()
    site.record()
    assert site.exists("/tags/letter/z/")
    site.write("content/2022-09-29-many.md", article("Many", "tags: [z1]\n"))
    site.build(accept_loss=1000)
    assert target(site, "/tags/letter/z/") == "/tags/"
    assert not target(site, "/tags/letter/2022/")


def test_corrections_are_registered_and_a_year_without_any_leads_to_the_others(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write("content/2022-09-28-one.md", article("One", "corrections: [{date: 2023-01-02, text: A name.}]\n"))
    site.write("content/2022-09-29-two.md", article("Two", "corrections: [{date: 2022-10-02, text: A day.}]\n"))
    site.build()
    site.record()
    known, _ = register.parse((site.folder / "urls.txt").read_text("utf-8"))
    kinds = {entry.address: entry.kind for entry in known.entries}
    assert [kinds[f"/corrections/{tail}"] for tail in ("", "2022/", "2023/")] == ["listing"] * 3
    site.write("content/2022-09-28-one.md", article("One"))
    site.build()
    assert target(site, "/corrections/2023/") == "/corrections/"
