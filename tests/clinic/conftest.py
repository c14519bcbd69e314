"""A clinic for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic.command_line import Desk
from clinic.rig import Clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """A clinic on a real file."""
    made = Clinic(tmp_path / "clinic")
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty folder, and somebody who types commands."""
    return Desk(tmp_path / "clinic")
