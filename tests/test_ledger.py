"""Outputs against the record of the last build, sheaf by sheaf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from newsgen import fingerprint, ledger
from newsgen.errors import Problem
from newsgen.fingerprint import Digest
from newsgen.output import SHEAVES, Output, Sheaf, sheaf, sheaves
from newsgen.permalink import collision_key
from newsgen.plan import Keys, Plan, Rendered
from newsgen.records import Bound, Record
from newsgen.survey import OnDisk
from newsgen.views import Copy, View

SETTINGS = fingerprint.of("settings")


def keys(template: str = "as it was") -> Keys:
    return Keys(SETTINGS, lambda name: fingerprint.of(name, template))


def page(path: str, text: str = "text", source: str = "") -> Output:
    return Output(path, "article", "article.html", (fingerprint.of(text),), None, source)


def month(name: str, *outputs: Output) -> Sheaf:
    return sheaf(name, "article", list(outputs))


def unopened(known: Sheaf) -> Sheaf:
    """The same sheaf, whose outputs nobody may ask for."""

    def refuse() -> list[Output]:
        raise AssertionError(f"{known.name} is opened without need")

    return Sheaf(known.name, known.kind, known.templates, known.key, refuse)


def no_hash(path: str) -> Digest:
    raise AssertionError(f"{path} is hashed without need")


def draw(
    asked: Sequence[Sheaf],
    recorded: dict[str, Bound],
    differences: dict[str, OnDisk | None] | None = None,
    *,
    with_keys: Keys | None = None,
    frozen: frozenset[str] = frozenset(),
) -> Plan:
    return ledger.draw(asked, with_keys or keys(), {"article": ("text",)}, recorded, differences or {}, no_hash, frozen)


def done(asked: Sequence[Sheaf], drawn: Plan, *failed: str, with_keys: Keys | None = None) -> dict[str, Bound]:
    """What is recorded once all that is stale was made, but for what failed; and the fresh sheaves."""
    results: list[Rendered | Problem] = [
        Problem("templates/article.html", 1, "it fails", "")
        if stale.output.path in failed
        else Rendered(9, 100, b"hash", moved=True)
        for stale in drawn.stale
    ]
    bound = ledger.bind(asked, with_keys or keys(), drawn, results)
    return {each.name: each for each in (*drawn.fresh, *bound)}


def recorded(*asked: Sheaf) -> dict[str, Bound]:
    return done(asked, draw(asked, {}))


def stale(drawn: Plan) -> list[str]:
    return [each.output.path for each in drawn.stale]


MAY, JUNE = month("May", page("may/a"), page("may/b")), month("June", page("june/c"))


def test_a_sheaf_that_is_as_it_was_recorded_is_not_opened():
    drawn = draw([unopened(MAY), unopened(JUNE)], recorded(MAY, JUNE))
    assert stale(drawn) == []
    assert drawn.unchanged == 3
    assert sorted(record.path for record in drawn.standing()) == ["june/c", "may/a", "may/b"]


def test_of_a_sheaf_that_changed_only_what_changed_is_made():
    changed = month("May", page("may/a"), page("may/b", "another text"))
    drawn = draw([changed, unopened(JUNE)], recorded(MAY, JUNE))
    assert stale(drawn) == ["may/b"]
    assert drawn.unchanged == 2
    assert drawn.why("may/a") == drawn.why("june/c") == "left as it is, because nothing that it shows has changed"


def test_a_sheaf_whose_template_changed_is_made_again():
    drawn = draw([MAY], recorded(MAY), with_keys=keys("edited"))
    assert stale(drawn) == ["may/a", "may/b"]


def test_a_sheaf_one_of_whose_files_is_missing_is_opened():
    drawn = draw([MAY, unopened(JUNE)], recorded(MAY, JUNE), {"may/b": None})
    assert stale(drawn) == ["may/b"]


def test_a_page_that_moves_to_another_sheaf_is_the_page_that_it_was():
    asked = [month("May", page("may/a")), month("June", page("june/c"), page("may/b"))]
    drawn = draw(asked, recorded(MAY, JUNE))
    assert (stale(drawn), drawn.gone, drawn.forgotten) == ([], (), ())
    again = draw([unopened(each) for each in asked], done(asked, drawn))
    assert again.unchanged == 3


def test_the_pages_of_a_sheaf_that_nothing_asks_for_are_removed():
    drawn = draw([unopened(MAY)], recorded(MAY, JUNE))
    assert drawn.gone == drawn.forgotten == ("june/c",)


def test_a_sheaf_with_a_page_that_failed_is_opened_again():
    changed = month("May", page("may/a", "another text"), page("may/b"))
    drawn = draw([changed], recorded(MAY))
    after = done([changed], drawn, "may/a")
    assert [(record.path, record.parts) for record in after["May"].records()] == [
        ("may/a", keys().of(page("may/a"))),
        ("may/b", keys().of(page("may/b"))),
    ]
    assert stale(draw([changed], after)) == ["may/a"]


def test_a_page_that_failed_and_never_was_has_no_record():
    drawn = draw([MAY], {})
    after = done([MAY], drawn, "may/a")
    assert [record.path for record in after["May"].records()] == ["may/b"]
    assert stale(draw([MAY], after)) == ["may/a"]


def test_the_page_of_a_broken_source_is_kept_though_nothing_asks_for_it():
    before = month("May", page("may/a", source="a.md"), page("may/b", source="b.md"))
    asked = [month("May", page("may/b", source="b.md"))]
    frozen = frozenset({"a.md"})
    drawn = draw(asked, recorded(before), frozen=frozen)
    assert (stale(drawn), drawn.gone) == ([], ())
    after = done(asked, drawn)
    again = draw(asked, after, frozen=frozen)
    assert sorted(record.path for record in again.standing()) == ["may/a", "may/b"]
    mended = draw([before], done(asked, again))
    assert (stale(mended), mended.gone) == ([], ())


def test_a_broken_source_whose_page_stays_as_it_was_is_asked_for_again():
    changed = month("May", page("may/a", "another text", "a.md"))
    drawn = draw([changed], recorded(month("May", page("may/a", source="a.md"))), frozen=frozenset({"a.md"}))
    assert stale(drawn) == []
    assert stale(draw([changed], done([changed], drawn))) == ["may/a"]


def test_what_is_taken_out_of_a_fresh_sheaf_goes_and_the_rest_of_it_stays():
    drawn = draw([unopened(MAY), unopened(JUNE)], recorded(MAY, JUNE)).without({"may/b"})
    assert drawn.gone == ("may/b",)
    assert [bound.name for bound in drawn.fresh] == ["June"]
    after = done([MAY, JUNE], drawn)
    assert [record.path for record in after["May"].records()] == ["may/a"]
    assert stale(draw([MAY, unopened(JUNE)], after)) == ["may/b"]


def test_paths_that_differ_need_no_output_to_be_planned():
    asked = [unopened(MAY), unopened(JUNE)]
    assert ledger.distinct(asked, ["may/a", "may/b", "june/c"], "content") == (tuple(asked), ())


@pytest.mark.parametrize("path", ["may/a", "MAY/A", "may/a/c", "may"])
def test_one_of_two_outputs_that_cannot_lie_side_by_side_is_taken_out(path: str):
    asked = [MAY, month("June", page(path), page("june/c"))]
    places = [collision_key(output.path) for each in asked for output in each.outputs]
    left, problems = ledger.distinct(asked, places, "content")
    assert len(problems) >= 1
    assert sum(len(each.outputs) for each in left) < 4
    whole = [each for each in left if len(each.outputs) == len({"May": MAY}.get(each.name, asked[1]).outputs)]
    assert all(each in asked for each in whole)
    assert all(each.key != old.key for each, old in zip(left, asked, strict=True) if each not in whole)


class Copies:
    """A kind that does not sheave its outputs itself."""

    name = "copy"
    parts = ("bytes",)

    def __init__(self, count: int) -> None:
        self.count = count

    def outputs(self) -> Iterator[Output]:
        for number in range(self.count):
            yield page(f"file{number}.pdf")

    def view(self, output: Output) -> View | Copy:
        raise AssertionError(f"the view of {output.path} is made without need")


def test_one_more_output_changes_one_sheaf():
    before, now = ({each.name: each.key for each in sheaves(Copies(count))} for count in (1000, 1001))
    assert len(now) == SHEAVES
    assert sum(before[name] != now[name] for name in now) == 1


def test_a_record_says_all_that_was_known_when_the_output_was_made():
    [bound] = recorded(month("May", page("may/a", source="a.md"))).values()
    key = keys().of(page("may/a"))
    assert bound.records() == [Record("may/a", 9, 100, "article", key, b"hash", "a.md")]
    assert bound.places == ("may/a",)


def test_another_version_of_newsgen_trusts_no_sheaf(monkeypatch: pytest.MonkeyPatch):
    before = recorded(MAY)
    monkeypatch.setattr(ledger, "versions", lambda: fingerprint.of("another"))
    assert ledger.known(MAY, before) is None
    assert ledger.known(MAY, recorded(MAY)) is not None
