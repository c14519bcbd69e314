"""One word in letters that can be read from the floor: the side that works next."""

from __future__ import annotations

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from hep_tui.widgets.glyphs import GlyphSet
from hep_tui.widgets.plain import fit

# Seven rows of five dots each; a terminal's cell is about twice as high as wide.
_LETTERS = {
    "B": ("####.", "#...#", "#...#", "####.", "#...#", "#...#", "####."),
    "E": ("#####", "#....", "#....", "####.", "#....", "#....", "#####"),
    "F": ("#####", "#....", "#....", "####.", "#....", "#....", "#...."),
    "G": (".####", "#....", "#....", "#.###", "#...#", "#...#", ".####"),
    "H": ("#...#", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"),
    "I": ("#####", "..#..", "..#..", "..#..", "..#..", "..#..", "#####"),
    "L": ("#....", "#....", "#....", "#....", "#....", "#....", "#####"),
    "O": (".###.", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."),
    "R": ("####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"),
    "T": ("#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.."),
}
_ROWS, _COLUMNS = 7, 5


class BigWord(Widget):
    """A word in capitals, as large as the place allows; as plain text where a letter or the room is missing."""

    DEFAULT_CSS = """
    BigWord { width: 1fr; height: 1fr; }
    """

    word: reactive[str] = reactive("")
    """What is shown."""

    def __init__(self, *, glyphs: GlyphSet = "unicode", id: str | None = None) -> None:
        super().__init__(id=id)
        self._ink = "#" if glyphs == "ascii" else "█"

    def render_line(self, y: int) -> Strip:
        """One row of the letters."""
        width, height = self.size
        lines = self._lines(width, height)
        row = y - (height - len(lines)) // 2
        text = lines[row] if 0 <= row < len(lines) else ""
        left = " " * max(0, (width - len(text)) // 2)
        return Strip([Segment(fit(left + text, width), self.rich_style)], width)

    def _lines(self, width: int, height: int) -> list[str]:
        word = self.word.upper()
        dots = len(word) * (_COLUMNS + 1) - 1
        across, down = width // max(dots, 1), height // _ROWS
        if not word or not across or not down or not set(word) <= set(_LETTERS):
            return [word]
        # Twice as wide as high looks square; a narrow window gets narrow letters.
        down = min(down, max(1, across // 2))
        across = min(across, 2 * down)
        rows = [".".join(_LETTERS[letter][number] for letter in word) for number in range(_ROWS)]
        drawn = ["".join((self._ink if dot == "#" else " ") * across for dot in row) for row in rows]
        return [line for line in drawn for _ in range(down)]
