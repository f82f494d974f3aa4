"""What is made, kept and removed, and the reason that is given for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.sites import Site

from newsgen import fingerprint, plan
from newsgen.fingerprint import SIZE, Digest
from newsgen.output import REDIRECT, Output
from newsgen.plan import Plan
from newsgen.records import Record
from newsgen.survey import OnDisk
from newsgen.views import Copy, View

NAMES = {"article": ("text", "older neighbour", "newer neighbour")}
SETTINGS = fingerprint.of("settings")
TEMPLATE = fingerprint.of("template")
BYTES = fingerprint.of_bytes(b"as it was")


def parts(*changed: str, names: tuple[str, ...] = ("text", "older neighbour", "newer neighbour")) -> tuple[Digest, ...]:
    """Digests of parts, other ones for those that are said to have changed."""
    return tuple(fingerprint.of(name, name in changed) for name in names)


def key(output: Output, settings: Digest = SETTINGS, template: Digest = TEMPLATE) -> bytes:
    return settings + template + b"".join(output.parts)


def article(path: str = "a/index.html", *changed: str, source: str = "a.md") -> Output:
    return Output(path, "article", "article.html", parts(*changed), None, source)


def record(output: Output) -> Record:
    return Record(output.path, 9, 100, output.kind, key(output), BYTES, output.source)


def no_hash(path: str) -> Digest:
    raise AssertionError(f"{path} is hashed without need")


def make(
    outputs: list[Output],
    recorded: list[Record],
    differences: dict[str, OnDisk | None] | None = None,
    *,
    frozen: frozenset[str] = frozenset(),
    hashes: dict[str, Digest] | None = None,
) -> Plan:
    return plan.make(
        outputs,
        key,
        NAMES,
        {each.path: each for each in recorded},
        differences or {},
        no_hash if hashes is None else hashes.__getitem__,
        frozen,
    )


def test_what_has_the_key_and_the_file_that_it_had_is_kept():
    drawn = make([article()], [record(article())])
    assert drawn.stale == ()
    assert [each.path for each in drawn.kept] == ["a/index.html"]
    assert drawn.why("a/index.html") == "left as it is, because nothing that it shows has changed"


def test_what_has_no_record_is_made():
    drawn = make([article()], [])
    assert [(each.output.path, each.exists, each.intact) for each in drawn.stale] == [("a/index.html", False, False)]
    assert drawn.why("a/index.html") == "made, because it has not been made before"


def test_a_file_without_a_record_is_made_again_and_compared():
    drawn = make([article()], [], {"a/index.html": OnDisk(9, 100)})
    assert [(each.exists, each.intact) for each in drawn.stale] == [(True, False)]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (["text"], "its text changed"),
        (["newer neighbour"], "its newer neighbour changed"),
        (["text", "older neighbour"], "its text and older neighbour changed"),
    ],
)
def test_the_reason_names_the_parts_that_changed(changed: list[str], reason: str):
    drawn = make([article("a/index.html", *changed)], [record(article())])
    assert drawn.stale[0].reason == reason
    assert drawn.stale[0].intact
    assert drawn.why("a/index.html") == f"made, because {reason}"


def test_the_reason_names_settings_and_template_too():
    output = article()
    before, other = key(output), fingerprint.of("other")
    assert plan.changed(before, key(output, settings=other), NAMES["article"]) == "its settings or version changed"
    assert plan.changed(before, key(output, template=other), NAMES["article"]) == "its template changed"


def test_a_page_of_another_kind_at_the_same_path_is_made():
    page = Output("a/index.html", "page", "page.html", parts(names=("text",)), None, "a.md")
    drawn = make([page], [record(article())])
    assert drawn.stale[0].reason == "it is of another kind than before"


def test_a_missing_file_is_made_again():
    drawn = make([article()], [record(article())], {"a/index.html": None})
    assert [(each.reason, each.exists) for each in drawn.stale] == [("its file is missing", False)]


def test_an_altered_file_is_made_again():
    disk: dict[str, OnDisk | None] = {"a/index.html": OnDisk(9, 200)}
    drawn = make([article()], [record(article())], disk, hashes={"a/index.html": fingerprint.of_bytes(b"altered")})
    assert [(each.reason, each.exists, each.intact) for each in drawn.stale] == [("its file was altered", True, False)]


def test_a_file_of_another_size_is_made_again_without_being_read():
    drawn = make([article()], [record(article())], {"a/index.html": OnDisk(10, 100)})
    assert drawn.stale[0].reason == "its file was altered"


def test_the_same_bytes_with_a_new_time_are_kept_and_their_time_is_recorded():
    drawn = make([article()], [record(article())], {"a/index.html": OnDisk(9, 200)}, hashes={"a/index.html": BYTES})
    assert drawn.stale == ()
    assert drawn.kept == (msgspec.structs.replace(record(article()), mtime_ns=200),)


def test_what_nothing_asks_for_is_removed_whoever_made_it():
    old = article("old/index.html")
    drawn = make([], [record(old)], {"stray.txt": OnDisk(1, 1)})
    assert drawn.gone == ("old/index.html", "stray.txt")
    assert drawn.forgotten == ("old/index.html",)
    assert drawn.why("stray.txt") == "removed, because nothing asks for it"
    assert drawn.why("nowhere") == "not a file of this site"


def test_a_record_whose_file_is_gone_already_is_forgotten():
    drawn = make([], [record(article())], {"a/index.html": None})
    assert drawn.gone == ()
    assert drawn.forgotten == ("a/index.html",)


def test_the_page_of_a_broken_source_stays_as_it_is():
    drawn = make([article("a/index.html", "text")], [record(article())], frozen=frozenset({"a.md"}))
    assert drawn.stale == ()
    assert drawn.kept == (record(article()),)


def test_the_page_of_a_broken_source_stays_though_nothing_asks_for_it():
    drawn = make([], [record(article())], frozen=frozenset({"a.md"}))
    assert drawn.kept == (record(article()),)
    assert drawn.gone == drawn.forgotten == ()


def test_the_page_of_a_broken_source_is_made_where_its_file_is_missing():
    drawn = make([article()], [record(article())], {"a/index.html": None}, frozen=frozenset({"a.md"}))
    assert drawn.stale[0].reason == "its file is missing"


def test_the_page_of_another_source_does_not_stay_for_a_broken_one():
    other = record(article(source="withdrawn.md"))
    drawn = make([article("a/index.html", "text")], [other], frozen=frozenset({"a.md"}))
    assert [each.output.path for each in drawn.stale] == ["a/index.html"]


class Some:
    """A kind with the outputs that it is given."""

    name = "article"
    parts = NAMES["article"]

    def __init__(self, *outputs: Output) -> None:
        self._outputs = outputs

    def outputs(self) -> Iterator[Output]:
        yield from self._outputs

    def view(self, output: Output) -> View | Copy:
        raise AssertionError(f"the view of {output.path} is made without need")


def test_a_copy_depends_on_no_setting_and_no_template():
    copy = Output("CNAME", "file", "", (fingerprint.of("bytes"),), None)
    one = plan.Keys(SETTINGS, lambda _: TEMPLATE).of(copy)
    other = plan.Keys(fingerprint.of("others"), lambda _: fingerprint.of("another")).of(copy)
    assert one == other
    assert len(one) == 3 * SIZE


def test_a_page_depends_on_settings_and_template():
    keys = {
        plan.Keys(settings, lambda _, template=template: template).of(article())  # type: ignore[misc]
        for settings in (SETTINGS, fingerprint.of("others"))
        for template in (TEMPLATE, fingerprint.of("another"))
    }
    assert len(keys) == 4


def test_a_template_is_digested_once_for_all_its_pages():
    asked: list[str] = []

    def digest(name: str) -> Digest:
        asked.append(name)
        return TEMPLATE

    keys = plan.Keys(SETTINGS, digest)
    assert len({keys.of(article(path)) for path in ("a", "b", "c")}) == 1
    assert asked == ["article.html"]


def distinct(*outputs: Output) -> tuple[list[str], list[str]]:
    """The paths that are left, and whether what is said is an error or a warning."""
    left, problems = plan.distinct(outputs, "content")
    return sorted(output.path for output in left), [problem.severity for problem in problems]


def redirect(path: str, source: str) -> Output:
    return Output(path, REDIRECT, "redirect.html", (), None, source)


def test_two_pages_with_one_path_are_an_error():
    assert distinct(article("a", source="a.md"), article("a", source="b.md")) == (["a"], ["error"])


def test_two_paths_that_some_file_systems_hold_to_be_one_are_an_error():
    assert distinct(article("a/B", source="a.md"), article("a/b", source="b.md"))[1] == ["error"]


def test_a_former_address_gives_way_to_a_page_whoever_comes_first():
    for outputs in ([redirect("a", "b.md"), article("a")], [article("a"), redirect("a", "b.md")]):
        left, problems = plan.distinct(outputs, "content")
        assert [output.kind for output in left] == ["article"]
        assert [problem.severity for problem in problems] == ["warning"]


def test_a_former_address_that_is_the_present_one_goes_without_a_word():
    assert distinct(article("a", source="a.md"), redirect("a", "a.md")) == (["a"], [])


def test_a_file_in_the_way_of_a_folder_is_an_error():
    file = Output("2022", "file", "", (), None)
    assert distinct(file, Output("2022/index.html", "year", "year.html", (), None))[1] == ["error"]


def test_a_former_address_that_is_its_own_but_for_capital_letters_is_told(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: A\n")
    site.write("content/2022-09-28-a.md", "---\ntitle: A\npermalink: /case/\naliases: [/Case/, /case/]\n---\nText.\n")
    [problem] = site.build().problems
    assert (problem.severity, problem.path) == ("warning", "content/2022-09-28-a.md")
    assert "/Case/ is /case/ but for capital letters, so nothing leads from there to it" in problem.message
