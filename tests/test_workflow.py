"""The publishing workflow does what it says, as far as that can be seen without GitHub."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsgen import __version__
from newsgen.commands.init import init

Workflow = dict[str, Any]
INSTALL = "Install newsgen"
PROPOSED, PUBLISHED = "pull_request", "push"


def read(path: Path) -> Workflow:
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 -- makes text and nothing else
    assert isinstance(loaded, dict)
    return loaded


def steps(workflow: Workflow) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def commands(workflow: Workflow, event: str) -> list[str]:
    """The commands of the build job on an event, but not the one that installs newsgen."""
    return [
        step["run"]
        for step in workflow["jobs"]["build"]["steps"]
        if "run" in step and step.get("name") != INSTALL and happens(step, event)
    ]


def happens(step: dict[str, Any], event: str) -> bool:
    condition = step.get("if")
    if condition is None:
        return True
    match = re.fullmatch(r"github\.event_name (==|!=) '(\w+)'", condition)
    assert match is not None, condition
    return (match[2] == event) == (match[1] == "==")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    init(folder, today=dt.date(2022, 9, 28))
    return folder


@pytest.fixture
def workflow(site: Path) -> Workflow:
    return read(site / ".github/workflows/publish.yml")


def test_the_repositorys_own_workflow_is_the_starters_but_for_how_newsgen_is_installed(root: Path, workflow: Workflow):
    own = read(root / ".github/workflows/publish.yml")
    for each in (own, workflow):
        for step in steps(each):
            if step.get("name") == INSTALL:
                step["run"] = ""
    assert own == workflow


def test_the_version_of_newsgen_is_pinned(workflow: Workflow):
    installs = [step["run"] for step in steps(workflow) if step.get("name") == INSTALL]
    assert installs
    assert all(install.split()[-1] == f"newsgen=={__version__}" for install in installs)


def test_every_action_is_githubs_own_and_pinned_to_a_major_version(workflow: Workflow):
    actions = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert actions
    assert all(re.fullmatch(r"actions/[\w/-]+@v\d+", action) for action in actions)


def test_no_command_holds_an_expression_that_a_stranger_could_fill(workflow: Workflow):
    assert not [step["run"] for step in steps(workflow) if "${{" in step.get("run", "")]


def test_only_the_jobs_that_publish_and_record_may_write(workflow: Workflow):
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in workflow["jobs"]["build"]
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert workflow["jobs"]["record"]["permissions"] == {"contents": "write"}
    for job in ("publish", "record"):
        assert workflow["jobs"][job]["if"] == "github.event_name != 'pull_request'"


def test_a_proposal_never_sees_a_secret(workflow: Workflow):
    holders = [step for step in steps(workflow) if "secrets." in str(step)]
    assert holders
    for step in holders:
        assert step in workflow["jobs"]["record"]["steps"] or not happens(step, PROPOSED)


def test_addresses_are_recorded_only_once_they_are_published(workflow: Workflow):
    assert workflow["jobs"]["record"]["needs"] == "publish"
    assert workflow["jobs"]["publish"]["needs"] == "build"


@pytest.mark.slow
def test_what_was_published_is_recorded_and_committed(clone: Path, site: Path, workflow: Workflow):
    subprocess.run(["git", "-C", str(site), "config", "receive.denyCurrentBranch", "ignore"], check=True)
    subprocess.run(["git", "-C", str(site), "branch", "--move", "--force", "main"], check=True)
    subprocess.run(["git", "-C", str(clone), "fetch", "--quiet"], check=True)
    [build] = commands(workflow, PUBLISHED)
    [record] = [step["run"] for step in workflow["jobs"]["record"]["steps"] if "urls record" in step.get("run", "")]
    for command in (build, record, record):
        done = run(command, clone)
        assert done.returncode == 0, done.stdout + done.stderr
    shown = subprocess.run(
        ["git", "-C", str(site), "show", "main:urls.txt"], text=True, capture_output=True, check=True
    )
    assert "/2022/09/28/first-article/\tarticle\t" in shown.stdout
    log = subprocess.run(
        ["git", "-C", str(site), "log", "--oneline", "main"], text=True, capture_output=True, check=True
    )
    assert len(log.stdout.splitlines()) == 2


def test_a_day_never_passes_without_a_build(workflow: Workflow):
    [daily] = workflow["on"]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* \*", daily["cron"])


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ)
    environment.pop("PYTHONPATH", None)
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    return subprocess.run(
        ["bash", "-e", "-c", command], cwd=folder, env=environment, text=True, capture_output=True, check=False
    )


@pytest.fixture
def clone(tmp_path: Path, site: Path, needs: Callable[..., str]) -> Path:
    """A fresh clone of the site, as a runner has it: nothing that git ignores, and new times."""
    git = needs("git")
    if not shutil.which("newsgen", path=str(Path(sys.executable).parent)):
        pytest.skip("newsgen is not installed in the environment of the tests")
    who = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    for arguments in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "--message", "A site"]):
        subprocess.run([git, "-C", str(site), *arguments], check=True)
    folder = tmp_path / "clone"
    subprocess.run([git, "clone", "--quiet", str(site), str(folder)], check=True)
    return folder


def test_what_is_known_of_the_published_site_is_never_taken_from_a_proposal(workflow: Workflow):
    caches = [step for step in workflow["jobs"]["build"]["steps"] if "actions/cache" in step.get("uses", "")]
    assert [step["uses"].partition("@")[0] for step in caches if happens(step, PROPOSED)] == ["actions/cache/restore"]
    assert [step["uses"].partition("@")[0] for step in caches if happens(step, PUBLISHED)] == ["actions/cache"]
    assert len({(step["with"]["path"], step["with"]["restore-keys"]) for step in caches}) == 1


@pytest.mark.slow
def test_a_proposal_is_summed_up_against_what_was_published(clone: Path, workflow: Workflow, tmp_path: Path):
    [build], [check, _] = commands(workflow, PUBLISHED), commands(workflow, PROPOSED)
    assert run(build, clone).returncode == 0
    shutil.rmtree(clone / "build")  # the cache holds what is known of it, and not the site itself
    new = clone / "content/2022/09/2022-09-30-fire.md"
    new.write_text("---\ntitle: Fire\ndate: 2022-09-30\nsection: News\n---\n\nText.\n", encoding="utf-8")
    done = run(f'GITHUB_STEP_SUMMARY="{tmp_path / "summary.md"}"; {check}', clone)
    assert done.returncode == 0, done.stdout + done.stderr
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "### New\n\n- September 30, 2022 [Fire](<https://example.org/2022/09/30/fire/>)" in summary
    assert "first-article" not in summary


@pytest.mark.slow
def test_a_proposal_is_told_what_an_editor_would_want_to_know_of_its_own_files_alone(clone: Path, workflow: Workflow):
    text = "---\ntitle: {}\ndate: 2022-09-30\nsummary: A fire.\n---\n\nSee [here](https://example.org/).\n"
    for name in ("old one", "new"):
        (clone / f"content/2022/09/2022-09-30-{name}.md").write_text(text.format(name), encoding="utf-8")
        who = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
        for arguments in (["add", "."], [*who, "commit", "--quiet", "--message", name]):
            subprocess.run(["git", "-C", str(clone), *arguments], check=True)
    _, check = commands(workflow, PROPOSED)
    done = run(check, clone)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::warning file=content/2022/09/2022-09-30-new.md,line=7" in done.stdout
    assert "old one" not in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("event", [PROPOSED, PUBLISHED])
def test_a_new_site_passes_its_check_and_is_built(clone: Path, workflow: Workflow, event: str):
    for command in commands(workflow, event):
        done = run(command, clone)
        assert done.returncode == 0, done.stdout + done.stderr
    folder = next(step["with"]["path"] for step in steps(workflow) if "upload-pages" in step.get("uses", ""))
    assert (clone / folder / "2022/09/28/first-article/index.html").is_file()
    ignored = subprocess.run(
        ["git", "-C", str(clone), "status", "--porcelain"], text=True, capture_output=True, check=True
    )
    assert [line for line in ignored.stdout.splitlines() if not line.endswith("urls.txt")] == []


@pytest.mark.slow
def test_a_broken_article_fails_the_check_at_its_line_and_does_not_stop_the_others(clone: Path, workflow: Workflow):
    broken = clone / "content/2022/09/2022-09-30-broken.md"
    broken.write_text("---\ntitle: Broken\ndate: 31.09.2022\n---\n\nText.\n", encoding="utf-8")
    [check, _] = commands(workflow, PROPOSED)
    checked = run(check, clone)
    assert checked.returncode == 1
    assert "::error file=content/2022/09/2022-09-30-broken.md,line=3" in checked.stdout
    [build] = commands(workflow, PUBLISHED)
    built = run(build, clone)
    assert built.returncode == 0, built.stdout + built.stderr
    assert (clone / "build/2022/09/28/first-article/index.html").is_file()
    assert not (clone / "build/2022/09/30").exists()


@pytest.mark.slow
@pytest.mark.parametrize("event", [PROPOSED, PUBLISHED])
def test_broken_settings_stop_everything(clone: Path, workflow: Workflow, event: str):
    (clone / "newsgen.yaml").write_text("title: Archive\ntimezone: Mars\n", encoding="utf-8")
    command = commands(workflow, event)[0]
    done = run(command, clone)
    assert done.returncode == 1
    assert "newsgen.yaml,line=2" in done.stdout
    assert not (clone / "build").exists()
