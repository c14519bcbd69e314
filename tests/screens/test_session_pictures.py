"""Pictures of the running session, at the two sizes it is made for and a small one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from hep_care.dose import Dose, Kind, RepsMode
from hep_tui.screens.choice import ChoiceDialog
from hep_tui.screens.review import ReviewScreen
from hep_tui.screens.session_done import DoneScreen
from hep_tui.screens.symptom_question import SymptomQuestion
from screens.session_stories import HOLDS, REPS, TIMED, Story, TestClock, exercise, program

AMRAP = Dose(Kind.REPS, sets=2, reps_mode=RepsMode.AMRAP, rest_s=6)
WALK = Dose(Kind.DISTANCE, distance_m=Decimal(400))
GAZE = Dose(Kind.DURATION, duration_s=60, bpm=90)
ALL = program(
    exercise("bridge", HOLDS, "Single-leg bridge"),
    exercise("slr", REPS, "Straight-leg raise in brace"),
    exercise("prop", replace(TIMED, duration_s=300), "Heel prop"),
)
SECOND = 58 + 7 + 4
"""When the first repetition of the second exercise begins."""
OPEN = program(exercise("push", AMRAP, "Wall push-up"), exercise("walk", WALK), exercise("gaze", GAZE, "Gaze"))


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


async def _done(story: Story) -> None:
    await story.press("x")
    await story.shows(ChoiceDialog)
    await story.press("s")
    await story.shows(ReviewScreen)
    await story.press("enter", "enter")
    await story.shows(SymptomQuestion)
    await story.press("enter")
    await story.shows(DoneScreen)


async def _counted(story: Story) -> None:
    await story.press("plus", "plus", "plus")


async def _walking(story: Story) -> None:
    await story.press("n", "n", "n", "n")
    await story.run(4 + 12)


async def _gazing(story: Story) -> None:
    await _walking(story)
    await story.press("n", "n")
    await story.run(4 + 21)


MOMENTS = {
    "lead-in": (1, _nothing),
    "hold": (4 + 5 + 1, _nothing),
    "switch": (4 + 10 + 1, _nothing),
    "rest": (4 + 10 + 4 + 10 + 2, _nothing),
    "reps": (SECOND + 3 + 2, _nothing),
    "timed": (SECOND + 24 + 7 + 4 + 30, _nothing),
    "paused": (4 + 2, _paused),
    "over-ceiling": (4 + 2, _over),
    "done": (SECOND + 12, _done),
}
OPEN_MOMENTS = {"as many as you can": (15, _counted), "distance": (15, _walking), "metronome": (15, _gazing)}
DAILY = ("hold", "reps", "switch", "done")
SIZES = [(80, 24), (120, 40), (60, 20), (200, 60)]
PLACES = [
    pytest.param(moment, size, id=f"{moment}-{size[0]}x{size[1]}",
                 marks=() if moment in DAILY and size == (80, 24) else pytest.mark.long)
    for moment in MOMENTS for size in SIZES if size != (200, 60) or moment in DAILY
]  # fmt: skip


@pytest.fixture
def picture(make_app, monkeypatch, snap_compare):
    """Compares the screen at a moment of the session with its picture."""

    def compare(seconds: float, then, size: tuple[int, int], plan=ALL, **chosen) -> bool:
        clock = TestClock()
        monkeypatch.setattr("hep_tui.clock.monotonic", clock.monotonic)
        monkeypatch.setattr("hep_tui.clock.boottime", clock.boottime)
        app = make_app(plan)
        app.settings = replace(app.settings, flash=False, sound="off", keep_awake=False, **chosen)
        app.diary.settings = app.settings

        async def before(pilot) -> None:
            if "theme" in chosen:
                pilot.app.theme = chosen["theme"]
            story = await Story(pilot.app, pilot, clock).open(start=seconds > 0)
            await story.run(seconds)
            await then(story)
            pilot.app.clear_notifications()
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


@pytest.mark.parametrize(("moment", "size"), PLACES)
def test_picture(picture, moment, size):
    """Each phase of a session looks as it should at every size."""
    seconds, then = MOMENTS[moment]
    assert picture(seconds, then, size)


@pytest.mark.long
@pytest.mark.parametrize("moment", OPEN_MOMENTS)
def test_what_only_the_patient_ends(picture, moment):
    """Counting up, walking and a metronome."""
    seconds, then = OPEN_MOMENTS[moment]
    assert picture(seconds, then, (80, 24), OPEN)


@pytest.mark.long
@pytest.mark.parametrize("moment", ["reps", "switch"])
@pytest.mark.parametrize("chosen", [{"ascii": True}, {"text_size": "large"}], ids=["ascii", "large"])
def test_other_ways_to_draw_it(picture, moment, chosen):
    """Without block glyphs, and with fewer and larger things."""
    seconds, then = MOMENTS[moment]
    assert picture(seconds, then, (80, 24), **chosen)


def test_before_the_start(picture):
    """What is to come, with its doses and minutes."""
    assert picture(0, _nothing, (80, 24))


@pytest.mark.long
@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
def test_before_the_start_at_other_sizes(picture, size):
    """The same in a small and a large window."""
    assert picture(0, _nothing, size)


def test_the_symptom_question(picture):
    """The number is shown large before it is saved."""
    assert picture(6, _symptom, (80, 24))


@pytest.mark.long
def test_the_stop_question(picture):
    """Every answer has its key."""
    assert picture(6, _stop, (80, 24))


def test_the_review(picture):
    """One line for each exercise that only the timer saw."""
    assert picture(600, _review, (80, 24))
