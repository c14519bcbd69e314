"""Stories of a session that was cut off: it is offered again, saved, or let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hep_care.entry import Source
from hep_tui.player import PlayState
from hep_tui.screens.choice import ChoiceDialog
from hep_tui.screens.review import ReviewScreen
from hep_tui.screens.session import SessionScreen
from hep_tui.screens.today import TodayScreen
from screens.session_stories import HOLDS, REPS, Story, TestClock, exercise, program, until

BOTH = program(exercise("squat", REPS), exercise("bridge", HOLDS))
INTO_THE_SECOND = 4 + 9 + 6 + 9 + 7 + 4 + 10 + 4 + 6
"""The first exercise, then a set on the left and one hold on the right."""


@pytest.fixture
def turned(monkeypatch):
    """The clock of timers, turned by the test."""
    clock = TestClock()
    monkeypatch.setattr("hep_tui.clock.monotonic", clock.monotonic)
    monkeypatch.setattr("hep_tui.clock.boottime", clock.boottime)
    return clock


@pytest.fixture
def cut_off(make_app, turned):
    """Runs a session some seconds and lets the program end in the middle of it."""

    async def run(seconds: float) -> None:
        app = make_app(BOTH)
        async with app.run_test(size=(80, 24)) as pilot:
            story = await Story(app, pilot, turned).open()
            await story.run(seconds)
            story.screen.session.keeper.leave()

    return run


async def test_it_goes_on_at_that_block(make_app, turned, cut_off):
    """Resumed, it stands paused where it was, and in the end every set is there exactly once."""
    await cut_off(INTO_THE_SECOND)
    app = make_app(BOTH)
    async with app.run_test(size=(80, 24)) as pilot:
        story = Story(app, pilot, turned)
        await story.shows(ChoiceDialog)
        await story.press("r")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen))
        story.screen = app.screen
        await pilot.pause()
        view = story.screen.player.view(turned.now)
        assert (view.name, view.side.value, view.rep, view.state) == ("Bridge", "right", 2, PlayState.PAUSED)
        assert "space" in story.text("note")
        await story.press("space")
        await story.run(200)
        await story.shows(ReviewScreen)
        assert [len(e.sets) for e in story.entries()] == [2, 4]
        await story.press("enter", "enter")
        await until(pilot, lambda: not isinstance(app.screen, ReviewScreen))
        await story.press("escape")
        await story.over()
        records = app.diary.records(app.diary.today, app.diary.today)[app.diary.today]
        assert [r.entry.source for r in records] == [Source.LIVE, Source.LIVE]


@pytest.mark.parametrize(("key", "sets"), [("s", [2, 2]), ("d", [2])])
async def test_what_was_done_is_saved_or_the_rest_let_go(make_app, turned, cut_off, key, sets):
    """`s` logs the sets of the exercise that was cut off too; `d` keeps only finished exercises. Neither asks again."""
    await cut_off(INTO_THE_SECOND)
    app = make_app(BOTH)
    async with app.run_test(size=(80, 24)) as pilot:
        story = Story(app, pilot, turned)
        await story.shows(ChoiceDialog)
        await story.press(key)
        await until(pilot, lambda: app.diary.unfinished_session() is None)
        assert [len(e.sets) for e in story.entries()] == sets


async def test_later_means_that_it_is_asked_again(make_app, turned, cut_off):
    """Esc changes nothing; the session can still be taken up."""
    await cut_off(INTO_THE_SECOND)
    for _ in range(2):
        app = make_app(BOTH)
        async with app.run_test(size=(80, 24)) as pilot:
            story = Story(app, pilot, turned)
            await story.shows(ChoiceDialog)
            await story.press("escape")
            await until(pilot, lambda story=story: isinstance(story.app.screen, TodayScreen))


async def test_after_half_a_day_what_was_done_is_saved_without_asking(make_app, turned, cut_off, monkeypatch):
    """Nobody goes on thirteen hours later: the sets are saved as the timer saw them, for the day they were done."""
    await cut_off(INTO_THE_SECOND)
    app = make_app(BOTH)
    day = app.diary.today
    app.diary.clock = replace(app.diary.clock, pinned=app.diary.clock.now() + timedelta(hours=13))
    async with app.run_test(size=(80, 24)) as pilot:
        story = Story(app, pilot, turned)
        await until(pilot, lambda: app.diary.unfinished_session() is None)
        first, second = story.entries()
        assert [len(first.sets), len(second.sets)] == [2, 2]
        assert {one.source for one in second.sets} == {Source.TIMED}
        assert {first.date, second.date} == {day}


async def test_a_session_that_runs_in_another_window_is_not_offered(make_app, turned):
    """While one process runs it nobody else is asked about it."""
    app = make_app(BOTH)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(10)
        other = make_app(BOTH)
        async with other.run_test(size=(80, 24)) as second:
            await until(second, lambda: isinstance(other.screen, TodayScreen))
            await second.pause()
            assert isinstance(other.screen, TodayScreen)
