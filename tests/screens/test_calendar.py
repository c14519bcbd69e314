"""The calendar: a year at a time, the day under the cursor, and how steadily it went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hep_care.program import Program
from hep_tui.diary import Diary
from hep_tui.screens.calendar import EMPTY, CalendarScreen
from hep_tui.screens.calendar_words import count_words
from hep_tui.screens.day_detail import DayDetailScreen
from hep_tui.screens.score_page import ScorePage
from hep_tui.screens.today import TodayScreen
from hep_tui.screens.year_cells import year_cells
from hep_tui.widgets.heatmap import YearHeatmap
from hep_tui.widgets.year_grid import Mark
from screens.conftest import lines
from screens.pasts import one_rich_day, three_weeks

TODAY = date(2026, 3, 4)
SIZES = [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)]


@pytest.fixture
def calendar(make_app):
    """Makes an app that opens on the calendar; takes what `make_app` takes."""

    def make(*args, day=None, **more):
        app = make_app(*args, **more)
        app.open_first = lambda: app.push_screen(CalendarScreen(day))
        return app

    return make


def words(app) -> str:
    """The whole terminal as one text, its spaces joined."""
    return " ".join(" ".join(lines(app)).split())


@pytest.mark.parametrize("size", SIZES)
def test_a_past_in_a_picture(calendar, snap_compare, size):
    """Three weeks: done days in shades, excused and open days by glyph, the day and the score below."""
    assert snap_compare(calendar("acl-early", three_weeks, days=20), terminal_size=size, press=["up"])


def test_a_narrow_window_in_a_picture(calendar, snap_compare):
    """At 60 by 20 the score stands under the day."""
    assert snap_compare(calendar("acl-early", three_weeks, days=20), terminal_size=(60, 20))


@pytest.mark.parametrize("size", SIZES)
def test_the_score_page_in_a_picture(calendar, snap_compare, size):
    """Its arithmetic in sentences, then a line a day."""
    assert snap_compare(calendar("acl-early", three_weeks, days=20), terminal_size=size, press=["w"])


async def test_the_cells_are_the_numbers_of_the_diary(calendar):
    """Every cell up to today shows what `counts` says of that day; the rest of the year is still to come."""
    app = calendar("acl-early", three_weeks, days=20)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        heatmap = app.screen.query_one(YearHeatmap)
        counts = app.diary.counts(TODAY - timedelta(days=20), TODAY)
        marks = {count.day: heatmap.cell_of(count.day).mark for count in counts}
        for count in counts:
            cell = heatmap.cell_of(count.day)
            if count.level:
                assert (cell.mark, cell.level) == (Mark.DONE, count.level)
            else:
                assert cell.mark is (Mark.EXCUSED if count.excused else Mark.DUE if count.due else Mark.REST)
        assert set(marks.values()) == {Mark.DONE, Mark.EXCUSED, Mark.DUE}
        assert heatmap.cell_of(TODAY - timedelta(days=21)).mark is Mark.NONE
        assert heatmap.cell_of(TODAY + timedelta(days=1)).mark is Mark.FUTURE
        assert heatmap.cell_of(TODAY).mark is Mark.DUE


async def test_the_day_and_the_score_are_in_words(calendar):
    """The day says what was done of it and how; the score says what was done, and never what was not."""
    async with (app := calendar("acl-early", three_weeks, days=20)).run_test(size=(80, 24)) as pilot:
        await pilot.press("up")
        await pilot.pause()
        text = words(app)
        assert "Tue 3 Mar ░ 3 of 12 done" in text
        assert "1 of 3 sessions, pain 2, added later" in text
        assert "15 days you showed up" in text
        assert "back after 3 days on 27 Feb" in text
        assert not any(word in text.lower() for word in ("streak", "missed", "failed"))


async def test_reasons_and_corrections_are_told(calendar):
    """A corrected exercise says so, one left out says why, and a withdrawn one is open again."""
    async with (app := calendar("acl-early", one_rich_day)).run_test(size=(120, 40)) as pilot:
        await pilot.press("up")
        await pilot.pause()
        told = " ".join(" ".join(app.screen.query_one("#items").words).split())
        assert "◐ Quad set 10 × 10 s 1 of 3 sessions, pain 1, added later" in told
        assert "Assisted heel slide 10 × 5 s pain 2, added later, as corrected" in told
        assert "○ Straight-leg raise in brace 3 × 10 ○" in told
        assert "Heel prop (extension) 5 min no time, added later" in told


async def test_a_move_draws_two_cells_and_the_day(calendar, monkeypatch):
    """An arrow key neither counts the year again nor lays it out again."""
    app = calendar("acl-early", three_weeks, days=20)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        monkeypatch.setattr(Diary, "counts", lambda *_: pytest.fail("the year was counted again"))
        monkeypatch.setattr(YearHeatmap, "set_year", lambda *_: pytest.fail("the year was built again"))
        await pilot.press("up", "left", "k", "h")
        await pilot.pause()
        assert app.screen.query_one(YearHeatmap).selected == TODAY - timedelta(days=16)
        assert "Mon 16 Feb" in words(app)


async def test_years_are_turned_as_far_back_as_there_was_a_program(calendar):
    """`[` shows the year before, `]` comes back, and before the first year a sentence says so."""
    app = calendar("acl-early", days=100)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("[")
        await pilot.pause()
        heatmap = app.screen.query_one(YearHeatmap)
        assert heatmap.year == 2025
        assert "2025" in lines(app)[1]
        await pilot.press("[")
        await pilot.pause()
        assert heatmap.year == 2025
        assert any("begins in 2025" in note.message for note in app._notifications)
        await pilot.press("]")
        await pilot.pause()
        assert heatmap.year == 2026


async def test_the_first_day_is_still_to_come(calendar):
    """Without any work yet it says where the first day will appear, and counts nothing against anyone."""
    async with (app := calendar("acl-early", days=0)).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert EMPTY in words(app)
        assert "0 of" not in words(app)


async def test_enter_opens_a_day_and_escape_comes_back_to_it(calendar):
    """The calendar is on the day that was opened, and Esc from it leads to Today."""
    app = calendar("acl-early", three_weeks, days=20)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left", "enter")
        await pilot.pause()
        assert isinstance(app.screen, DayDetailScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, CalendarScreen)
        assert app.screen.query_one(YearHeatmap).selected == TODAY - timedelta(days=7)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, TodayScreen)
        assert len(app.screen_stack) == 2


async def test_plus_adds_to_one_of_the_last_seven_days(calendar):
    """Within seven days it opens that day for adding; before that it says so and stays."""
    app = calendar("acl-early", days=20)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left", "up", "plus")
        await pilot.pause()
        assert isinstance(app.screen, CalendarScreen)
        await pilot.press("down", "plus")
        await pilot.pause()
        assert isinstance(app.screen, TodayScreen)
        assert "Adding to Wednesday 25 February" in words(app)


async def test_the_score_page_opens_and_closes(calendar):
    """`w` shows the arithmetic with the newest days; Esc leads back."""
    app = calendar("acl-early", three_weeks, days=20)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await pilot.pause()
        assert isinstance(app.screen, ScorePage)
        assert "Tue 3 Mar 2026 1/4 1.00" in words(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, CalendarScreen)


async def test_names_are_never_markup(calendar):
    """Brackets in a program are brackets."""
    app = calendar()
    program = app.diary.program()
    assert program is not None
    odd = replace(program.prescriptions[0], name="[bold red]Quad[/] set")
    app = calendar(Program("odd", "Odd", start=TODAY, prescriptions=(odd,)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "[bold red]Quad[/] set" in words(app)


def test_ten_years_are_one_year_of_cells(diary_counts):
    """Only the days of the shown year become cells, whatever came before and after."""
    cells = year_cells(diary_counts, 2024, TODAY)
    assert len(cells) == 366
    assert {day.year for day in cells} == {2024}
    assert max(year_cells(diary_counts, 2026, TODAY)) == date(2026, 12, 31)


def test_a_day_in_words(diary_counts):
    """What was done is counted; nothing is never a number that was missed."""
    count = list(diary_counts.values())[-1]
    assert count_words(replace(count, due=4, done=3, units=3), TODAY) == "3 of 4 done"
    assert count_words(replace(count, due=4, done=4, units=4), TODAY) == "all 4 done"
    assert count_words(replace(count, due=0), TODAY) == "a rest day"
    assert count_words(replace(count, due=0, excused=True), TODAY) == "excused"
    assert count_words(replace(count, day=TODAY, due=4), TODAY) == "4 to do"
    assert count_words(replace(count, day=TODAY - timedelta(days=1), due=4), TODAY).startswith("nothing logged")
    assert count_words(None, TODAY) == "no program on that day"


@pytest.fixture
def diary_counts():
    """Ten years of days, each of which asked for something."""
    from hep_care.counts import DayCount

    days = (date(2016, 3, 5) + timedelta(days=n) for n in range(3652))
    return {day: DayCount(day, 4) for day in days}
