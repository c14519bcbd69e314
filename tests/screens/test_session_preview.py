"""Stories of what stands before and after the timer: what is to come, put in order, and the page at the end."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from hep_care.courses import Course
from hep_care.dose import Dose, Kind, Side
from hep_care.entry import PerformedSet, Reason, Source
from hep_care.program import Status
from hep_tui.diary import Diary
from hep_tui.player import PlayState
from hep_tui.screens.choice import ChoiceDialog
from hep_tui.screens.review import ReviewRow, ReviewScreen, with_numbers
from hep_tui.screens.session_done import DoneScreen
from hep_tui.screens.session_news import CHANGED, EVERY_S
from hep_tui.screens.session_stage import SessionStage
from hep_tui.screens.symptom_question import SymptomQuestion
from hep_tui.screens.today import TodayScreen
from screens.conftest import lines
from screens.session_stories import HOLDS, REPS, TIMED, Story, TestClock, exercise, program, until

BRIDGE = replace(exercise("bridge", HOLDS), equipment=("a mat",))
SQUAT, HANG = exercise("squat", REPS), exercise("hang", TIMED)
THREE = program(BRIDGE, SQUAT, HANG)


@pytest.fixture
def turned(monkeypatch):
    """The clock of timers, turned by the test."""
    clock = TestClock()
    monkeypatch.setattr("hep_tui.clock.monotonic", clock.monotonic)
    monkeypatch.setattr("hep_tui.clock.boottime", clock.boottime)
    return clock


def names(story: Story) -> list[str]:
    """The exercises of the session as it is going to run."""
    return [one.id for one in story.screen.session.plan.prescriptions]


async def test_leaving_out_and_putting_in_order(make_app, turned):
    """`s` leaves out and puts back, J and K move; nothing is logged, and the session runs as it was put together."""
    app = make_app(THREE)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open(start=False)
        shown = "\n".join(lines(app))
        assert "Have at hand: a mat" in shown
        assert "3 exercises · 2 min" in shown
        await story.press("s")
        assert names(story) == ["squat", "hang"]
        assert "Have at hand" not in "\n".join(lines(app))
        assert "not now" in "\n".join(lines(app))
        await story.press("s", "J")
        assert names(story) == ["squat", "bridge", "hang"]
        await story.press("down", "K", "K")
        assert names(story) == ["hang", "squat", "bridge"]
        await story.press("shift+down", "s")
        assert names(story) == ["squat", "bridge"]
        await story.press("enter")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        assert story.screen.player.view(turned.now).name == "Squat"
        assert story.entries() == ()


async def test_with_everything_left_out_nothing_begins(make_app, turned):
    """Enter says how to put something back, and Esc leads to Today, where everything is still to do."""
    app = make_app(THREE)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open(start=False)
        await story.press("s", "down", "s", "down", "s", "enter")
        assert "Everything is left out" in "\n".join(lines(app))
        await story.press("s")
        assert names(story) == ["hang"]
        await story.press("escape")
        await story.over()
        assert story.entries() == ()


async def test_a_long_program_scrolls(make_app, turned):
    """The cursor is always in sight, however many exercises there are."""
    app = make_app(program(*(exercise(f"e{n}", REPS, f"Exercise {n}") for n in range(30))))
    async with app.run_test(size=(60, 20)) as pilot:
        story = await Story(app, pilot, turned).open(start=False)
        await story.press("end")
        assert any("Exercise 29" in line for line in lines(app))


async def test_a_presenter_clicker_steers_a_whole_session(make_app, turned):
    """F5 begins and pauses, PageDown and PageUp go on and back, and its Esc asks before anything ends."""
    app = make_app(THREE)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open(start=False)
        await story.press("f5")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.press("f5")
        assert story.screen.player.state is PlayState.PAUSED
        await story.press("f5", "pagedown")
        assert story.screen.player.view(turned.now).rep == 1
        await story.press("escape")
        await story.shows(ChoiceDialog)
        assert story.screen.player.state is PlayState.PAUSED
        await story.press("escape")
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.press("pageup", "shift+f5", "b")
        assert story.screen.player.state is PlayState.PAUSED
        assert story.entries() == ()


async def test_keys_in_the_line_below_can_be_clicked(make_app, turned):
    """A click on "space pause" pauses, and one on it again goes on."""
    app = make_app(THREE)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        y, line = next((y, line) for y, line in enumerate(lines(app)) if "space pause" in line)
        for state in (PlayState.PAUSED, PlayState.RUNNING):
            await pilot.click(offset=(line.index("pause"), y))
            await pilot.pause()
            assert story.screen.player.state is state


async def finished(story: Story) -> None:
    """Run to the end, confirm everything and answer nothing."""
    await story.run(300)
    await story.shows(ReviewScreen)
    while isinstance(story.app.screen, ReviewScreen):
        await story.press("enter")
    await story.shows(SymptomQuestion)
    await story.press("enter")
    await story.shows(DoneScreen)


async def test_the_end_says_what_was_done_and_what_it_did_to_the_day(make_app, turned):
    """Exercises, minutes and the day; keys of the session are ignored for a moment, then any key leads to Today."""
    app = make_app(THREE)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await finished(story)
        shown = "\n".join(lines(app))
        assert "3 exercises · 2 min" in shown
        assert "✓  Squat   2 × 3 left" in shown
        assert "Everything for today is done." in shown
        await story.press("n", "d")
        assert isinstance(app.screen, DoneScreen)
        turned.now += 1
        await story.press("n")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))
        assert len(story.entries()) == 6  # each with its confirmation


async def test_metres_are_put_right_in_the_review(make_app):
    """A distance is asked for in metres, and what was typed is what is kept."""
    walk = Dose(Kind.DISTANCE, distance_m=Decimal(400))
    sets = (PerformedSet("s", 1, Side.NONE, metres=Decimal(400), source=Source.TIMED),)
    app = make_app(THREE)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))
        answers = []
        await app.push_screen(ReviewScreen([ReviewRow(0, "Walk", walk, sets)]), answers.append)
        await pilot.press("c", "backspace", "backspace", "backspace")
        assert "Metres" in "\n".join(lines(app))
        await pilot.press("2", "5", "0", "enter")
        await until(pilot, lambda: bool(answers))
    ((reviewed,),) = answers
    assert [one.metres for one in reviewed.sets] == [250]
    assert with_numbers(sets, walk, [0]) == ()


@pytest.fixture
def plan(monkeypatch):
    """Changes the program under a running app: `plan(program)`, from yesterday on."""

    def change(app, changed) -> None:
        monkeypatch.setattr(Diary, "courses", lambda self: (Course(changed, changed.start),))
        app.diary.forget()

    return change


async def test_case_12_a_changed_plan_waits_for_the_end(make_app, turned, plan):
    """Edge case 12: the session finishes on the version it began with, and only then says that the plan changed."""
    app = make_app(program(SQUAT, HANG))
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(5)
        plan(app, program(replace(SQUAT, version="2", dose=replace(REPS, sets=5)), HANG))
        await story.run(EVERY_S)
        assert story.screen.player.state is PlayState.RUNNING
        await finished(story)
        assert story.entries()[0].prescription_version == "1"
        assert CHANGED[:40] in " ".join("\n".join(lines(app)).split())


async def test_case_14_a_withdrawn_exercise_interrupts(make_app, turned, plan):
    """Edge case 14: withdrawn with a reason, an exercise stops between its sets; the reason is said and the rest runs."""
    hang = replace(HANG, dose=Dose(Kind.DURATION, sets=4, duration_s=20, rest_s=20))
    app = make_app(program(hang, SQUAT, BRIDGE))
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(4 + 20 + 2)
        gone = {"status": Status.REVOKED, "version": "2", "reason": "the scan showed a stress fracture"}
        plan(app, program(replace(hang, **gone), replace(SQUAT, **gone), BRIDGE))
        await story.run(20 + 20)
        await story.shows(ChoiceDialog)
        assert "stress fracture" in "\n".join(lines(app))
        assert story.screen.player.state is PlayState.PAUSED
        await story.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog) and "Squat" in "\n".join(lines(app)))
        await story.press("enter")
        await until(pilot, lambda: story.screen.player.exercise == 2)
        await until(pilot, lambda: story.screen.player.state is PlayState.RUNNING)
        await story.saved()
        (entry,) = story.entries()
        assert (entry.exercise, entry.reason, len(entry.sets)) == ("hang", Reason.TOLD_TO_REST, 2)


async def test_a_second_paints_the_digits_and_nothing_else(make_app, turned, monkeypatch):
    """In a hold a tick moves no widget, styles none, and repaints only rows of the number and one cell of the bar."""
    from textual.widget import Widget

    app = make_app(program(exercise("hang", Dose(Kind.DURATION, duration_s=300))))
    app.settings = replace(app.settings, flash=False)
    async with app.run_test(size=(80, 24)) as pilot:
        story = await Story(app, pilot, turned).open()
        await story.run(4 + 60)
        painted, refresh = [], Widget.refresh

        def spy(self, *regions, **options):
            painted.append((self, regions, options))
            return refresh(self, *regions, **options)

        with monkeypatch.context() as spied:
            spied.setattr(Widget, "refresh", spy)
            spied.setattr(app, "update_styles", lambda *_, **__: pytest.fail("styles were worked out again"))
            for _ in range(20):
                painted.clear()
                turned.now += 1.0
                story.screen.beat()
                await pilot.pause()
                regions = [region for _, given, _ in painted for region in given]
                assert regions
                assert {type(widget) for widget, _, _ in painted} == {SessionStage}
                assert not any(options.get("layout") for _, _, options in painted)
                bar = [region for region in regions if region.y > 18]
                # A cell of the bar and the mark where the rest of it begins, or the words behind it.
                assert all(region.width <= 2 or region.x > 60 for region in bar)
                assert all(region.right <= 42 for region in regions if region.y <= 18)
