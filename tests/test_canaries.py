"""Random words in every field of articles in every state: at no time is one of them where it may not be.

A site is edited, built at various times, loses its state or gets an old one back; after each build the output, the
state, the hosts' rules and what was said are searched for the words of all that is held back.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
from pathlib import Path

import pytest
from tests.sites import Site

from newsgen import report
from newsgen.errors import Problem, ProblemsFound
from newsgen.settings import load

FIELDS = (
    *("title", "slug", "section", "tags", "authors", "summary", "image", "image_alt", "image_credit", "aliases"),
    *(
        "translation_key",
        "sources",
        "corrections",
        "extra",
        "body",
        "heading",
        "file",
        "attachment",
        "unnamed",
        "bytes",
    ),
)
FORMS = ("alone", "bundle", "beside", "translation", "below")
"""Where an article lies: alone, in a folder of its own, or with a public one: beside it, as its translation, below."""
STATES = ("public", "draft", "embargo", "future", "expires", "retracted", "broken draft", "deleted")
START = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)

CONFIG = """\
title: Archive
base_url: https://example.org/
languages: [en, ru]
days: true
hosts: [apache, nginx]
taxonomies: [section, tags, authors]
"""


class Secret:
    """An article whose every field holds a word of its own."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.words = {field: f"{field.replace('_', '')}q{chance.randrange(10**8):08d}q{number}z" for field in FIELDS}
        self.lang = chance.choice(["", ".ru"])
        self.form = chance.choice(FORMS)
        self.around = f"content/2022-09-05-shared{number}"
        """The folder of a public article."""
        self.state = "deleted"
        self.turns = START
        """When its state ends or begins by time alone."""

    @property
    def path(self) -> str:
        name = f"2022-09-{10 + len(self.words['file']) % 9}-{self.words['file']}"
        return {
            "alone": f"content/{name}{self.lang}.md",
            "bundle": f"content/{name}/index{self.lang}.md",
            "beside": f"{self.around}/{name}{self.lang}.md",
            "translation": f"{self.around}/index.ru.md",
            "below": f"{self.around}/{name}/index{self.lang}.md",
        }[self.form]

    @property
    def leaves_files(self) -> bool:
        """Whether its pictures may stay where they are when it is deleted: they lie beside nothing that is public."""
        return self.form not in {"beside", "translation"}

    def files(self) -> dict[str, str | bytes]:
        word = self.words
        when = f"{self.turns:%Y-%m-%dT%H:%M:%SZ}"
        line = {
            "draft": "draft: true",
            "embargo": f"embargo: {when}",
            "future": f"date: {when}",
            "expires": f"expires: {when}",
            "retracted": "retracted: {date: 2022-10-01}",
            "broken draft": "draft: true\nupdated: 2022-02-31",
        }.get(self.state, "")
        folder = self.path.rpartition("/")[0]
        text = f"""---
title: {word["title"]}
slug: {word["slug"]}
section: {word["section"]}
tags: [{word["tags"]}, shared]
authors: [{word["authors"]}]
summary: {word["summary"]}
image: {word["image"]}.png
image_alt: {word["image_alt"]}
image_credit: {word["image_credit"]}
aliases: [/{word["aliases"]}/]
translation_key: {word["translation_key"]}
sources: [{{title: {word["sources"]}, url: "https://example.net/{word["sources"]}"}}]
corrections: [{{date: 2022-10-02, text: {word["corrections"]}}}]
extra: {{note: {word["extra"]}}}
{line}
---
## {word["heading"]}

{word["body"]} ![x]({word["attachment"]}.png)
"""
        return {
            self.path: text,
            f"{folder}/{word['image']}.png": "picture",
            f"{folder}/{word['attachment']}.png": word["bytes"],
            f"{folder}/{word['unnamed']}.png": word["bytes"],
        }

    def allowed(self, now: dt.datetime, registered: str) -> set[str]:
        """The fields whose words may be seen at a time."""
        public = (
            self.state == "public"
            or (self.state in {"embargo", "future"} and now >= self.turns)
            or (self.state == "expires" and now < self.turns)
        )
        if public:
            return set(FIELDS)
        seen = {field for field in FIELDS if self.words[field] in registered}
        if self.state == "retracted":
            # Its page stays, at its address, with the addresses that lead there, and is recorded.
            seen |= {"title", "slug", "aliases", "file"}
        return seen


