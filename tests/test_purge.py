"""For a person at risk nothing of an address stays, and no branch can bring it back unseen."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.sites import NOON, YEARS, Site

from newsgen import register, settings
from newsgen.cli import main
from newsgen.commands import purge as command
from newsgen.errors import UsageError
from newsgen.purged import KEY_FILE, KEY_NAME

ADDRESS = "/2022/09/28/jane-doe-speaks/"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(
        tmp_path / "site",
        f"""
        -- newsgen.yaml --
        title: Archive
        base_url: https://example.org/
        {YEARS}
        -- content/2022-09-27-open.md --
        ---
        title: Open
        tags: [prison]
        ---
        Text.
        -- content/2022-09-28-jane-doe-speaks.md --
        ---
        title: Jane Doe speaks
        tags: [prison, Jane Doe]
        aliases: [/jane/]
        ---
        ![Jane](jane.jpg)
        -- content/jane.jpg --
        picture
        """,
    )
    made.build()
    made.record()
    return made


def purge(site: Site, address: str = ADDRESS) -> command.Purged:
    purged = command.purge(settings.load(site.folder), site.folder, site.output, address, NOON, lambda _: True)
    assert purged is not None
    return purged


def everywhere(site: Site, *, but: tuple[str, ...] = ()) -> str:
    """Every name and byte of the site's folder."""
    return "\n".join(
        f"{path}\n{path.read_bytes().decode('utf-8', 'replace')}".lower()
        for path in site.folder.rglob("*")
        if path.is_file() and path.name not in but
    )


def test_nothing_of_a_purged_address_is_left_after_the_next_build(site: Site):
    purged = purge(site)
    assert purged.deleted == ("2022-09-28-jane-doe-speaks.md",)
    assert purged.beside == ("jane.jpg",)
    site.remove("content/jane.jpg")
    site.build()
    site.record()
    assert not site.exists(ADDRESS)
    assert not site.exists("/jane/")
    assert not site.exists("/tags/jane-doe/")
    assert "jane" not in everywhere(site)


def test_other_addresses_stay(site: Site):
    purge(site)
    site.build()
    assert site.exists("/2022/09/27/open/")
    assert site.exists("/tags/prison/")


def test_a_former_address_purges_the_whole_article(site: Site):
    assert set(purge(site, "/jane").addresses) >= {ADDRESS, "/jane/", "/tags/jane-doe/", "/tags/jane-doe/2022/"}


def test_an_address_of_an_article_that_was_deleted_long_ago_can_be_purged(site: Site):
    site.remove("content/2022-09-28-jane-doe-speaks.md")
    site.build()
    site.record()
    assert site.exists(ADDRESS)
    purge(site)
    site.build()
    assert not site.exists(ADDRESS)
    assert "jane-doe-speaks" not in (site.folder / "urls.txt").read_text()


def test_a_merge_that_brings_the_lines_or_the_file_back_publishes_nothing(site: Site):
    before = (site.folder / "urls.txt").read_text("utf-8")
    file = site.folder / "content/2022-09-28-jane-doe-speaks.md"
    text = file.read_text("utf-8")
    purge(site)
    site.remove("content/jane.jpg")
    after = (site.folder / "urls.txt").read_text("utf-8")
    site.write("urls.txt", before + after)
    site.write("content/2022-09-28-jane-doe-speaks.md", text.replace("![Jane](jane.jpg)", ""))
    outcome = site.build()
    [problem] = [each for each in outcome.problems if "purged" in each.message]
    assert problem.private
    assert not [path for path, data in site.tree().items() if b"jane" in data.lower() or "jane" in path]
    site.record()
    assert "jane" not in (site.folder / "urls.txt").read_text("utf-8")


def test_the_register_holds_hashes_that_say_nothing_without_the_key(site: Site):
    purge(site)
    known, _ = register.parse((site.folder / "urls.txt").read_text("utf-8"))
    key = (site.folder / KEY_FILE).read_bytes().strip()
    assert register.hashed(ADDRESS, key) in known.purged
    assert register.hashed(ADDRESS, b"another") not in known.purged
    assert ADDRESS not in {entry.address for entry in known.entries}


