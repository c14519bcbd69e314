"""The course of a day on Today: the first look, the first session, a short day, a done day, a day after some without."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hep_care.blocks import BlockKind
from hep_care.entry import Reason
from hep_care.program import Priority
from hep_care.schedule import Schedule, ScheduleKind, Slot
from hep_tui.diary import Diary
from hep_tui.diary.drafts import completion, skip
from hep_tui.player import PlayState
from hep_tui.screens.exercise_detail import ExerciseDetail
from hep_tui.screens.session import SessionScreen
from hep_tui.screens.short_day import ShortDayDialog
from hep_tui.screens.today import TodayScreen
from hep_tui.screens.today_frame import TodayFoot
from hep_tui.screens.welcome_back import WelcomeBack
from hep_tui.widgets.item_list import ItemList
from screens.conftest import lines, settle
from screens.programs import KNEE, PUMP, QUAD, RAISE, TODAY

BEGUN = replace(KNEE, start=TODAY - timedelta(days=21))


def shown(app) -> str:
    """Everything on the screen, as one text."""
    return " ".join(" ".join(lines(app)).split())


def told(app) -> str:
    """What the dialog of the short day makes of the minutes."""
    return " ".join(" ".join(app.screen.query_one(id).content.plain for id in ("#fits", "#later")).split())


def names(screen: SessionScreen) -> list[str]:
    """What a session goes through."""
    return [prescription.name for prescription in screen.session.plan.prescriptions]


def full_days(*ago: int):
    """A past in which these days, counted back from today, were done in full."""

    def log(diary: Diary) -> None:
        for n in ago:
            day = TODAY - timedelta(days=n)
            diary.log(*(completion(p, day, slot) for slot in (1, 2) for p in (QUAD, RAISE)))
        diary.note_flags_seen()

    return log


async def test_two_keys_from_the_start_to_the_countdown(make_app, press):
    """Enter shows what comes, Enter begins it: the lead-in of the first open exercise runs."""
    app = make_app(KNEE, full_days(1))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, SessionScreen)
        assert names(app.screen) == ["Quad set", "Straight-leg raise"]
        await press(pilot, "enter")
        assert app.screen.player.state is PlayState.RUNNING
        assert app.screen.player.view(0.0).kind is BlockKind.LEAD_IN


async def test_the_first_look_says_what_to_press(make_app, press):
    """Until something was logged one line says how to begin; from then on what is next and how long it takes."""
    app = make_app(KNEE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Press Enter to begin with Quad set." in shown(app)
        assert "Next: morning, 5 min · 9 min in all" in shown(app)
        await press(pilot, "d")
        assert "Press Enter" not in shown(app)
        await press(pilot, "d")
        assert "Morning is done · next: evening, 5 min" in shown(app)


async def test_a_done_day_is_quiet_and_looks_ahead(make_app, press):
    """The last key of the day brings what was done, what it did to the week, and tomorrow; the list steps back."""
    app = make_app(BEGUN, full_days(3, 2, 1))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "d", "d", "d")
        assert not app.screen.has_class("-day-done")
        await press(pilot, "d")
        text = shown(app)
        assert "All done for today: 4 exercises, 9 min." in text
        assert "4 of 7 days this week, and 4 days you showed up." in text
        assert "Tomorrow: morning, 2 exercises, 5 min." in text
        assert app.screen.has_class("-day-done")
        assert "Next:" not in text


async def test_with_reduced_motion_nothing_moves(make_app, press, monkeypatch):
    """The words of a done day stand there at once."""
    app = make_app(replace(KNEE, prescriptions=(replace(QUAD, schedule=Schedule()),)))
    app.animation_level = "none"
    async with app.run_test(size=(80, 24)) as pilot:
        moved: list[str] = []
        quiet = app.screen.query_one("#quiet")
        monkeypatch.setattr(type(quiet.styles), "animate", lambda *args, **more: moved.append("moved"))
        await press(pilot, "d")
        assert "All done for today: 1 exercise, 2 min. The first day is done" in shown(app)
        assert moved == []


@pytest.mark.long
async def test_a_day_with_things_left_out_is_over_too(make_app):
    """What was left out is said as plainly as what was done, and nothing is called missed."""

    def some(diary: Diary) -> None:
        diary.log(completion(QUAD, TODAY, 1), completion(QUAD, TODAY, 2))
        diary.log(*(skip(RAISE, TODAY, slot, Reason.NO_TIME) for slot in (1, 2)))

    app = make_app(KNEE, some)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Nothing is left to do for today. You did 2 of 4 exercises, 4 min." in shown(app)
        assert "1 of 2 done" in shown(app)


async def test_after_a_gap_a_short_set_is_offered_once(make_app, press):
    """Welcome back comes with the clinic's core at its own doses, no count of days, and once on this day."""
    optional = replace(RAISE, priority=Priority.OPTIONAL)
    app = make_app(replace(BEGUN, prescriptions=(QUAD, optional)), full_days(9, 8))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, WelcomeBack)
        text = shown(app)
        assert "A small start? 2 min, with the doses of your plan: Quad set 10 × 10 s" in text
        assert "missed" not in text
        await press(pilot, "escape")
        foot = app.screen.query_one(TodayFoot).content.plain
        assert "Welcome back." in foot
        assert "in full" not in foot
        await press(pilot, "C", "T")
        assert isinstance(app.screen, TodayScreen)


