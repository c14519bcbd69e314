"""Lines of words that change often: only the cells that differ are painted."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from hep_tui.widgets.line_board import LineBoard, differing


def strip(*parts: tuple[str, str]) -> Strip:
    """A line of words with their styles."""
    return Strip([Segment(text, Style.parse(style)) for text, style in parts])


def test_what_differs_is_a_span_of_cells():
    """From the first cell to the last, by character and by style, wide characters counted as two."""
    assert differing(strip(("3 of 4", "")), strip(("3 of 4", ""))) is None
    assert differing(strip(("3 of 4", "")), strip(("2 of 5", ""))) == (0, 6)
    assert differing(strip(("3 of 4", "")), strip(("3 of 9", ""))) == (5, 6)
    assert differing(strip(("abc", "")), strip(("a", ""), ("b", "bold"), ("c", ""))) == (1, 2)
    assert differing(strip(("膝ab", "")), strip(("膝xb", ""))) == (2, 3)


async def test_other_words_paint_what_differs(show, painted):
    """A line that stays is not painted, a longer one is cut at the edge, and nothing is laid out."""
    board = LineBoard()
    async with show(board, size=(20, 5), css="LineBoard { height: 2; }") as (app, pilot):
        board.show([[("Mon 9 Nov", "strong")], [("the same", "muted")]])
        await pilot.pause()
        painted.clear()
        board.show([[("Mon 2 Nov", "strong")], [("the same", "muted")]])
        await pilot.pause()
        assert [region for widget, found in painted if widget is board for region in found or ()] == [
            Region(4, 0, 1, 1)
        ]
        board.show([[("a line that is longer than the board", "")]])
        await pilot.pause()
        assert app.lines()[0].rstrip() == "a line that is long…"
        assert app.lines()[1].strip() == ""


async def test_brackets_are_brackets(show):
    """Words are never read as markup."""
    board = LineBoard()
    async with show(board, size=(30, 3)) as (app, pilot):
        board.show([[("[bold]Quad[/] set\x1b[31m", "")]])
        await pilot.pause()
        assert "[bold]Quad[/] set" in app.lines()[0]
        assert "\x1b" not in app.lines()[0]