def test_the_key_is_the_sites_own_and_git_ignores_it(site: Site, needs: Callable[..., str]):
    git = needs("git")
    assert purge(site).new_key
    assert not purge(site, "/tags/prison/").new_key
    subprocess.run([git, "-C", str(site.folder), "init", "--quiet"], check=True)
    listed = subprocess.run(
        [git, "-C", str(site.folder), "status", "--porcelain", "--untracked-files=all"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "urls.txt" in listed
    assert KEY_FILE not in listed
    assert (site.folder / KEY_FILE).stat().st_mode & 0o077 == 0


def test_the_key_can_come_from_the_environment(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(KEY_NAME, "a secret of the workflow")
    assert not purge(site).new_key
    known, _ = register.parse((site.folder / "urls.txt").read_text("utf-8"))
    assert register.hashed(ADDRESS, b"a secret of the workflow") in known.purged
    assert not (site.folder / KEY_FILE).exists()


@pytest.mark.parametrize("address", ["/2022/09/", "/never/was/", "/a?b"])
def test_what_cannot_be_purged_is_said(site: Site, address: str):
    with pytest.raises(UsageError):
        purge(site, address)


def test_what_a_person_must_still_do_is_listed(site: Site):
    text = command.told(purge(site), settings.load(site.folder))
    for word in ("history", "caches", "archive", "Search engines", KEY_NAME, "content/jane.jpg"):
        assert word in text


JANE = "2022-09-28-jane-doe-speaks.md"


@pytest.mark.parametrize("address", [ADDRESS, "/2022/09/28/new/", "/jane/"])
def test_a_file_that_was_renamed_is_purged_by_each_of_its_addresses(site: Site, address: str):
    (site.folder / "content" / JANE).rename(site.folder / "content/2022-09-28-new.md")
    site.build()
    purged = purge(site, address)
    assert purged.deleted == ("2022-09-28-new.md",)
    site.remove("content/jane.jpg")
    site.build()
    for each in (ADDRESS, "/2022/09/28/new/", "/jane/"):
        assert not site.exists(each)
    assert "jane" not in everywhere(site)


def test_a_file_that_was_renamed_before_its_address_was_recorded_is_purged(site: Site):
    site.write("content/2022-10-01-second.md", "---\ntitle: Second\n---\nMore of Jane.\n")
    site.build()
    (site.folder / "content/2022-10-01-second.md").rename(site.folder / "content/2022-10-01-other.md")
    assert purge(site, "/2022/10/01/second/").deleted == ("2022-10-01-other.md",)


@pytest.fixture
def bilingual(site: Site) -> Site:
    """The same site with a glossary and two languages."""
    site.write("newsgen.yaml", f"title: Archive\nlanguages: [en, ru]\n{YEARS}")
    site.write(
        "content/terms.yaml",
        "tags:\n  prison:\n    labels: {en: prison, ru: тюрьма}\n"
        "  j-d:\n    labels: {en: Jane Doe, ru: Джейн Доу}\n    synonyms:\n      - J. Doe\n",
    )
    site.write("content/ru/2022-09-28-rech.md", "---\ntitle: Речь\ntags: [Джейн Доу]\n---\nТекст.\n")
    site.build()
    site.record()
    return site


def test_a_term_of_the_glossary_that_only_the_article_has_is_purged_by_all_its_names(bilingual: Site):
    purged = purge(bilingual)
    assert {"/tags/j-d/", "/tags/j-d/2022/", "/tags/jane-doe/", "/tags/jane-doe/2022/"} <= {*purged.addresses}
    assert "/tags/prison/" not in purged.addresses
    assert "/ru/tags/j-d/" not in purged.addresses
    told = command.told(purged, settings.load(bilingual.folder))
    assert [line.strip() for line in told.split("\n") if "terms.yaml" in line] == [
        "content/terms.yaml, line 4",
        "content/terms.yaml, line 5",
        "content/terms.yaml, line 7",
    ]


def test_a_term_page_of_the_glossary_is_purged_in_all_languages_and_who_still_has_it_is_told(bilingual: Site):
    purged = purge(bilingual, "/ru/tags/j-d/")
    assert {"/tags/j-d/", "/tags/jane-doe/2022/", "/ru/tags/j-d/2022/"} <= {*purged.addresses}
    assert purged.deleted == ()
    assert purged.carriers == (JANE, "ru/2022-09-28-rech.md")
    assert (bilingual.folder / "content/terms.yaml").exists()


def test_a_former_page_of_a_term_is_purged_alone(bilingual: Site):
    purged = purge(bilingual, "/tags/jane-doe/")
    assert set(purged.addresses) == {"/tags/jane-doe/", "/tags/jane-doe/2022/"}
    assert (bilingual.folder / "content/terms.yaml").exists()


def test_no_state_is_needed(site: Site):
    for path in (site.folder / ".newsgen").iterdir():
        if path.is_file():
            path.unlink()
    assert "/tags/jane-doe/2022/" in purge(site).addresses


def test_a_retracted_article_is_purged_with_its_terms(site: Site):
    site.replace(f"content/{JANE}", "title:", "retracted: 2022-10-01\ntitle:")
    site.build()
    purged = purge(site)
    assert {ADDRESS, "/tags/jane-doe/", "/tags/jane-doe/2022/"} <= {*purged.addresses}
    assert purged.beside == ("jane.jpg",)


def test_what_could_not_be_read_and_what_is_no_more_is_told(site: Site):
    site.write("content/2022-09-28-new.md", "---\ntitle: Renamed\ndate: 2022-02-31\n---\nBroken.\n")
    site.remove(f"content/{JANE}")
    purged = purge(site)
    told = command.told(purged, settings.load(site.folder))
    assert f"  content/{JANE}" in told
    assert "  content/2022-09-28-new.md" in told


@pytest.mark.parametrize("address", ["/", "/tags/", "/ru/", "/2022/", "/tags/prison/2022/", "/ru/2022/09/"])
def test_a_list_of_many_is_refused_and_nothing_goes(bilingual: Site, address: str):
    before = (bilingual.folder / "urls.txt").read_bytes()
    with pytest.raises(UsageError, match="lists articles"):
        purge(bilingual, address)
    assert (bilingual.folder / "urls.txt").read_bytes() == before
    assert not (bilingual.folder / KEY_FILE).exists()


def test_a_tag_that_is_a_number_is_purged_and_an_article_below_it_stays(site: Site):
    site.write(
        "content/2022-09-30-book.md",
        "---\ntitle: Book\ntags: ['1984']\npermalink: /tags/1984/book/\n---\nRead.\n",
    )
    site.build()
    site.record()
    purged = purge(site, "/tags/1984/")
    assert set(purged.addresses) == {"/tags/1984/", "/tags/1984/2022/"}
    assert purged.carriers == ("2022-09-30-book.md",)


def test_whoever_purges_is_asked_first_and_can_say_no(site: Site):
    command_line = ["purge", ADDRESS, "--site", str(site.folder)]
    before = {path: path.read_bytes() for path in site.folder.rglob("*") if path.is_file()}
    done = CliRunner().invoke(main, command_line, input="n\n")
    assert done.exit_code == 0
    assert "  delete content/" in done.output
    assert f"  take {ADDRESS} out of urls.txt\n" in done.output
    assert done.output.endswith("Go on? [y/N]: n\nNothing was purged.\n")
    assert {path: path.read_bytes() for path in site.folder.rglob("*") if path.is_file()} == before
    done = CliRunner().invoke(main, [*command_line, "--yes"])
    assert "Deleted: content/" in done.output
    assert ADDRESS not in (site.folder / "urls.txt").read_text()


def test_where_nobody_can_answer_nothing_is_purged(site: Site):
    done = CliRunner().invoke(main, ["purge", ADDRESS, "--site", str(site.folder)])
    assert done.exit_code != 0
    assert ADDRESS in (site.folder / "urls.txt").read_text()
