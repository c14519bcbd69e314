"""The year heatmap: every day has its place, the cursor goes where it should, and little is repainted."""

from datetime import date, timedelta

import pytest

from hep_tui.widgets.glyphs import ASCII, UNICODE
from hep_tui.widgets.heatmap import YearHeatmap
from hep_tui.widgets.year_grid import DayCell, Mark, YearGrid, legend

TODAY = date(2026, 11, 12)


def year_of_cells(year=2026, today=TODAY):
    """A program from 2 March: six days a week with every level, one excused week, unknown since two days."""
    cells, start = {}, date(year, 3, 2)
    for number in range(366):
        day = date(year, 1, 1) + timedelta(number)
        if day.year != year or day < start:
            continue
        if day > today:
            cells[day] = DayCell(0, Mark.FUTURE)
        elif day > today - timedelta(2):
            cells[day] = DayCell(0, Mark.UNKNOWN)
        elif day.weekday() == 6:
            cells[day] = DayCell(0, Mark.REST)
        elif date(year, 6, 8) <= day < date(year, 6, 15):
            cells[day] = DayCell(0, Mark.EXCUSED)
        elif number % 9 == 0:
            cells[day] = DayCell(0, Mark.DUE)
        else:
            cells[day] = DayCell(min(4, 1 + (number * 7 + number // 11) % 5), Mark.DONE)
    return cells


def heatmap(glyphs="unicode", year=2026, today=TODAY):
    """A heatmap of that year."""
    widget = YearHeatmap(glyphs=glyphs)
    widget.set_year(year, year_of_cells(year, today), today)
    return widget


@pytest.mark.parametrize("year", range(1995, 2045))
def test_every_day_of_a_year_has_one_place(year):
    """Place and day are each other's inverse, and a year fits 62 columns, and 2 cells a day from 111."""
    days = [date(year, 1, 1) + timedelta(number) for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    narrow, wide = YearGrid(year, 80), YearGrid(year, 111)
    places = [narrow.place(day) for day in days]

    assert len(set(places)) == len(days)
    assert [narrow.day_at(*place) for place in places] == days
    assert narrow.label_cells + narrow.weeks <= 62
    assert wide.weeks_shown == wide.weeks
    assert (narrow.day_cells, wide.day_cells) == (1, 2)


def test_holes_of_the_grid_are_no_days():
    """Before 1 January and after 31 December there is nothing."""
    assert YearGrid(2026, 80).day_at(0, 0) is None
    assert YearGrid(2026, 80).day_at(6, 52) is None


async def test_glyphs_carry_the_state_without_colour(show):
    """Rest, excused, due, unknown and the four levels each have their own glyph; the future is blank."""
    async with show(heatmap()) as (app, _pilot):
        lines = app.lines()

    assert lines[0].split() == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert [line[:3] for line in lines[1:8]] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert set("".join(line[5:58] for line in lines[1:8])) == set("·×○░▒▓█? ")


async def test_plain_glyphs_stay_within_ascii(show):
    """A terminal without these glyphs gets plain letters and signs."""
    async with show(heatmap("ascii")) as (app, _pilot):
        drawn = "".join(app.lines())

    assert drawn.isascii()
    assert set(".~o123x") <= set(drawn)


async def test_moves_go_by_day_and_week(show):
    """Arrows and h j k l move by a day down the column and by a week along the row, and each move is told."""
    async with show(heatmap()) as (app, pilot):
        widget = app.widgets[0]
        found = [widget.selected]
        for key in ("left", "up", "h", "k", "down", "right", "home", "end"):
            await pilot.press(key)
            found.append(widget.selected)

    steps = [date(2026, 11, day) for day in (12, 5, 4)] + [date(2026, 10, day) for day in (28, 27, 28)]
    assert found == [*steps, date(2026, 11, 4), date(2026, 1, 1), TODAY]
    assert [message.day for message in app.said(YearHeatmap.DayHighlighted)][-2:] == [date(2026, 1, 1), TODAY]


async def test_the_cursor_never_passes_today(show):
    """A step towards tomorrow or a week into the future ends on today."""
    async with show(heatmap()) as (app, pilot):
        widget = app.widgets[0]
        await pilot.press("down", "right")
        assert widget.selected == TODAY
        await pilot.press("up", "up", "right")

    assert widget.selected == TODAY
    assert app.said(YearHeatmap.DayWanted) == []


async def test_the_edge_of_the_year_wants_the_next(show):
    """Off the first column the year before is wanted, and once it is set the cursor is on the day it was going to."""
    async with show(heatmap()) as (app, pilot):
        widget = app.widgets[0]
        await pilot.press("home", "left")
        await pilot.pause()
        assert [message.day for message in app.said(YearHeatmap.DayWanted)] == [date(2025, 12, 25)]
        widget.set_year(2025, {}, TODAY, date(2025, 12, 25))
        assert widget.selected == date(2025, 12, 25)
        await pilot.press("right")
        await pilot.pause()

    assert [message.day for message in app.said(YearHeatmap.DayWanted)] == [date(2025, 12, 25), date(2026, 1, 1)]


async def test_brackets_want_a_year_never_one_after_today(show):
    """[ wants the year before; ] does nothing in the year of today."""
    async with show(heatmap()) as (app, pilot):
        await pilot.press("right_square_bracket", "left_square_bracket")
        await pilot.pause()

    assert [message.day for message in app.said(YearHeatmap.DayWanted)] == [date(2025, 11, 12)]


async def test_a_leap_day_goes_to_the_28th(show):
    """The year before 29 February has a 28th."""
    today = date(2028, 2, 29)
    async with show(heatmap(year=2028, today=today)) as (app, pilot):
        await pilot.press("left_square_bracket")
        await pilot.pause()

    assert [message.day for message in app.said(YearHeatmap.DayWanted)] == [date(2027, 2, 28)]


@pytest.mark.parametrize("width", [80, 120])
async def test_a_click_selects_and_a_second_opens(show, width):
    """The mouse reaches the same days as the keys, at one cell a day and at two."""
    async with show(heatmap(), size=(width, 24)) as (app, pilot):
        day = date(2026, 5, 6)
        place = app.widgets[0].region_of(day).offset
        await pilot.click(YearHeatmap, offset=place)
        assert app.widgets[0].selected == day
        assert app.said(YearHeatmap.DayOpened) == []
        await pilot.click(YearHeatmap, offset=place, times=2)
        await pilot.press("enter")
        await pilot.pause()

    assert [message.day for message in app.said(YearHeatmap.DayOpened)] == [day, day]


async def test_the_future_and_the_labels_cannot_be_clicked(show):
    """A click where there is no day up to today leaves the cursor alone."""
    async with show(heatmap()) as (app, pilot):
        future = app.widgets[0].region_of(date(2026, 12, 9)).offset
        for place in ((1, 3), (30, 0), future):
            await pilot.click(YearHeatmap, offset=place)

    assert app.widgets[0].selected == TODAY


async def test_a_move_repaints_two_cells(show, painted):
    """The day that was left and the one that was reached, and nothing else."""
    async with show(heatmap()) as (app, pilot):
        await pilot.pause()
        painted.clear()
        await pilot.press("left")
        whole = app.widgets[0]
        parts = [(part, region) for part, found in painted if part in whole.children for region in found or [None]]
        places = {region.x + part.region.x - whole.region.x for part, region in parts}
        days = {whole.region_of(date(2026, 11, day)).x for day in (5, 12)}

    assert [(region.size, region.y) for _, region in parts] == [((1, 1), 4), ((1, 1), 4)]
    assert places == days


async def test_a_narrow_terminal_follows_the_cursor(show):
    """Where a year does not fit, the weeks around the cursor are shown."""
    async with show(heatmap(), size=(30, 10)) as (app, pilot):
        assert app.lines()[4].rstrip()[-1] == "?"
        await pilot.press("home")
        await pilot.pause()
        assert "Jan" in app.lines()[0]
        assert "Nov" not in app.lines()[0]


async def test_a_heatmap_without_a_year_waits(show):
    """Before a year is set keys do nothing."""
    async with show(YearHeatmap()) as (app, pilot):
        await pilot.press("left", "home", "enter", "left_square_bracket")

    assert app.widgets[0].selected is None
    assert app.heard == []


def test_the_legend_says_each_glyph_once():
    """Both sets explain themselves with the same words."""
    assert [words for *_, words in legend(UNICODE)] == [words for *_, words in legend(ASCII)]
    assert legend(UNICODE)[0] == ("·", "rest", "rest")


@pytest.mark.parametrize("theme", ["house-dark", "house-light"])
@pytest.mark.parametrize("size", [(80, 10), (120, 10)])
def test_picture(snap_compare, widget_app, theme, size):
    """A year looks as it should at both widths and in both themes."""
    assert snap_compare(widget_app(heatmap(), theme=theme), terminal_size=size)


async def test_another_theme_recolours_what_was_drawn(show):
    """Lines that were kept are drawn anew when the theme changes."""
    async with show(heatmap()) as (app, pilot):
        before = app.screen._compositor.render_strips()[1]
        app.theme = "house-light"
        await pilot.pause()
        await pilot.pause()
        after = app.screen._compositor.render_strips()[1]

    assert before.text == after.text
    assert not {segment.style.color for segment in before} & {segment.style.color for segment in after}