@pytest.mark.long
async def test_one_key_starts_the_short_set(make_app, press):
    """Enter on the welcome goes to the preview of just these exercises."""
    optional = replace(RAISE, priority=Priority.OPTIONAL)
    app = make_app(replace(BEGUN, prescriptions=(QUAD, optional)), full_days(9, 8))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, SessionScreen)
        assert names(app.screen) == ["Quad set"]


@pytest.mark.parametrize("past", [(), (3, 2, 1), (2,)], ids=["never begun", "yesterday", "two days ago"])
async def test_nobody_else_is_welcomed_back(make_app, past):
    """Without three due days of nothing, or without anything to come back to, there is no welcome."""
    app = make_app(BEGUN, full_days(*past))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, TodayScreen)


async def test_a_short_day_takes_what_fits(make_app, press):
    """r asks for the minutes; digits or arrows choose, Enter begins, and nothing is noted about the rest."""
    app = make_app(BEGUN, full_days(1))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "r")
        assert isinstance(app.screen, ShortDayDialog)
        assert told(app) == "5 min: Quad set 10 × 10 s Straight-leg raise 3 × 10 That is everything of this session."
        await press(pilot, "3")
        assert told(app).startswith("2 min: Quad set 10 × 10 s Straight-leg raise waits for another time.")
        await press(pilot, "backspace", "1")
        assert told(app).startswith("2 min, the shortest there is: Quad set")
        await press(pilot, "enter")
        assert isinstance(app.screen, SessionScreen)
        assert names(app.screen) == ["Quad set"]
        assert [e.kind for e in app.diary.history(TODAY, TODAY).entries] == []


@pytest.mark.long
async def test_the_minutes_of_a_short_day_by_arrow_and_mouse(make_app, press):
    """Arrows go over the three numbers, a number that is too long begins anew, a second click starts."""
    app = make_app(BEGUN, full_days(1))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "r", "right", "right")
        dialog = app.screen
        assert isinstance(dialog, ShortDayDialog)
        assert dialog.query_one("#offer-15").has_class("-chosen")
        await press(pilot, "left", "left", "left")
        assert dialog.query_one("#offer-5").has_class("-chosen")
        await press(pilot, "2", "4", "1")
        assert dialog.query_one("#own").content.plain == "1"
        await pilot.click("#offer-5")
        assert dialog.query_one("#offer-5").has_class("-chosen")
        await press(pilot, "escape")
        assert isinstance(app.screen, TodayScreen)


async def test_a_routine_stands_in_its_session_and_its_exercise(make_app, press):
    """The patient's own if-then plans are shown under the session, and with the exercise that has one."""
    app = make_app(KNEE)
    plans = {"morning": "after brushing my teeth", "slr": "while the coffee runs"}
    app.settings = replace(app.settings, routines=plans)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Morning ─────────────────── 2 to do · 5 min" in shown(app)
        assert lines(app)[9].strip().startswith("after brushing my teeth")
        assert "after brushing my teeth" in app.screen.query_one(ExerciseDetail).words
        await press(pilot, "down")
        assert "while the coffee runs" in app.screen.query_one(ExerciseDetail).words


