"""A few lines of words that change often: other words repaint the cells that differ, and lay nothing out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from hep_tui.widgets.plain import fit

COLOURS = (
    *("muted", "accent", "due", "done", "partial", "excused", "skipped", "symptom", "rest-day"),
    *("heat-1", "heat-2", "heat-3", "heat-4"),
)
STRONG = "strong"
"""Bold words in the colour of words."""

Part = tuple[str, str]
"""Words and what they look like: one of `COLOURS`, `STRONG`, or nothing."""
Line = Sequence[Part]


class LineBoard(Widget):
    """Shows lines, each cut at the right edge; its size is its CSS's business alone."""

    COMPONENT_CLASSES = {f"line-board--{name}" for name in (*COLOURS, STRONG)}
    DEFAULT_CSS = (
        "LineBoard { width: 1fr; height: 1; & > .line-board--strong { text-style: bold; }\n"
        + "\n".join(f"& > .line-board--{name} {{ color: ${name}; }}" for name in COLOURS)
        + "}"
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = ()
        self._strips: list[Strip] | None = None
        self._styles: dict[str, Style] = {}

    @property
    def words(self) -> tuple[str, ...]:
        """The lines as text, also what is cut."""
        return tuple("".join(text for text, _ in line) for line in self._lines)

    def show(self, lines: Sequence[Line]) -> None:
        """Other lines, from the top."""
        before, self._lines = self._strips, tuple(lines)
        self._strips = None
        if before is None:
            self.refresh()
            return
        after = self._drawn()
        for y, (old, new) in enumerate(zip(before, after, strict=True)):
            found = differing(old, new)
            if found is not None:
                self.refresh(Region(found[0], y, found[1] - found[0], 1))

    def render_line(self, y: int) -> Strip:
        """One line."""
        strips = self._drawn()
        return strips[y] if y < len(strips) else Strip.blank(self.size.width, self.rich_style)

    def on_resize(self) -> None:
        """Cuts every line anew."""
        self._strips = None

    def notify_style_update(self) -> None:
        """Forgets what was drawn in other colours."""
        super().notify_style_update()
        self._strips = None
        self._styles.clear()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are."""
        return len(self._lines)

    def _drawn(self) -> list[Strip]:
        if self._strips is None:
            width, height = self.size
            lines = [*self._lines[:height], *((),) * (height - len(self._lines))]
            self._strips = [self._strip(line, width) for line in lines]
        return self._strips

    def _strip(self, line: Line, width: int) -> Strip:
        segments, left = [], width
        for text, look in line:
            cells = min(left, cell_len(text))
            segments.append(Segment(fit(text, cells), self._style(look)))
            left -= cells
        return Strip(segments).adjust_cell_length(width, self._style(""))

    def _style(self, look: str) -> Style:
        if look not in self._styles:
            self._styles[look] = self.get_component_rich_style(f"line-board--{look}") if look else self.rich_style
        return self._styles[look]


def differing(old: Strip, new: Strip) -> tuple[int, int] | None:
    """The first cell that differs and the one after the last; None where two lines of one width are alike."""
    if old == new:
        return None
    one, other = _cells(old), _cells(new)
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), None)
    if start is None:
        return None
    from_end = next(at for at, (a, b) in enumerate(zip(reversed(one), reversed(other), strict=True)) if a != b)
    return start, len(one) - from_end


def _cells(strip: Strip) -> list[tuple[str, object]]:
    """What each cell shows; a character of two cells stands in both."""
    return [
        (character, style) for text, style, _ in strip for character in text for _ in range(max(0, cell_len(character)))
    ]
