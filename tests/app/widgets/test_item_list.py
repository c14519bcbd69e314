"""The list of today: items take the cursor, headings do not, and foreign text stays text."""

import pytest
from rich.cells import cell_len

from hep_tui.widgets.item_list import ItemList, Row, RowKind

MORNING = [
    Row("m", RowKind.HEADING, "Morning", "done"),
    Row("m1", RowKind.ITEM, "Quad set", "10 × 10 s   L", "✓", "done"),
    Row("m2", RowKind.ITEM, "Straight-leg raise", " 3 × 10     L", "✓", "done"),
    Row("gap", RowKind.NOTE, ""),
    Row("d", RowKind.HEADING, "Midday", "2 to do · 8 min"),
    Row("d1", RowKind.ITEM, "Assisted heel slide", "6 of 10     L", "◐", "partial"),
    Row("d2", RowKind.ITEM, "Heel prop", "5 min       L", "○", "due"),
    Row("d3", RowKind.ITEM, "Hamstring curl", "3 × 8       R", "–", "skipped"),
    Row("d4", RowKind.ITEM, "Step-up", "3 × 12      R", "×", "excused"),
    Row("any", RowKind.NOTE, "Any time: ankle pumps, hourly · 5 today"),
]
MANY = [Row("h", RowKind.HEADING, "All day")] + [
    Row(str(n), RowKind.ITEM, f"Exercise {n}", "3 × 10") for n in range(60)
]


async def test_the_cursor_steps_over_headings_and_notes(show):
    """Up and down, j and k, home and end only ever stop at items."""
    async with show(ItemList(MORNING)) as (app, pilot):
        widget, found = app.widgets[0], []
        for key in ("down", "j", "j", "up", "k", "end", "down", "home", "up"):
            await pilot.press(key)
            found.append(widget.highlighted)

    assert found == ["m2", "d1", "d2", "d1", "m2", "d4", "d4", "m1", "m1"]
    assert [message.key for message in app.said(ItemList.Highlighted)] == ["m1", *found[:6], "m1"]


async def test_enter_selects(show):
    """Enter tells the key of the item under the cursor."""
    async with show(ItemList(MORNING)) as (app, pilot):
        await pilot.press("down", "enter")
        await pilot.pause()

    assert [message.key for message in app.said(ItemList.Selected)] == ["m2"]


async def test_a_click_highlights_and_a_second_selects(show):
    """The mouse does what the keys do; headings, notes and the space below are not for clicking."""
    async with show(ItemList(MORNING)) as (app, pilot):
        await pilot.click(ItemList, offset=(10, 6))
        assert app.widgets[0].highlighted == "d2"
        assert app.said(ItemList.Selected) == []
        await pilot.click(ItemList, offset=(10, 6))
        for y in (0, 3, 4, 9, 20):
            await pilot.click(ItemList, offset=(10, y))
        await pilot.pause()

    assert app.widgets[0].highlighted == "d2"
    assert [message.key for message in app.said(ItemList.Selected)] == ["d2"]


async def test_pages_and_scrolling_keep_the_cursor_in_sight(show):
    """However far the cursor goes its line is on the screen, and at the top the heading is too."""
    async with show(ItemList(MANY), size=(40, 10)) as (app, pilot):
        for key in ("pagedown", "pagedown", "pageup", "end", "up", "home"):
            await pilot.press(key)
            await pilot.pause()
            assert any(line.startswith("▌") and "Exercise" in line for line in app.lines()), key
        assert app.lines()[0].startswith("All day")
        await pilot.press("end")
        await pilot.pause()

        assert app.widgets[0].highlighted == "59"


async def test_a_click_reaches_what_was_scrolled_to(show):
    """A click counts from what is in sight."""
    async with show(ItemList(MANY), size=(40, 10)) as (app, pilot):
        await pilot.press("end")
        await pilot.pause()
        await pilot.click(ItemList, offset=(5, 0))

        assert f"Exercise {app.widgets[0].highlighted} " in app.lines()[0]


