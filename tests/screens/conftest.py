"""The whole app on a home of its own, with a pinned clock and a program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from hep_care.courses import Course
from hep_care.program import Program
from hep_tui.app import HepApp
from hep_tui.diary import Diary, open_diary
from screens.session_stories import TestClock


class _AwakeAnyway:
    """A computer that never falls asleep."""

    problem = ""

    def __init__(self, told: object) -> None: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


@pytest.fixture(autouse=True)
def _no_sound(monkeypatch):
    """No player, voice or guard against sleep of this computer is started; cues ring the bell."""
    monkeypatch.setattr("hep_tui.signals.system.players", lambda environ: [])
    monkeypatch.setattr("hep_tui.signals.system.voices", lambda environ, platform: [])
    monkeypatch.setattr("hep_tui.screens.session_signals.KeepAwake", _AwakeAnyway)


@pytest.fixture
def make_app(home, monkeypatch):
    """Makes the app, not yet running: `make_app(program, history)`.

    `program` is the id of a sample, begun `days` ago, or a `Program` that is then simply there, or None. `history` is
    called with the diary before the app opens, to log a past.
    """
    opened: list[Diary] = []

    def make(
        program: str | Program | None = "acl-early",
        history: Callable[[Diary], object] | None = None,
        days: int = 2,
    ) -> HepApp:
        diary = open_diary("me")
        opened.append(diary)
        if isinstance(program, Program):
            courses = (Course(program, program.start or diary.today),)
            monkeypatch.setattr(Diary, "courses", lambda self: courses)
        elif program is not None:
            from hep_tui.diary.programs import import_sample

            import_sample(diary, program, start=diary.today - timedelta(days=days))
        if history is not None:
            history(diary)
        return HepApp(diary, lambda wait: open_diary("me", on_wait=wait))

    yield make
    for diary in opened:
        diary.close()


@pytest.fixture
def press():
    """Presses keys one by one, each once what the one before wrote is on the disk: `await press(pilot, "d", "d")`."""

    async def each(pilot, *keys: str) -> None:
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return each


async def settle(pilot) -> None:
    """Waits until what was asked of the writing thread is written, and drawn."""
    for _ in range(2):
        await pilot.pause()
        await asyncio.wrap_future(pilot.app.scribe._thread.submit(lambda: None))
    await pilot.pause()


def lines(app: HepApp) -> list[str]:
    """What the terminal shows, line by line."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


@pytest.fixture
def turned(monkeypatch):
    """The clock of timers, turned by the test."""
    clock = TestClock()
    monkeypatch.setattr("hep_tui.clock.monotonic", clock.monotonic)
    monkeypatch.setattr("hep_tui.clock.boottime", clock.boottime)
    return clock
