"""Big digits: every one different, one weight, as large as fits, and only what changed repainted."""

from itertools import combinations

import pytest
from textual.geometry import Region

from hep_tui.widgets.big_digits import BigDigits
from hep_tui.widgets.digit_shapes import (
    DIGITS,
    MAX_ROWS,
    MIN_ASCII_ROWS,
    MIN_ROWS,
    glyph_rows,
    glyph_width,
    rows_that_fit,
    text_rows,
    text_width,
)

SIZES = [(rows, plain) for rows in (*range(MIN_ROWS, 16), 20, MAX_ROWS) for plain in (False, True)]
SIZES = [(rows, plain) for rows, plain in SIZES if not plain or rows >= MIN_ASCII_ROWS]


@pytest.mark.parametrize(("rows", "plain"), SIZES)
def test_no_two_digits_are_alike(rows, plain):
    """At every height each digit differs from every other, from five rows on by more than a cell."""
    for one, other in combinations("0123456789", 2):
        pairs = zip("".join(glyph_rows(one, rows, plain)), "".join(glyph_rows(other, rows, plain)), strict=True)
        assert sum(a != b for a, b in pairs) > (rows >= 5), (one, other)
    for digit in DIGITS:
        drawn = glyph_rows(digit, rows, plain)
        assert [len(line) for line in drawn] == [glyph_width(digit, rows)] * rows
        assert "".join(drawn).isascii() is plain or digit == ":"


@pytest.mark.parametrize(("rows", "plain"), SIZES)
def test_six_and_nine_are_one_shape(rows, plain):
    """A nine is a six turned round, and a zero, an eight and a colon have no left and right."""
    turned = str.maketrans("▀▄", "▄▀")
    six, nine = glyph_rows("6", rows, plain), glyph_rows("9", rows, plain)

    assert all(line == line[::-1] for digit in "08:" for line in glyph_rows(digit, rows, plain))
    if rows >= 5:
        assert [line[::-1].translate(turned) for line in reversed(six)] == list(nine)


def test_a_countdown_stands_still():
    """Every digit is as wide as every other, so that 0:11 takes the place of 0:48."""
    assert len({text_width(text, 9) for text in ("0:11", "0:48", "7:77")}) == 1


@pytest.mark.parametrize(
    ("text", "width", "height", "rows"),
    [
        ("30", 120, 40, 40),
        ("30", 80, 24, 24),
        ("1:30", 80, 24, 17),
        ("7", 10, 40, 8),
        ("30", 80, 2, 0),
        ("30", 5, 9, 0),
    ],
)
def test_the_largest_size_that_fits_both_ways(text, width, height, rows):
    """Height and width both bound the size, and below three rows there is none."""
    assert rows_that_fit(text, width, height) == rows
    assert not rows or text_width(text, rows) <= width


async def test_digits_stand_in_the_middle(show):
    """The space above and below, and left and right, differs by at most one cell."""
    async with show(BigDigits("8"), size=(60, 14)) as (app, _pilot):
        lines = app.lines()

    drawn = [line for line in lines if line.strip()]
    assert len(drawn) == 14
    assert abs((len(drawn[3]) - len(drawn[3].lstrip())) - (len(drawn[3]) - len(drawn[3].rstrip()))) <= 1


@pytest.mark.parametrize(("value", "size"), [("12", (20, 2)), ("left leg", (40, 10)), ("", (10, 10))])
async def test_words_where_digits_cannot_be(show, value, size):
    """Too little room, or no digits: the value is shown as text."""
    async with show(BigDigits(value), size=size) as (app, _pilot):
        assert "".join(app.lines()).strip() == value


async def test_only_what_changed_is_repainted(show, painted):
    """From 0:19 to 0:18 only the columns of the last digit, and no line that looks the same."""
    async with show(BigDigits("0:19"), size=(60, 9)) as (app, pilot):
        widget = app.widgets[0]
        last = (60 - text_width("0:19", 9)) // 2 + text_width("0:1", 9)
        painted.clear()
        widget.value = "0:18"
        await pilot.pause()
        regions = [region for found, given in painted if found is widget for region in given or [None]]
        shown = [line.strip() for line in app.lines()]

    assert regions
    assert all(isinstance(region, Region) and region.x >= last and region.height == 1 for region in regions)
    assert len(regions) < 9
    assert shown == [line.strip() for line in text_rows("0:18", 9)]


async def test_a_phase_changes_the_colour_and_nothing_else(show):
    """Each phase has its own colour, one at a time."""
    async with show(BigDigits("5"), size=(20, 7)) as (app, pilot):
        widget, seen = app.widgets[0], set()
        for phase in ("lead-in", "hold", "rest", "switch", ""):
            widget.phase = phase
            await pilot.pause()
            seen.add(widget.rich_style.color)
            assert widget.classes == ({f"-{phase}"} if phase else set())

    assert len(seen) == 5


@pytest.mark.parametrize("theme", ["house-dark", "house-light"])
@pytest.mark.parametrize("rows", [5, 9, 20])
def test_picture(snap_compare, widget_app, theme, rows):
    """All ten digits look as they should."""
    text = "0:12345" if rows == 5 else "6789" if rows == 9 else "0:45"
    assert snap_compare(widget_app(BigDigits(text), theme=theme), terminal_size=(100, rows))