async def test_a_move_repaints_two_lines(show, painted):
    """A step repaints the line that was left and the one that was reached."""
    async with show(ItemList(MORNING)) as (app, pilot):
        await pilot.pause()
        painted.clear()
        await pilot.press("down")
        regions = [region for widget, found in painted if widget is app.widgets[0] for region in found or [None]]

    assert [(region.y, region.height) for region in regions] == [(1, 1), (2, 1)]


async def test_showing_other_rows_repaints_what_differs_and_keeps_the_item(show, painted):
    """When one exercise becomes done only its line is drawn anew, and the cursor stays on its item."""
    async with show(ItemList(MORNING)) as (app, pilot):
        widget = app.widgets[0]
        widget.highlight("d2")
        await pilot.pause()
        painted.clear()
        rows = list(MORNING)
        rows[5] = Row("d1", RowKind.ITEM, "Assisted heel slide", "10 × 5 s    L", "✓", "done")
        widget.show(rows)
        await pilot.pause()
        regions = [region for found, given in painted if found is widget for region in given or [None]]
        assert "✓  Assisted heel slide" in app.lines()[5]

    assert [region.y for region in regions] == [5]
    assert widget.highlighted == "d2"


async def test_when_the_item_is_gone_the_cursor_goes_to_its_neighbour(show):
    """A list that loses the item under the cursor has one nearby, and an empty list has none."""
    async with show(ItemList(MORNING)) as (app, pilot):
        widget = app.widgets[0]
        await pilot.press("end")
        widget.show(MORNING[:8])
        assert widget.highlighted == "d3"
        widget.show([])
        assert widget.highlighted is None
        await pilot.press("down", "enter", "home", "pagedown")

    assert app.said(ItemList.Selected) == []


@pytest.mark.parametrize("width", [80, 40, 24, 12, 3])
@pytest.mark.parametrize(
    "name", ["膝を伸ばす運動をゆっくりと行います", "Żółć 👩‍🦽 rampe", "a\x1b[2Jb[red]c[/nope]", "e" * 400]
)
async def test_any_name_keeps_the_columns(show, width, name):
    """Wide characters, joined emoji, escapes, brackets and long names leave every line exactly as wide as the list."""
    rows = [Row("h", RowKind.HEADING, name, name), Row("i", RowKind.ITEM, name, "3 × 10", "○", "due")]
    async with show(ItemList(rows), size=(width, 6)) as (app, _pilot):
        lines = app.lines()

    assert {cell_len(line) for line in lines} == {width}
    assert not any("\x1b" in line for line in lines)


async def test_a_heading_is_a_name_a_rule_and_a_word(show):
    """The rule fills what the two leave; the right columns of items begin at one place."""
    async with show(ItemList(MORNING), size=(60, 12)) as (app, _pilot):
        lines = app.lines()

    assert lines[4].startswith("Midday ─")
    assert lines[4].rstrip().endswith("─ 2 to do · 8 min")
    assert {lines[y].index(word) for y, word in ((1, "10 × 10 s"), (5, "6 of 10"), (6, "5 min"))} == {47}


async def test_plain_glyphs_stay_within_ascii(show):
    """Cursor and rule have plain twins."""
    rows = [Row("h", RowKind.HEADING, "Morning"), Row("i", RowKind.ITEM, "Quad set", "10 x 10", "o", "due")]
    async with show(ItemList(rows, glyphs="ascii")) as (app, _pilot):
        assert "".join(app.lines()).isascii()
        assert app.lines()[1].startswith("> o  Quad set")


@pytest.mark.parametrize("theme", ["house-dark", "house-light"])
def test_picture(snap_compare, widget_app, theme):
    """The list looks as it should in both themes."""
    assert snap_compare(widget_app(ItemList(MORNING), theme=theme), terminal_size=(60, 12), press=["end", "up", "up"])
