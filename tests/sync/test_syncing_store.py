"""The patient's real file keeps what the copy in memory keeps, through the same histories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.test_engine import wander
from sync.twins.stored import StoredReplica

Make = Callable[[str], StoredReplica]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes devices whose files are closed at the end."""
    made: list[StoredReplica] = []

    class Kept(StoredReplica):
        def __init__(self, device: str, top: Path, source: Path | None = None) -> None:
            super().__init__(device, top, source)
            made.append(self)

    yield lambda device: Kept(device, tmp_path)
    for one in made:
        one.close()


def _history(make: Make, seed: int, steps: int) -> None:
    world = wander(seed, steps, make)
    world.settle()
    world.check()


@pytest.mark.parametrize("seed", range(20))
def test_files_end_equal_after_any_history(make: Make, seed: int) -> None:
    """Real files end in the exact union, as copies in memory do."""
    _history(make, seed, 25)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_files_end_equal_after_long_histories(make: Make, seed: int) -> None:
    """So they do after more of everything."""
    _history(make, seed, 60)
