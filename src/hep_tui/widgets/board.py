"""A surface on which every cell has its place: what is drawn anew is what looks different, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from hep_care.plain_text import plain_text
from hep_tui.widgets.plain import fit

Cell = tuple[str, str]
"""A character and the name of its style; the second half of a wide character is empty."""
_BLANK: Cell = (" ", "")


class Sheet:
    """Cells to write on, as a `Board` shows them."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = max(0, width), max(0, height)
        self.rows: list[list[Cell]] = [[_BLANK] * self.width for _ in range(self.height)]

    def write(self, x: int, y: int, text: str, style: str = "", *, most: int | None = None) -> None:
        """Words from a cell on, cut at `most` cells and at the edge."""
        room = self.width - x if most is None else min(most, self.width - x)
        if not 0 <= y < self.height or x < 0 or room <= 0 or not text:
            return
        words = plain_text(text)
        words = fit(words, room) if cell_len(words) > room else words
        row, end = self.rows[y], x + room
        for char in words:
            width = 1 if char.isascii() else cell_len(char)
            if x + width > end:
                # Joined emoji are narrower together than one by one, as they are drawn here.
                break
            if width:
                row[x : x + width] = [(char, style), *[("", style)] * (width - 1)]
                x += width
            elif x:
                row[x - 1] = (row[x - 1][0] + char, row[x - 1][1])

    def write_right(self, y: int, text: str, style: str = "", *, most: int | None = None) -> int:
        """Words that end at the right edge; the cells they take."""
        cells = min(cell_len(text), self.width if most is None else most)
        self.write(self.width - cells, y, text, style, most=cells)
        return cells

    def stamp(self, x: int, y: int, rows: Iterable[str], style: str = "") -> None:
        """Rows of a drawing, one below the other; its spaces leave what was there."""
        for down, line in enumerate(rows):
            if not 0 <= y + down < self.height:
                continue
            row = self.rows[y + down]
            for across, char in enumerate(line, x):
                if char != " " and 0 <= across < self.width:
                    row[across] = (char, style)


class Board(Widget):
    """Shows a `Sheet`; a sheet that differs from the one before repaints the cells that differ."""

    ALLOW_SELECT = False
    STYLE_PREFIX = "board"
    """Styles are the component classes `PREFIX--NAME`; a cell without a name has the widget's own."""
    MARGIN = 0
    """Free cells at the left and at the right. A padding would be a segment of its own in every row that is sent."""
    DEFAULT_CSS = """
    Board { width: 1fr; height: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: list[list[Cell]] = []

    def put(self, sheet: Sheet) -> None:
        """Shows this sheet in place of the one before."""
        edge = [_BLANK] * self.MARGIN
        before, self._rows = self._rows, [[*edge, *row, *edge] for row in sheet.rows]
        if len(before) != len(self._rows) or (before and len(before[0]) != len(self._rows[0])):
            self.refresh()
            return
        pairs = enumerate(zip(before, self._rows, strict=True))
        changed = [_difference(y, old, new) for y, (old, new) in pairs if old != new]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """One row of the sheet."""
        width = self.size.width
        if y >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        segments = []
        for name, cells in groupby(_blanks_joined(self._rows[y]), key=lambda cell: cell[1]):
            style = self.get_component_rich_style(f"{self.STYLE_PREFIX}--{name}") if name else self.rich_style
            segments.append(Segment("".join(char for char, _ in cells), style))
        return Strip(segments).adjust_cell_length(width, self.rich_style)


def _blanks_joined(row: Sequence[Cell]) -> Iterator[Cell]:
    """The row with each blank in the style before it: no ink shows the difference, and a change of style is 40 bytes."""
    style = next((name for char, name in row if char != " "), "")
    for char, name in row:
        style = style if char == " " else name
        yield char, style


def _difference(y: int, old: Sequence[Cell], new: Sequence[Cell]) -> Region:
    """The part of a row from the first cell that differs to the last; a wide character is never halved."""
    places = [x for x, (before, after) in enumerate(zip(old, new, strict=True)) if before != after]
    first, last = places[0], places[-1]
    while first and not (old[first][0] and new[first][0]):
        first -= 1
    while last + 1 < len(new) and not (old[last + 1][0] and new[last + 1][0]):
        last += 1
    return Region(first, y, last - first + 1, 1)
