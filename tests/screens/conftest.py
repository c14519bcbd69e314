"""The whole app on a home of its own, with a pinned clock and a program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hep_care.program import Program
from hep_tui.app import HepApp
from hep_tui.diary import Diary, open_diary
from hep_tui.diary.courses import Course

NOW = "2026-03-04T08:00:00-06:00"
"""A Wednesday morning."""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home with nothing in it, on a computer in Chicago whose clock stands still."""
    monkeypatch.setenv("HEP_TUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HEP_TUI_NOW", NOW)
    monkeypatch.setenv("TZ", "America/Chicago")
    return tmp_path / "home"


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
def settle():
    """Waits until workers, messages and drawing are done: `await settle(pilot)`."""

    async def wait(pilot) -> None:
        await pilot.pause()
        await pilot.app.workers.wait_for_complete(
            [worker for worker in pilot.app.workers if not isinstance(pilot.app.screen, worker_blockers())]
        )
        await pilot.pause()

    return wait


def worker_blockers() -> tuple[type, ...]:
    """Screens that a worker waits for the patient on."""
    from textual.screen import ModalScreen

    return (ModalScreen,)


def lines(app: HepApp) -> list[str]:
    """What the terminal shows, line by line."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]
