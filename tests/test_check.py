"""`newsgen check` as a whole: what it takes in, how it is silenced, what it tells and leaves behind."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.sites import Site

from newsgen.checks import telling
from newsgen.checks.finding import Finding, finding
from newsgen.checks.table import OF_BUILD
from newsgen.cli import main
from newsgen.errors import ProblemsFound
from newsgen.rules import BUILD_ERROR, OPTIONAL, RULES

WEAK = "-- content/2022-09-28-a.md --\n---\ntitle: A\n---\nSee [here](https://example.com/).\n"
SOUND = "-- content/2022-09-29-b.md --\n---\ntitle: B\nsummary: What it is.\n---\nText.\n"
BROKEN = "-- content/2022-09-30-c.md --\n---\ntitle: C\ndate: 31.09.2022\n---\n"
DRAFT = """
-- content/2022-10-01-d.md --
---
title: Canary
draft: true
---
Canary [here](https://canary.example/). ![](canary.png) {{ canary }} [x](canary.md) [y](#canary)
"""


def check(site: Site, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["check", "--site", str(site.folder), "--jobs", "1", *arguments], prog_name="newsgen"
    )


def rules_of(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def test_a_check_with_nothing_to_find_ends_with_0(tmp_path: Path):
    result = check(Site(tmp_path, SOUND))
    assert (result.exit_code, result.stdout) == (0, "Nothing found; 1 file was checked.\n")


def test_a_site_without_articles_has_nothing_to_find(tmp_path: Path):
    assert check(Site(tmp_path)).stdout == "Nothing found; 0 files were checked.\n"


def test_a_finding_shows_its_place_the_line_itself_what_to_do_and_the_rule(tmp_path: Path):
    result = check(Site(tmp_path, SOUND + WEAK), "--rule", "weak-link-text")
    assert result.stdout == (
        'content/2022-09-28-a.md:4: warning: the link "here" does not say where it leads [weak-link-text]\n'
        "  4 │ See [here](https://example.com/).\n"
        "    ╰ put the link on the words that name what is there\n"
        "\n"
        "1 warning in 1 file; 2 files were checked.\n"
    )


def test_warnings_fail_a_strict_check_and_no_other(tmp_path: Path):
    site = Site(tmp_path, SOUND + WEAK)
    assert check(site).exit_code == 0
    assert check(site, "--strict").exit_code == 1


def test_errors_fail_any_check(tmp_path: Path):
    assert check(Site(tmp_path, SOUND + BROKEN)).exit_code == 1


def test_a_rule_whose_findings_are_errors_fails_a_check(tmp_path: Path):
    site = Site(tmp_path, SOUND + WEAK)
    site.write("newsgen.yaml", "title: Archive\nchecks: {errors: [weak-link-text]}\n")
    result = check(site)
    assert result.exit_code == 1
    assert "1 error and 1 warning" in result.stdout


def test_everything_that_a_build_refuses_is_found(tmp_path: Path):
    site = Site(tmp_path, SOUND + BROKEN)
    site.add(
        """
        -- content/2022-10-02-e.md --
        ---
        title: E
        slug: b
        date: 2022-09-29
        ---
        [x](gone.md)
        -- templates/words.yaml --
        xx: {a: b}
        ru
        -- content/terms.yaml --
        tags: {a: {colour: red}}
        -- static/2022/09/29/b/index.html --
        mine
        -- urls.txt --
        nonsense
        """
    )
    with pytest.raises(ProblemsFound) as refused:
        site.build()
    told = {(problem.path, problem.line, problem.message) for problem in refused.value.problems if problem.is_error}
    found = [each.problem for each in site.check() if each.rule == BUILD_ERROR]
    assert told <= {(problem.path, problem.line, problem.message) for problem in found}
    assert {problem.path for problem in found} >= {
        "content/2022-09-30-c.md",
        "content/2022-10-02-e.md",
        "content/terms.yaml",
    }


@pytest.mark.parametrize("template", ["{{ article.nothing.at.all }}", "{% if %}", "{% include 'nothing.html' %}"])
def test_a_template_that_cannot_be_rendered_is_found(tmp_path: Path, template: str):
    site = Site(tmp_path, SOUND)
    site.write("templates/article.html", template)
    [fault] = site.problems()
    assert [each.problem for each in site.check() if each.rule == BUILD_ERROR] == [fault]


def test_a_configuration_that_cannot_be_read_is_told_as_findings_are(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    site.write("newsgen.yaml", "title: Archive\ntimezone: Mars\n")
    result = check(site, "--format", "json")
    assert result.exit_code == 1
    [told] = json.loads(result.stdout)["findings"]
    assert (told["path"], told["line"], told["rule"]) == ("newsgen.yaml", 2, BUILD_ERROR)


def test_an_accidental_loss_of_addresses_is_found(tmp_path: Path):
    site = Site(tmp_path)
    for day in range(1, 29):
        site.write(f"content/2022-09-{day:02d}-a.md", "---\ntitle: A\n---\nText.\n")
    site.build()
    site.record()
    for day in range(1, 29):
        site.remove(f"content/2022-09-{day:02d}-a.md")
    assert any("would be lost" in each.problem.message for each in site.check(BUILD_ERROR))


def test_a_broken_article_hides_nothing_that_is_wrong_with_others(tmp_path: Path):
    site = Site(tmp_path, SOUND + WEAK + BROKEN)
    assert rules_of(site.check()) >= {BUILD_ERROR, "weak-link-text"}


def test_a_dead_link_in_one_article_does_not_make_links_to_it_dead(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    site.replace("content/2022-09-29-b.md", "Text.", "[x](gone.md)")
    site.write("content/2022-09-30-c.md", "---\ntitle: C\n---\n[b](2022-09-29-b.md) [c](/2022/09/29/b/)\n")
    assert {each.problem.path for each in site.check("dead-link", BUILD_ERROR)} == {"content/2022-09-29-b.md"}


def test_every_warning_of_a_build_has_a_rule(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    site.write(
        "content/2022-09-28-a.md", "---\ntitle: A\nautors: x\n---\n{{< fig >}} [x](nowhere) [y](2022-09-29-b.md#z)\n"
    )
    assert rules_of(site.check()) >= {"unknown-key", "leftover-code", "dead-link", "dead-anchor"}
    assert set(OF_BUILD.values()) <= set(RULES)


def test_a_rule_is_silenced_for_the_site(tmp_path: Path):
    site = Site(tmp_path, SOUND + WEAK)
    site.write("newsgen.yaml", "title: Archive\nchecks: {off: [weak-link-text]}\n")
    assert "weak-link-text" not in rules_of(site.check())
    assert "weak-link-text" in rules_of(site.check("weak-link-text")), "it was asked for by name"


@pytest.mark.parametrize("value", ["weak-link-text", "[weak-link-text, missing-alt]"])
def test_a_rule_is_silenced_for_an_article(tmp_path: Path, value: str):
    site = Site(tmp_path, SOUND + WEAK + WEAK.replace("2022-09-28-a", "2022-09-27-a"))
    site.replace("content/2022-09-28-a.md", "title: A", f"title: A\nsilence: {value}")
    assert {each.problem.path for each in site.check("weak-link-text")} == {"content/2022-09-27-a.md"}


def test_what_a_build_refuses_cannot_be_silenced(tmp_path: Path):
    site = Site(tmp_path, BROKEN)
    site.write("newsgen.yaml", "title: Archive\nchecks: {off: [build-error]}\n")
    result = check(site)
    assert 'checks: "build-error" is no rule that can be named here' in result.stdout


def test_an_unknown_rule_is_an_error_that_names_the_nearest(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    site.replace("content/2022-09-29-b.md", "summary:", "silence: [mising-alt]\nsummary:")
    [problem] = site.problems()
    assert (problem.line, problem.message) == (
        3,
        '"mising-alt" is no rule that can be silenced; did you mean "missing-alt"?',
    )
    site.write("newsgen.yaml", "title: Archive\nchecks:\n  off: [long-headlines]\n  errors: [dead-lnk]\n")
    result = check(site)
    assert result.exit_code == 1
    assert (
        'newsgen.yaml:3: checks: "long-headlines" is no rule that can be named here; did you mean "long-headline"?'
        in result.stdout
    )
    assert 'newsgen.yaml:4: checks: "dead-lnk"' in result.stdout
    result = check(site, "--rule", "mising-alt")
    assert (result.exit_code, "missing-alt" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    "setting", ["headline: 0", "began: -1", "began: 19980", "{off: [dead-link], errors: [dead-link]}"]
)
def test_settings_that_make_no_sense_are_errors(tmp_path: Path, setting: str):
    site = Site(tmp_path, SOUND)
    site.write("newsgen.yaml", f"title: Archive\nchecks: {setting if setting[0] == '{' else '{' + setting + '}'}\n")
    assert check(site).exit_code == 1


def test_the_rules_that_are_asked_for_are_applied_alone(tmp_path: Path):
    site = Site(tmp_path, SOUND + WEAK + BROKEN)
    assert rules_of(site.check("weak-link-text", "missing-alt")) == {"weak-link-text"}


def test_the_files_that_are_named_are_told_of_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = Site(tmp_path, SOUND + WEAK + WEAK.replace("content/2022", "content/news/2021"))
    for path in ("content/news", str(tmp_path / "content/news/2021-09-28-a.md")):
        result = check(site, path)
        assert "content/news/2021-09-28-a.md:4" in result.stdout
        assert "content/2022-09-28-a.md" not in result.stdout
    monkeypatch.chdir(tmp_path / "content")
    assert "content/news/2021-09-28-a.md:4" in check(site, "news/2021-09-28-a.md").stdout
    result = check(site, "gone.md")
    assert (result.exit_code, "there is no file or folder gone.md in this site" in result.stderr) == (2, True)
    assert check(site, str(tmp_path.parent)).exit_code == 2


def many(number: int, rule: str = "weak-link-text", hint: str = "mend it") -> list[Finding]:
    return [finding(rule, f"content/{each:04d}.md", 3, f"fault {each}", hint) for each in range(number)]


def test_many_findings_of_a_rule_are_told_in_a_few_lines():
    text = telling.text(many(5000), 6000, whole=False)
    assert text == (
        "weak-link-text: 5,000 warnings in 5,000 files: "
        "a link whose words do not say where it leads: “click here”\n"
        "  content/0000.md:3: fault 0\n"
        "  content/0001.md:3: fault 1\n"
        "  content/0002.md:3: fault 2\n"
        "  ╰ mend it\n"
        "  ╰ newsgen check --rule weak-link-text --all lists them\n"
        "\n"
        "5,000 warnings in 5,000 files; 6,000 files were checked."
    )
    assert telling.text(many(5000), 6000, whole=True).count("╰ mend it") == 5000
    assert telling.text(many(10), 6000, whole=False).count("╰ mend it") == 10


def test_errors_come_first():
    text = telling.text([*many(1), *many(1, BUILD_ERROR)], 2, whole=False)
    assert text.index("[build-error]") < text.index("[weak-link-text]")


def test_json_says_everything_of_a_finding(tmp_path: Path):
    told = json.loads(check(Site(tmp_path, SOUND + WEAK), "--format", "json", "--rule", "weak-link-text").stdout)
    assert told.pop("seconds") >= 0
    assert told == {
        "ok": True,
        "checked": 2,
        "findings": [
            {
                "path": "content/2022-09-28-a.md",
                "line": 4,
                "rule": "weak-link-text",
                "severity": "warning",
                "message": 'the link "here" does not say where it leads',
                "hint": "put the link on the words that name what is there",
                "private": False,
            }
        ],
    }


def test_annotations_stand_at_the_lines_and_are_not_too_many(tmp_path: Path):
    result = check(Site(tmp_path, SOUND + WEAK), "--format", "github", "--rule", "weak-link-text")
    assert result.stdout.startswith('::warning file=content/2022-09-28-a.md,line=4::the link "here" does not say')
    text = telling.github(many(30), 30, whole=False)
    assert text.count("::warning") == 10
    assert "weak-link-text: 20 more; newsgen check --rule weak-link-text --all lists them" in text
    assert telling.github(many(30), 30, whole=True).count("::warning") == 30


def test_what_is_held_back_is_checked_and_told_in_private_alone(tmp_path: Path):
    site = Site(tmp_path, SOUND + DRAFT)
    found = [each for each in site.check() if each.problem.path == "content/2022-10-01-d.md"]
    assert rules_of(found) >= {"weak-link-text", BUILD_ERROR, "leftover-code", "dead-anchor"}
    assert all(each.problem.private for each in found)
    assert "canary.md" in check(site, "--format", "json").stdout
    result = check(site, "--format", "github")
    assert "::warning file=content/2022-10-01-d.md,line=5::there is a problem here; run newsgen check" in result.stdout
    assert "canary" not in result.stdout.lower()


def test_of_an_article_and_a_draft_that_are_too_much_alike_nothing_is_told_in_public(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    site.write("content/2026-10-01-canary.md", "---\ntitle: B\ndraft: true\ntags: [canaries]\n---\n" + "Text. " * 60)
    site.write("content/2022-10-01-d.md", "---\ntitle: D\ntags: [canary]\n---\n" + "Text. " * 60)
    result = check(site, "--format", "github")
    assert "file=content/2026-10-01-canary.md" in result.stdout
    assert "canar" not in result.stdout.replace("file=content/2026-10-01-canary.md", "")


def test_nothing_is_told_in_public_of_a_term_that_only_drafts_use(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    for day in range(1, 7):
        site.write(f"content/2026-10-0{day}-d.md", f"---\ntitle: D{day}\ndraft: true\ntags: canaries\n---\nText.\n")
    site.write("content/2022-10-01-e.md", "---\ntitle: E\ntags: canary\n---\nText.\n")
    [similar] = site.check("similar-terms")
    assert (similar.problem.path, similar.problem.private) == ("content/2022-10-01-e.md", True)


def test_the_state_holds_nothing_of_what_is_held_back(tmp_path: Path):
    site = Site(tmp_path, SOUND + WEAK + DRAFT)
    site.check()
    site.build()
    site.check()
    data = (site.folder / ".newsgen/state.db").read_bytes()
    assert b"anary" not in data
    site.replace("content/2022-09-28-a.md", "title: A", "title: A\ndraft: true")
    site.build()
    assert examined(site) == ["2022-09-29-b.md"]


def examined(site: Site) -> list[str]:
    with sqlite3.connect(site.folder / ".newsgen/state.db") as state:
        return [row[0] for row in state.execute("select path from examined order by path")]


def test_a_second_check_finds_the_same_without_reading_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = Site(tmp_path, SOUND + WEAK + DRAFT)
    site.write("content/2022-09-27-e.md", "---\ntitle: E\n---\n[x](https://example.org/gone/)\n\n# A\n" + "Text. " * 60)
    first = site.check()
    assert examined(site) == ["2022-09-27-e.md", "2022-09-28-a.md", "2022-09-29-b.md"]
    (site.folder / "content/2022-10-01-d.md").unlink()
    monkeypatch.setattr("newsgen.checks.examine._read", lambda *_: pytest.fail("a text was read"))
    held = {each for each in first if each.problem.path == "content/2022-10-01-d.md"}
    assert site.check() == [each for each in first if each not in held]


@pytest.mark.parametrize("built", [True, False])
def test_after_edits_a_check_finds_what_a_fresh_one_finds(tmp_path: Path, built: bool):
    site = Site(tmp_path, SOUND + WEAK)
    site.check()
    if built:
        site.build()
    site.check()
    site.replace("content/2022-09-28-a.md", "See [here]", "\n\nSee [more]")
    site.replace("content/2022-09-29-b.md", "Text.", "![](x.png)")
    site.write("content/x.png", b"")
    edited = site.check()
    assert {each.problem.line for each in edited if each.rule == "weak-link-text"} == {6}
    assert edited == site.check()
    fresh = Site(tmp_path / "fresh", SOUND + WEAK)
    for path in ("content/2022-09-28-a.md", "content/2022-09-29-b.md", "content/x.png"):
        fresh.write(path, (site.folder / path).read_bytes())
    assert edited == fresh.check()


def test_a_check_does_not_change_what_a_build_writes(tmp_path: Path):
    site = Site(tmp_path, SOUND + WEAK)
    site.build()
    site.replace("content/2022-09-29-b.md", "Text.", "Another text.")
    site.check()
    assert "2022/09/29/b/index.html" in site.build().written
    assert site.build().written == ()
    clean = Site(tmp_path / "clean", WEAK + SOUND.replace("Text.", "Another text."))
    clean.build()
    assert site.tree().keys() == clean.tree().keys()
    assert site.page("/2022/09/29/b/") == clean.page("/2022/09/29/b/")


def test_what_was_only_checked_is_not_published_when_it_breaks(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    site.check()
    site.replace("content/2022-09-29-b.md", "summary: What it is.", "date: 31.09.2022")
    site.build(keep_going=True)
    assert not site.exists("/2022/09/29/b/")


def test_a_page_of_a_broken_article_stays_as_it_was_published_not_as_it_was_checked(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    site.build()
    site.replace("content/2022-09-29-b.md", "Text.", "Between.")
    site.check()
    site.replace("content/2022-09-29-b.md", "summary: What it is.", "date: 31.09.2022")
    site.build(keep_going=True)
    assert "Text." in site.page("/2022/09/29/b/")
    assert "Between." not in site.page("/2022/09/29/b/")


def test_settings_of_checks_do_not_make_a_build_read_everything_again(tmp_path: Path):
    site = Site(tmp_path, SOUND + WEAK)
    site.build()
    site.write("newsgen.yaml", (site.folder / "newsgen.yaml").read_text("utf-8") + "checks: {off: [weak-link-text]}\n")
    outcome = site.build()
    assert (outcome.parsed, outcome.written) == (0, ())


def test_a_check_works_with_several_processes(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    for number in range(120):
        site.write(f"content/2021-01-01-{number}.md", f"---\ntitle: T{number}\n---\n[here](https://example.com/)\n")
    assert len(site.check("weak-link-text", jobs=2)) == 120
    assert len(examined(site)) == 121


def test_a_damaged_state_is_of_no_consequence(tmp_path: Path):
    site = Site(tmp_path, SOUND + WEAK)
    first = site.check()
    with sqlite3.connect(site.folder / ".newsgen/state.db") as state:
        state.execute("update examined set found = x'00'")
    assert site.check() == first


def test_every_rule_that_a_site_can_name_is_listed(tmp_path: Path):
    text = check(Site(tmp_path), "--list-rules").stdout
    assert all(f"  {name} " in text for name in RULES)
    assert set(OPTIONAL) == set(RULES) - {BUILD_ERROR}


def test_pictures_are_looked_into_and_left_for_the_build_to_make(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    site.replace("content/2022-09-29-b.md", "Text.", "![The port at dusk](port.jpg) ![A crane](crane.jpg)")
    site.write("content/port.jpg", jpeg(2000))
    site.write("content/crane.jpg", b"no picture")
    assert {each.problem.path for each in site.check(BUILD_ERROR)} == {"content/crane.jpg"}
    assert not (site.folder / ".newsgen/pictures").exists()
    site.write("content/crane.jpg", jpeg(100))
    site.build()
    made, known = sorted((site.folder / ".newsgen/pictures").rglob("*")), treated(site)
    assert site.check(BUILD_ERROR) == []
    assert sorted((site.folder / ".newsgen/pictures").rglob("*")) == made
    assert treated(site) == known
    assert site.build(clean=False).written == ()


def treated(site: Site) -> list[bytes]:
    with sqlite3.connect(site.folder / ".newsgen/state.db") as state:
        return [row[0] for row in state.execute("select key from treated order by key")]


def jpeg(width: int) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (width, 50), "navy").save(data, "JPEG")
    return data.getvalue()
