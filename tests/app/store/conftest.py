"""A fresh set of places for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.filled import NOW, places_in
from hep_tui.locations import Places
from hep_tui.store.store import Store


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Places of a profile that has no file yet."""
    return places_in(tmp_path / "home")


@pytest.fixture
def store(places: Places) -> Iterator[Store]:
    """A new file, open."""
    with Store.open(places, now=NOW) as opened:
        yield opened