async def test_work_on_days_one_chooses_has_its_rule_once(make_app):
    """ "Any 5 days of 7" stands over its exercises and not in each, and habits have a place of their own."""
    any_five = Schedule(ScheduleKind.QUOTA, slots=(), quota=5)
    free = tuple(replace(p, schedule=any_five) for p in (QUAD, RAISE))
    app = make_app(replace(KNEE, prescriptions=(*free, PUMP)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert [row.left for row in app.screen.query_one(ItemList).rows if row.left] == [
            "On days you choose", "Quad set", "Straight-leg raise", "Any time", "Ankle pumps",
        ]  # fmt: skip
        assert "any 5 days of 7" in shown(app)
        assert "On a day you like: 5 min" in shown(app)


@pytest.mark.long
async def test_a_plan_without_duties_says_so(make_app):
    """Only as-needed exercises: nothing is due, and it is there for when it is needed."""
    needed = replace(QUAD, schedule=Schedule(ScheduleKind.AS_NEEDED, slots=()))
    app = make_app(replace(KNEE, prescriptions=(needed, PUMP)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Nothing is due on this plan: it is here for when you need it." in shown(app)
        assert app.screen.query_one(ItemList).display


async def test_a_day_without_work_shows_only_keys_that_work(make_app):
    """On a rest day the foot offers no Enter and no d, and the words name the keys that lead somewhere."""
    app = make_app(replace(KNEE, prescriptions=(replace(QUAD, schedule=Schedule(every_days=3, offset=1)),)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = shown(app)
        assert "A rest day. Next: Fri 6 Mar. Rest is part of the plan." in text
        assert "y adds what you did yesterday C looks at the days behind you" in text
        assert lines(app)[-1].strip() == "! call · y yesterday · ?"


async def test_a_cursor_move_lays_nothing_out(make_app, press, monkeypatch):
    """Going through the list repaints lines; no widget is measured or placed again."""
    app = make_app(KNEE, full_days(1))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        laid_out: list[int] = []
        refresh = type(app.screen)._refresh_layout
        monkeypatch.setattr(type(app.screen), "_refresh_layout", lambda *args: (laid_out.append(1), refresh(*args)))
        await press(pilot, "down", "down", "down", "c", "f", "w", "up")
        assert laid_out == []


async def test_very_wide_windows_have_the_week_beside(make_app, press):
    """At 200 columns each exercise has a glyph a day; a narrower window has none of it."""
    app = make_app(BEGUN, full_days(3, 2, 1))
    async with app.run_test(size=(200, 60)) as pilot:
        await settle(pilot)
        assert "The last seven days Th Fr Sa Su Mo Tu We" in shown(app)
        assert any("Quad set                  ○  ○  ○  ✓  ✓  ✓  ○" in line for line in lines(app))
        await press(pilot, "d")
        assert any("Quad set                  ○  ○  ○  ✓  ✓  ✓  ◐" in line for line in lines(app))
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert "The last seven days" not in shown(app)


@pytest.mark.long
async def test_large_text_has_one_column_and_air(make_app):
    """With large text the exercise stands under the list and every line has room."""
    app = make_app(KNEE)
    app.settings = replace(app.settings, text_size="large")
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        items, detail = app.screen.query_one(ItemList), app.screen.query_one(ExerciseDetail)
        assert detail.region.y > items.region.bottom - 1
        assert [row.left for row in items.rows[:4]] == ["Morning", "Quad set", "", "Straight-leg raise"]


@pytest.mark.parametrize("width", [40, 56, 76, 116, 196])
def test_the_ends_of_head_and_foot_never_touch(make_app, width):
    """At every width what stands left and right keeps at least two cells apart, and no line is too long."""
    from hep_tui.screens.today_frame import Heading, foot_text, head_text

    long = Slot("after the long morning walk with the dog and the neighbours")
    program = replace(BEGUN, prescriptions=(replace(QUAD, schedule=Schedule(slots=(long, Slot("evening")))),))
    diary = make_app(program, full_days(12, 5, 4, 3)).diary
    heading = Heading(program, diary.tally(TODAY), (), diary.clock.now(), TODAY, "")
    first, *_ = head = head_text(heading, width).plain.split("\n")
    foot = foot_text(
        diary.score(), diary.counts(TODAY - timedelta(days=27), TODAY), TODAY, "unicode", width=width
    ).plain
    assert all(len(line) <= width for line in (*head[:2], foot))
    assert first.startswith("Good morning  ")
    assert first.endswith("Wed 4 Mar · week 4")
    assert "days" in foot or width == 40


PICTURES = [
    pytest.param(size, marks=[] if size == (80, 24) else pytest.mark.long)
    for size in ((80, 24), (60, 20), (120, 40), (200, 60))
]


@pytest.mark.parametrize("size", PICTURES)
def test_picture_of_a_done_day(make_app, snap_compare, size):
    """Everything done, three days in a row."""
    assert snap_compare(make_app(BEGUN, full_days(2, 1, 0)), terminal_size=size)


@pytest.mark.parametrize("size", PICTURES)
def test_picture_of_a_short_day(make_app, snap_compare, size):
    """Three minutes."""
    assert snap_compare(make_app(BEGUN, full_days(1)), terminal_size=size, press=["r", "3"])


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40), (200, 60)])
@pytest.mark.parametrize("which", ["gap", "rest", "ended", "large", "fault"])
def test_pictures(make_app, snap_compare, size, which):
    """The rarer states at every size."""
    rest = replace(KNEE, prescriptions=(replace(QUAD, schedule=Schedule(every_days=3, offset=1)), PUMP))
    program, past = {
        "gap": (BEGUN, full_days(9, 8)),
        "rest": (rest, None),
        "ended": (replace(KNEE, end=date(2026, 3, 3)), None),
    }.get(which, (BEGUN, full_days(1)))
    app = make_app(program, past)
    if which == "large":
        app.settings = replace(app.settings, text_size="large")
    assert snap_compare(app, terminal_size=size, press=["f"] if which == "fault" else [])