class Life:
    def __init__(self, folder: Path, seed: int, *, register: bool) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - it is to come again
        self.site = Site(folder / "site")
        self.site.write("newsgen.yaml", CONFIG)
        self.site.write("content/2022-09-01-open.md", "---\ntitle: Open\ntags: [shared]\n---\nText.\n")
        self.secrets = [Secret(number, self.chance) for number in range(6)]
        self.now = START
        for secret in self.secrets:
            self.site.write(f"{secret.around}/index.md", "---\ntitle: Shared\n---\n![x](house.png)\n")
            self.site.write(f"{secret.around}/house.png", "house")
            self.site.write(f"{secret.around}/garden.png", "garden")
            self.edit(secret)
        self.old = folder / "old"
        self.register = register
        self.checks = 0

    def edit(self, secret: Secret) -> None:
        secret.state = self.chance.choice(STATES)
        secret.turns = self.now + dt.timedelta(hours=self.chance.choice([-30, -1, 1, 30]))
        leave = secret.leaves_files and self.chance.random() < 0.5
        for path, data in secret.files().items():
            if secret.state != "deleted":
                self.site.write(path, data)
            elif (self.site.folder / path).exists() and (path == secret.path or not leave):
                self.site.remove(path)

    def step(self) -> None:
        chance = self.chance
        act = chance.choice(["edit"] * 8 + ["time"] * 2 + ["lose", "keep", "restore", "renew", "preview"])
        state = self.site.folder / ".newsgen"
        if act == "edit":
            self.edit(chance.choice(self.secrets))
        elif act == "time":
            self.now += dt.timedelta(hours=chance.choice([1, 2, 40]))
        elif act == "lose":
            shutil.rmtree(state, ignore_errors=True)
        elif act == "keep" and state.exists():
            shutil.rmtree(self.old, ignore_errors=True)
            shutil.copytree(state, self.old)
        elif act == "restore" and self.old.exists():
            shutil.rmtree(state, ignore_errors=True)
            shutil.copytree(self.old, state)
        elif act == "renew":
            shutil.rmtree(self.site.output, ignore_errors=True)
        elif act == "preview":
            self.build(drafts=True, output="preview")
            shutil.rmtree(self.site.folder / "preview", ignore_errors=True)

    def build(self, **options: object) -> tuple[Problem, ...]:
        try:
            return self.site.build(at=self.now, keep_going=True, accept_loss=10**6, **options).problems  # type: ignore[arg-type]
        except ProblemsFound as found:
            return found.problems

    def look(self) -> None:
        problems = self.build()
        log = report.github(problems)
        spoken = "\n".join(self.site.reporter.said) + "\n".join(
            line.partition("::")[2].partition("::")[2] for line in log.split("\n")
        )
        if self.register and self.chance.random() < 0.5:
            self.site.record(at=self.now)
        urls = self.site.folder / "urls.txt"
        registered = urls.read_text("utf-8") if urls.exists() else ""
        output = "\n".join(f"{path}\n{data.decode('utf-8', 'replace')}" for path, data in self.site.tree().items())
        kept = "\n".join(
            path.read_bytes().decode("utf-8", "replace")
            for path in (self.site.folder / ".newsgen").rglob("*")
            if path.is_file()
        )
        for secret in self.secrets:
            allowed = secret.allowed(self.now, registered)
            for field in set(FIELDS) - allowed:
                word = secret.words[field]
                self.checks += 1
                for name, text in (("output", output), ("state", kept), ("log", spoken)):
                    assert word not in text, (
                        secret.state,
                        field,
                        name,
                        [path for path, data in self.site.tree().items() if word.encode() in data or word in path],
                    )


def live(folder: Path, seed: int, steps: int, *, register: bool) -> int:
    life = Life(folder, seed, register=register)
    for _ in range(steps):
        life.step()
        life.look()
    assert load(life.site.folder).title == "Archive"
    return life.checks


@pytest.mark.parametrize("register", [False, True])
@pytest.mark.parametrize("seed", range(2))
def test_no_word_of_what_is_held_back_is_seen(tmp_path: Path, seed: int, register: bool):
    assert live(tmp_path, seed, 16, register=register) > 500


@pytest.mark.slow
@pytest.mark.parametrize("register", [False, True])
@pytest.mark.parametrize("seed", range(10, 15))
def test_no_word_of_what_is_held_back_is_seen_in_a_long_life(tmp_path: Path, seed: int, register: bool):
    assert live(tmp_path, seed, 40, register=register) > 1000
