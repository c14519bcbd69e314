"""The calendar's month, its weeks, and one exercise alone."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from textual.geometry import Size

from hep_care.counts import DayCount
from hep_care.entry import Reason
from hep_tui.diary.drafts import completion, skip
from hep_tui.diary.one_exercise import count_one, exercises
from hep_tui.screens import day_counts
from hep_tui.screens.calendar import COUNTING, CalendarScreen
from hep_tui.screens.calendar_parts import item_lines, score_parts
from hep_tui.screens.day_detail import DayDetailScreen
from hep_tui.screens.exercise_filter import ExerciseFilter
from hep_tui.screens.today import TodayScreen
from hep_tui.screens.week_totals import month_page, share_words, week_total, week_words
from hep_tui.widgets.glyphs import UNICODE
from hep_tui.widgets.heatmap import YearHeatmap
from hep_tui.widgets.item_list import ItemList
from hep_tui.widgets.month_grid import MonthGrid
from hep_tui.widgets.year_grid import Mark
from screens.conftest import lines, settle
from screens.pasts import three_weeks

TODAY = date(2026, 3, 4)
MONDAY = date(2026, 3, 2)


@pytest.fixture
def calendar(make_app):
    """Makes an app that opens on the calendar; takes what `make_app` takes, and `month`."""

    def make(*args, month=False, **more):
        app = make_app(*args, **more)
        app.open_first = lambda: app.push_screen(CalendarScreen(month=month))
        return app

    return make


def words(app) -> str:
    """The whole terminal as one text, its spaces joined."""
    return " ".join(" ".join(lines(app)).split())


def counted(day: date, due: int = 4, done: int = 4, **more) -> DayCount:
    """A day with so many of its exercises done."""
    return DayCount(day, due, done, Fraction(done), shown_up=done > 0, **more)


@pytest.mark.parametrize(
    "size", [(80, 24), *(pytest.param(size, marks=pytest.mark.long) for size in ((120, 40), (60, 20), (200, 60)))]
)
def test_a_month_in_a_picture(calendar, snap_compare, size):
    """Weeks as rows, each day with its number, shade and share, and what the week comes to."""
    assert snap_compare(calendar("acl-early", three_weeks, days=20, month=True), terminal_size=size, press=["up"])


async def test_month_and_year_share_the_day_under_the_cursor(calendar):
    """m keeps the day; in a month the arrows go by day and week, and into the month before."""
    async with (app := calendar("acl-early", three_weeks, days=20)).run_test(size=(80, 24)) as pilot:
        await pilot.press("left", "m")
        await pilot.pause()
        month = app.screen.query_one(MonthGrid)
        assert (month.selected, month.month) == (date(2026, 2, 25), date(2026, 2, 1))
        await pilot.press("l", "j")
        await pilot.pause()
        assert (month.selected, month.month) == (TODAY, date(2026, 3, 1))
        await pilot.press("h", "m")
        await pilot.pause()
        assert app.screen.query_one(YearHeatmap).selected == TODAY - timedelta(days=1)
        assert not month.display


async def test_months_are_turned_by_brackets_and_wheel(calendar):
    """[ and the wheel go a month back, ] stops at the month of today, and home and end stay in the month."""
    async with (app := calendar("acl-early", three_weeks, days=20, month=True)).run_test(size=(80, 24)) as pilot:
        await pilot.press("left_square_bracket")
        await pilot.pause()
        month = app.screen.query_one(MonthGrid)
        assert month.selected == date(2026, 2, 4)
        assert "February 2026" in lines(app)[1]
        await pilot.press("home", "end")
        assert month.selected == date(2026, 2, 28)
        await pilot.press("right_square_bracket", "right_square_bracket")
        await pilot.pause()
        assert month.selected == TODAY
        month.action_month(-1)
        await pilot.pause()
        assert month.month == date(2026, 2, 1)


async def test_a_click_in_a_month_selects_and_a_second_opens(calendar):
    """Days of the month before can be clicked too; Esc in the opened day comes back to the month."""
    async with (app := calendar("acl-early", three_weeks, days=20, month=True)).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click(MonthGrid, offset=(10, 4))
        assert app.screen.query_one(MonthGrid).selected == date(2026, 3, 3)
        await pilot.click(MonthGrid, offset=(2, 1))
        await pilot.pause()
        assert app.screen.query_one(MonthGrid).selected == date(2026, 2, 23)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, DayDetailScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen.query_one(MonthGrid).month == date(2026, 2, 1)
        assert app.screen.query_one(MonthGrid).display


async def test_one_exercise_alone(calendar):
    """/ narrows by typing; days, totals and the list are of that exercise, and Esc shows all before it leaves."""
    async with (app := calendar("acl-early", three_weeks, days=20)).run_test(size=(80, 24)) as pilot:
        await pilot.press("up", "slash")
        await settle(pilot)
        assert isinstance(app.screen, ExerciseFilter)
        await pilot.press("h", "e", "e", "l", "space", "p")
        await pilot.pause()
        assert [row.left for row in app.screen.query_one(ItemList).rows] == ["Heel prop (extension)"]
        await pilot.press("enter")
        await settle(pilot)
        text = words(app)
        assert "2026 Heel prop (extension) esc shows all" in text
        assert "Quad set" not in text
        assert "Consistency" not in text
        heatmap = app.screen.query_one(YearHeatmap)
        assert heatmap.cell_of(TODAY - timedelta(days=1)).mark is Mark.DUE
        assert heatmap.cell_of(date(2026, 2, 28)).mark is Mark.DONE
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, CalendarScreen)
        assert "Quad set" in words(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, TodayScreen)


async def test_the_first_count_of_many_days_is_off_the_drawing_thread(calendar, monkeypatch):
    """While it goes on the page says so and the keys work; then the whole is there."""
    monkeypatch.setattr(day_counts, "_COUNTED_AT_ONCE", 0)
    monkeypatch.setattr(day_counts, "_READ_AT_ONCE", 0)
    app, gate = calendar("acl-early", three_weeks, days=20), threading.Event()
    app.scribe._thread.submit(gate.wait)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("up")
            await pilot.pause()
            assert COUNTING in words(app)
            assert app.screen.query_one(YearHeatmap).selected == TODAY - timedelta(days=1)
            gate.set()
            await app.workers.wait_for_complete()
            await settle(pilot)
            assert COUNTING not in words(app)
            assert "15 days you showed up" in words(app)
            assert app.screen.query_one(YearHeatmap).selected == TODAY - timedelta(days=1)
    finally:
        gate.set()


def test_one_exercise_counts_by_the_same_rules(make_app):
    """Half of its sessions are half a day, what was excused is left out, and other exercises change nothing."""
    app = make_app("acl-early", days=3)
    diary = app.diary
    day = diary.today - timedelta(days=1)
    items = [state.item for state in diary.tally(day).states if state.item.slot is not None]
    quad, slide = (
        next(i for i in items if i.prescription.name == name) for name in ("Quad set", "Assisted heel slide")
    )
    diary.log(completion(quad.prescription, day, 1), completion(slide.prescription, day, 1))
    earlier = day - timedelta(days=1)
    diary.log(*(skip(quad.prescription, earlier, slot, Reason.ILL) for slot in (1, 2, 3)))
    one = next(one for one in exercises(diary) if one.name == "Quad set")
    excused, half = count_one(diary, one, earlier, day)
    assert excused.excused
    assert (half.due, half.done, half.credit) == (3, 1, Fraction(1, 3))


def test_exercises_of_former_programs_are_listed_last(make_app):
    """An exercise of both programs is one, with the lineages of each."""
    from hep_tui.diary.programs import import_sample

    app = make_app("acl-early", days=20)
    import_sample(app.diary, "achilles-alfredson", start=app.diary.today, replace=True)
    found = exercises(app.diary)
    assert {one.present for one in found} == {True, False}
    assert [one.present for one in found] == sorted((one.present for one in found), reverse=True)
    assert "Quad set" in [one.name for one in found if not one.present]


def test_a_week_counts_closed_days_and_what_is_done_today():
    """Today joins when it is complete; until then only what is done of it."""
    days = {d.day: d for d in (counted(MONDAY), counted(MONDAY + timedelta(days=1), done=2), counted(TODAY, done=1))}
    total = week_total(days, MONDAY, TODAY)
    assert (total.done_days, total.due_days, total.done, total.due) == (1, 2, 7, 9)
    days[TODAY] = counted(TODAY)
    assert week_total(days, MONDAY, TODAY).due_days == 3
    assert week_words(total, MONDAY, TODAY) == "This week: 1 of 2 days, 7 of 9 exercises"


def test_a_week_without_anything_is_no_number():
    """Nothing done is said in words, and weeks have names."""
    last = MONDAY - timedelta(days=7)
    nothing = week_total({last: counted(last, done=0)}, last, TODAY)
    assert week_words(nothing, last, TODAY) == "Last week: nothing logged"
    assert (
        week_words(week_total({}, date(2026, 2, 9), TODAY), date(2026, 2, 9), TODAY) == "Week of 9 Feb: nothing was due"
    )


def test_shares_in_a_month():
    """Done over due; today asks, a missed day is silent, and rest has nothing to say."""
    assert share_words(counted(MONDAY, done=3), TODAY) == "3/4"
    assert share_words(counted(MONDAY, done=0), TODAY) == ""
    assert share_words(counted(TODAY, done=0), TODAY) == "to do"
    assert share_words(replace(counted(MONDAY, done=0), units=Fraction(1, 2)), TODAY) == "part"
    assert share_words(DayCount(MONDAY), TODAY) == ""


def test_a_month_has_the_days_that_fill_its_weeks():
    """March 2026 begins on a Sunday, so its first week has six days of February, and they count for its total."""
    page = month_page({date(2026, 2, 27): counted(date(2026, 2, 27))}, TODAY, TODAY)
    assert page.monday == date(2026, 2, 23)
    assert page.totals[page.monday] == ("1 of 1 days", "4 of 4 done")
    assert page.cells[date(2026, 2, 27)].level == 4


def test_more_exercises_than_lines_are_announced():
    """The last line says how many are left."""
    from hep_care.credit import ItemStatus
    from hep_tui.screens.day_lines import Line

    shown = item_lines([Line(ItemStatus.TODO, f"Exercise {n}", "3 × 10", "") for n in range(6)], Size(40, 4), UNICODE)
    assert len(shown) == 4
    assert shown[-1] == [("3 more; enter opens the day", "muted")]


def test_a_paused_score_names_the_reason(make_app):
    """More than half of two weeks excused: no number, and why."""

    def ill(diary):
        for n in range(1, 15):
            day = diary.today - timedelta(days=n)
            items = [state.item for state in diary.tally(day).states if state.item.slot is not None]
            diary.log(*(skip(item.prescription, day, item.slot, Reason.ILL) for item in items))

    diary = make_app("acl-early", ill, days=20).diary
    told = "".join(part if isinstance(part, str) else part[0] for part in score_parts(day_counts.seen_all(diary, None)))
    assert "paused (ill)" in told
