"""Pictures of the running session, at the two sizes it is made for and a small one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hep_tui.screens.choice import ChoiceDialog
from hep_tui.screens.review import ReviewScreen
from hep_tui.screens.symptom_question import SymptomQuestion
from screens.session_stories import HOLDS, REPS, TIMED, Story, TestClock, exercise, program

ALL = program(
    exercise("bridge", HOLDS, "Single-leg bridge"),
    exercise("slr", REPS, "Straight-leg raise in brace"),
    exercise("prop", replace(TIMED, duration_s=300), "Heel prop"),
)
SIZES = [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)]
SECOND = 58 + 7 + 4
"""When the first repetition of the second exercise begins."""


async def _paused(story: Story) -> None:
    await story.press("space")


async def _over(story: Story) -> None:
    await story.press("p", "7", "enter")
    await story.shows(ChoiceDialog)


async def _symptom(story: Story) -> None:
    await story.press("p")
    await story.shows(SymptomQuestion)
    await story.press("t")


async def _stop(story: Story) -> None:
    await story.press("x")
    await story.shows(ChoiceDialog)


async def _review(story: Story) -> None:
    await story.shows(ReviewScreen)
    await story.press("enter")


async def _nothing(story: Story) -> None:
    pass


MOMENTS = {
    "lead-in": (1, _nothing),
    "hold": (4 + 5 + 1, _nothing),
    "switch": (4 + 10 + 1, _nothing),
    "rest": (4 + 10 + 4 + 10 + 2, _nothing),
    "reps": (SECOND + 3 + 2, _nothing),
    "timed": (SECOND + 24 + 7 + 4 + 30, _nothing),
    "paused": (4 + 2, _paused),
    "over-ceiling": (4 + 2, _over),
}


@pytest.fixture
def picture(make_app, monkeypatch, snap_compare):
    """Compares the screen at a moment of the session with its picture."""

    def compare(seconds: float, then, size: tuple[int, int]) -> bool:
        clock = TestClock()
        monkeypatch.setattr("hep_tui.clock.monotonic", clock.monotonic)
        monkeypatch.setattr("hep_tui.clock.boottime", clock.boottime)
        app = make_app(ALL)
        app.settings = replace(app.settings, flash=False)

        async def before(pilot) -> None:
            story = await Story(pilot.app, pilot, clock).open(start=seconds > 0)
            await story.run(seconds)
            await then(story)
            pilot.app.clear_notifications()
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("moment", MOMENTS)
def test_picture(picture, moment, size):
    """Each phase of a session looks as it should."""
    seconds, then = MOMENTS[moment]
    assert picture(seconds, then, size)


def test_before_the_start(picture):
    """What is to come, with its doses and minutes."""
    assert picture(0, _nothing, (80, 24))


def test_the_symptom_question(picture):
    """The number is shown large before it is saved."""
    assert picture(6, _symptom, (80, 24))


def test_the_stop_question(picture):
    """Every answer has its key."""
    assert picture(6, _stop, (80, 24))


def test_the_review(picture):
    """One line for each exercise that only the timer saw."""
    assert picture(600, _review, (80, 24))


@pytest.mark.parametrize("moment", ["hold", "reps", "switch"])
def test_small(picture, moment):
    """At 60×20 the words stand under the number."""
    seconds, then = MOMENTS[moment]
    assert picture(seconds, then, (60, 20))
