from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.sites import Site

from newsgen import __version__, report
from newsgen.commands.init import init
from newsgen.errors import MachineError, UsageError

DAY = dt.date(2022, 9, 28)
FILES = [
    ".gitattributes",
    ".github/workflows/publish.yml",
    ".gitignore",
    ".vscode/extensions.json",
    ".vscode/newsgen.code-snippets",
    ".vscode/settings.json",
    ".vscode/tasks.json",
    "EDITORS.md",
    "content/2022/09/2022-09-28-first-article.md",
    "content/pages/about.md",
    "newsgen.yaml",
    "schemas/front-matter.schema.json",
    "schemas/newsgen.schema.json",
]


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_new_site_has_settings_an_article_a_page_and_a_workflow(tmp_path: Path):
    site = tmp_path / "a" / "site"
    written = init(site, today=DAY)
    assert names(site) == FILES
    assert [path.relative_to(site).as_posix() for path in written] == FILES


def test_no_place_is_left_to_fill_in_by_newsgen(tmp_path: Path):
    for path in init(tmp_path, today=DAY):
        assert not re.search(r"@[A-Z_]+@", path.read_text(encoding="utf-8")), path


def test_the_workflow_installs_this_version_of_newsgen(tmp_path: Path):
    init(tmp_path)
    workflow = (tmp_path / ".github/workflows/publish.yml").read_text(encoding="utf-8")
    assert f"newsgen=={__version__}\n" in workflow


def test_the_settings_are_those_that_newsgen_knows(tmp_path: Path):
    import msgspec

    from newsgen.config import Config

    init(tmp_path, today=DAY)
    settings = yaml.safe_load((tmp_path / "newsgen.yaml").read_text(encoding="utf-8"))
    config = msgspec.convert(settings, Config)
    assert all((tmp_path / config.content / page).is_file() for page in config.footer)


def test_a_folder_with_other_files_is_taken(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    init(tmp_path, today=DAY)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "newsgen.yaml").exists()


def test_nothing_is_overwritten_and_then_nothing_is_written(tmp_path: Path):
    (tmp_path / "newsgen.yaml").write_text("title: Mine\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"is a site already; nothing was written\. Go there: cd /"):
        init(tmp_path, today=DAY)
    assert names(tmp_path) == ["newsgen.yaml"]


def test_whoever_stands_in_the_site_is_not_sent_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "newsgen.yaml").write_text("title: Mine\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"nothing was written$"):
        init(Path())


def test_a_folder_that_has_one_of_the_files_is_not_taken(tmp_path: Path):
    (tmp_path / "EDITORS.md").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"already has EDITORS\.md; nothing was written"):
        init(tmp_path, today=DAY)
    assert names(tmp_path) == ["EDITORS.md"]


def test_a_dangling_link_is_not_written_through(tmp_path: Path):
    (tmp_path / "newsgen.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=r"already has newsgen\.yaml"):
        init(tmp_path, today=DAY)
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_is_no_place_for_a_site(tmp_path: Path):
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file; name a folder"):
        init(file)
    with pytest.raises(MachineError, match="cannot write"):
        init(file / "site")


def test_editors_get_a_link_that_opens_a_new_file_with_its_front_matter(tmp_path: Path):
    init(tmp_path, repository="rights/archive", today=DAY)
    guide = (tmp_path / "EDITORS.md").read_text(encoding="utf-8")
    link = re.search(r"\[a new article\]\((\S+)\)", guide)
    assert link is not None
    address = urlsplit(link[1])
    query = parse_qs(address.query)
    assert address.path == "/rights/archive/new/main/content"
    assert query["filename"] == ["YYYY/MM/YYYY-MM-DD-short-name.md"]
    assert set(yaml.safe_load(query["value"][0].split("---")[1])) == {"title", "date", "section", "tags", "summary"}


@pytest.mark.parametrize(
    ("repository", "base_url"),
    [
        ("", "https://example.org/"),
        ("Rights/archive", "https://rights.github.io/archive/"),
        ("rights/rights.github.io", "https://rights.github.io/"),
    ],
)
def test_the_address_is_that_of_the_repositorys_pages(tmp_path: Path, repository: str, base_url: str):
    init(tmp_path, repository=repository, today=DAY)
    assert yaml.safe_load((tmp_path / "newsgen.yaml").read_text(encoding="utf-8"))["base_url"] == base_url


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/rights/archive.git",
        "https://github.com/rights/archive",
        "git@github.com:rights/archive.git",
        "ssh://git@github.com/rights/archive.git",
    ],
)
def test_the_repository_is_known_from_the_git_remote(tmp_path: Path, needs: Callable[..., str], remote: str):
    git = needs("git")
    subprocess.run([git, "init", "--quiet", str(tmp_path)], check=True)
    subprocess.run([git, "-C", str(tmp_path), "remote", "add", "origin", remote], check=True)
    init(tmp_path, today=DAY)
    assert "github.com/rights/archive/new/main" in (tmp_path / "EDITORS.md").read_text(encoding="utf-8")


