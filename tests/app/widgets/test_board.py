"""A board repaints what looks different, large letters differ from each other, and a tempo's path is as long as it."""

from __future__ import annotations

from itertools import combinations

import pytest

from hep_tui.widgets.board import Board, Sheet
from hep_tui.widgets.letter_shapes import dots_across, rows_tall, word_rows
from hep_tui.widgets.tempo_figure import cells_a_second, label_places, tempo_figure

PHASES = ("lower", "pause", "lift", "pause")


def sheet(*lines: str) -> Sheet:
    """Some lines on a sheet of twelve cells."""
    made = Sheet(12, len(lines))
    for y, line in enumerate(lines):
        made.write(0, y, line)
    return made


async def test_only_cells_that_differ_are_repainted(show, painted):
    """From the first to the last cell that differs of each row, no row that looks the same, and nothing at all twice."""
    async with show(Board(), size=(12, 3)) as (app, pilot):
        board = app.widgets[0]
        board.put(sheet("rest 12", "next", "6 of 14"))
        await pilot.pause()
        painted.clear()
        board.put(sheet("rest 11", "next", "7 of 14"))
        await pilot.pause()
        regions = [tuple(region) for found, given in painted if found is board for region in given or ()]
        painted.clear()
        board.put(sheet("rest 11", "next", "7 of 14"))
        again = [found for found, _given in painted if found is board]
        shown = [line.rstrip() for line in app.lines()]

    assert regions == [(6, 0, 1, 1), (0, 2, 1, 1)]
    assert again == []
    assert shown == ["rest 11", "next", "7 of 14"]


async def test_a_wide_character_is_never_halved(show, painted):
    """Where a wide character gives way to narrow ones both its cells are painted; what does not fit is cut."""
    async with show(Board(), size=(12, 1)) as (app, pilot):
        board = app.widgets[0]
        board.put(sheet("a膝b"))
        await pilot.pause()
        painted.clear()
        board.put(sheet("axb"))
        await pilot.pause()
        regions = [region for found, given in painted if found is board for region in given or ()]
        assert app.lines()[0].rstrip() == "axb"
        board.put(sheet("a long line of words"))
        await pilot.pause()
        assert app.lines()[0] == "a long line…"

    assert (regions[0].x, regions[0].right >= 4) == (1, True)


@pytest.mark.parametrize("plain", [False, True])
def test_no_two_letters_are_alike(plain):
    """Every letter and numeral differs from every other by more than a cell, at both ways of drawing."""
    for one, other in combinations("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 2):
        pairs = zip(
            *("".join(line.ljust(6) for line in word_rows(letter, 1, plain)) for letter in (one, other)), strict=True
        )
        assert sum(a != b for a, b in pairs) > 1, (one, other)


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_words_are_as_large_as_is_said(scale):
    """A word is as many cells wide and rows tall as its dots say; what has no letters here is not drawn."""
    drawn = word_rows("RIGHT", scale)
    assert len(drawn) == rows_tall(scale)
    assert {len(line) for line in drawn} == {dots_across("RIGHT") * scale}
    assert word_rows("ÜBER", scale) == ()
    assert dots_across("") == 0


@pytest.mark.parametrize("tempo", [(3, 0, 3), (2, 2, 2), (4, 1, 2, 1), (1, 0, 1)])
def test_the_path_grows_by_a_second_and_is_whole_at_the_end(tempo):
    """Each second adds its cells, never takes any away, and the last one leaves nothing ahead."""
    width, total = 36, sum(tempo)
    cells = cells_a_second(tempo, width)
    before = 0
    for at in range(total):
        figure = tempo_figure(tempo, PHASES, at, width, 3)
        reached = max(len(line.rstrip()) for line in figure.behind)
        assert reached == before + cells
        before = reached
    assert not "".join(figure.ahead).strip()
    assert not "".join(tempo_figure(tempo, PHASES, None, width, 3).behind).strip()


def test_the_path_goes_down_stays_and_comes_up():
    """Lowering ends on the lowest row, the pause stays there, and lifting ends on the highest."""
    figure = tempo_figure((2, 1, 2), PHASES, 4, 20, 3)
    assert figure.behind[2][8:12].strip(" ") == "▄▄▄▄"
    assert (figure.behind[0][0] != " ", figure.behind[0][19] != " ") == (True, True)
    plain = tempo_figure((2, 1, 2), PHASES, 1, 20, 3, ascii_only=True)
    assert set("".join(plain.behind + plain.ahead)) <= set(" #.")
    assert tempo_figure((20, 0, 20), PHASES, 0, 30, 3) is None
    assert [name for _, name in label_places((2, 2, 2), PHASES, 36)] == ["lower", "pause", "lift"]
    assert label_places((1, 1, 1), PHASES, 12) == []
