"""How work is divided into batches."""

from __future__ import annotations

import pytest

from newsgen.executors import BATCH, ROOM, Encoded, Serial, Workers


def sizes(_spec: None, batch: list[bytes]) -> list[int]:
    return [len(item) for item in batch]


def batches(items: list[bytes]) -> list[list[int]]:
    with Workers(2, Serial()) as workers:
        return list(workers.run(sizes, None, Encoded(items, bytes)))


def test_small_items_go_in_batches_of_one_size() -> None:
    assert [len(batch) for batch in batches([b"x"] * (BATCH * 5))] == [BATCH] * 5


def test_large_items_fill_a_batch_sooner_because_several_wait_at_a_time() -> None:
    large = ROOM // 3 + 1
    assert [len(batch) for batch in batches([b"x" * large] * 9)] == [3, 3, 3]


@pytest.mark.parametrize("count", [0, 1, BATCH, BATCH * 4 + 1])
def test_every_item_is_worked_on_once_and_in_order(count: int) -> None:
    items = [b"x" * (number % 7 * ROOM // 5) for number in range(count)]
    assert [size for batch in batches(items) for size in batch] == [len(item) for item in items]
