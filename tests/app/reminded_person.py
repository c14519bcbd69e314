"""A person with a program on a computer of stand-ins, and what reminders did there."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.fake_programs import Computer, computer
from conftest import Answer, RunCli

__all__ = ["computer"]

MORNING, LATER = "2026-03-04T07:30:00-06:00", "2026-03-04T08:30:00-06:00"
MIDDAY, NIGHT = "2026-03-04T12:30:00-06:00", "2026-03-04T23:00:00-06:00"


@pytest.fixture
def acl(run_cli: RunCli, computer: Computer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> RunCli:
    """A person with a program of three sessions a day, on a computer with systemd and notices."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    computer.has_systemd()
    computer.has_notices()
    assert run_cli("import", "acl-early").code == 0
    return run_cli


def config(home: Path) -> Path:
    """The settings file."""
    return home / "config" / "me" / "config.toml"


def notices(computer: Computer) -> list[list[str]]:
    """The texts of every notice."""
    return [call[2:] for call in computer.calls("notify-send")]


def silent(answer: Answer) -> bool:
    """Whether a command did nothing that can be seen."""
    return (answer.code, answer.out, answer.err) == (0, "", "")


def quiet_fire(run: RunCli, now: str) -> bool:
    """Call as the scheduler does; whether nothing was printed."""
    answer = run("remind", "fire", now=now)
    return (answer.code, answer.out) == (0, "")