def test_the_remote_of_an_enclosing_repository_is_not_the_sites(tmp_path: Path, needs: Callable[..., str]):
    git = needs("git")
    subprocess.run([git, "init", "--quiet", str(tmp_path)], check=True)
    subprocess.run([git, "-C", str(tmp_path), "remote", "add", "origin", "https://github.com/a/b"], check=True)
    init(tmp_path / "site", today=DAY)
    assert "github.com/OWNER/REPO/new/main" in (tmp_path / "site" / "EDITORS.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("repository", ["archive", "a/b/c", "a b/c", "https://github.com/a/b"])
def test_a_repository_is_named_by_owner_and_name(tmp_path: Path, repository: str):
    with pytest.raises(UsageError, match="write it as OWNER/REPO"):
        init(tmp_path / "site", repository=repository)
    assert not (tmp_path / "site").exists()


def loaded(site: Path, name: str) -> Any:
    return json.loads((site / name).read_text(encoding="utf-8"))


def test_editors_find_the_schema_of_the_settings(tmp_path: Path):
    init(tmp_path, today=DAY)
    [(schema, file)] = loaded(tmp_path, ".vscode/settings.json")["yaml.schemas"].items()
    assert (tmp_path / file).is_file()
    Draft202012Validator(loaded(tmp_path, schema)).validate(
        yaml.safe_load((tmp_path / file).read_text(encoding="utf-8"))
    )
    first, *_ = (tmp_path / "newsgen.yaml").read_text(encoding="utf-8").splitlines()
    assert first == f"# yaml-language-server: $schema={schema}"


def test_no_editor_needs_the_network(tmp_path: Path):
    for path in init(tmp_path, today=DAY):
        if path.suffix == ".json":
            text = path.read_text(encoding="utf-8")
            # The one address is the dialect's name, which every tool knows by heart.
            named = set(re.findall(r'"(?:\$ref|\$id|\$schema|yaml\.schemas)": "?([^"]*)', text))
            assert named <= {"https://json-schema.org/draft/2020-12/schema", "{\n    "}, path


def test_what_snippets_write_is_front_matter(tmp_path: Path):
    init(tmp_path, today=DAY)
    schema = Draft202012Validator(loaded(tmp_path, "schemas/front-matter.schema.json"))
    snippets = loaded(tmp_path, ".vscode/newsgen.code-snippets")
    assert len(snippets) > 5
    for name, snippet in snippets.items():
        body = snippet["body"] if isinstance(snippet["body"], str) else "\n".join(snippet["body"])
        for word, said in [("CURRENT_YEAR", "2022"), ("CURRENT_MONTH", "09"), ("CURRENT_DATE", "28")]:
            body = body.replace(f"${{{word}}}", said)
        body = re.sub(r"\$\{\d+:?([^}]*)\}|\$\d", r"\1", body)
        assert "$" not in body
        keys = yaml.load(body.strip().strip("-"), Loader=yaml.BaseLoader)  # noqa: S506 -- makes text and nothing else
        assert schema.is_valid({"title": "A"} | keys), name


def matched(tasks: Any, line: str) -> dict[str, str]:
    """What the task's problem matchers make of a line."""
    for matcher in tasks["tasks"][0]["problemMatcher"]:
        pattern = matcher["pattern"]
        if found := re.search(pattern["regexp"], line):
            names = ("file", "line", "severity", "message")
            return {name: found[pattern[name]] or "" for name in names if name in pattern}
    return {}


def test_the_editors_task_finds_the_place_of_each_problem_and_nothing_else(tmp_path: Path):
    site = Site(tmp_path)
    init(tmp_path / "new", today=DAY)
    tasks = loaded(tmp_path / "new", ".vscode/tasks.json")
    site.add("""
        -- content/2022-09-29-b.md --
        ---
        title: B
        date: 31.09.2022
        tagz: [a]
        ---
        -- content/c d.md --
        ---
        title: C
        date: 2022-09-28
        slug: x
        ---
        -- content/e.md --
        ---
        title: E
        date: 2022-09-28
        slug: x
        ---
        """)
    problems = report.with_excerpts(site.problems(), site.folder)
    lines = report.problems_text(problems, 3, "Nothing was written; build/ is as it was.").split("\n")
    found = [match for match in (matched(tasks, line) for line in lines) if match]
    assert [(each["file"], each.get("line"), each["severity"]) for each in found] == [
        (problem.path, str(problem.line) if problem.line else None, "" if problem.is_error else "warning")
        for problem in problems
    ]
    assert {each["file"] for each in found} == {"content/2022-09-29-b.md", "content/c d.md", "content/e.md"}
    assert matched(tasks, "Built 1 article in 0.5 s: 3 files written, 0 unchanged, 0 removed → build/") == {}
