"""A widget drawn line by line, cut into slices side by side.

What Textual sends of a line begins at the left edge of the widget that changed: in one widget as wide as the terminal a
single cell would cost the whole line before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget


class Slice(Widget):
    """The part of a `Sliced` between two of its edges."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Slice { width: auto; height: auto; }"

    def __init__(self, whole: Sliced, number: int) -> None:
        super().__init__()
        self._whole = whole
        self._number = number

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """From its edge to the next one."""
        edges = [*self._whole.edges(container.width), container.width]
        return max(0, edges[self._number + 1] - edges[self._number])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as the whole."""
        return self._whole.get_content_height(container, viewport, container.width)

    def render_line(self, y: int) -> Strip:
        """Its part of a line."""
        left = self._whole.edge(self._number)
        return self._whole.line(y).crop(left, left + self.size.width)


class Sliced(Widget):
    """Draws `line(y)` in slices; `paint` repaints cells of it, each region within one slice."""

    SLICES = 1
    _edges_of = -1
    _edges: Sequence[int] = ()
    DEFAULT_CSS = "Sliced { layout: horizontal; overflow: hidden; }"

    def compose(self) -> ComposeResult:
        """The slices, from left to right."""
        for number in range(self.SLICES):
            yield Slice(self, number)

    def edges(self, width: int) -> Sequence[int]:
        """The left edge of each slice, the first one 0, in a widget of this width."""
        raise NotImplementedError

    def line(self, y: int) -> Strip:
        """One line, as wide as the widget."""
        raise NotImplementedError

    def edge(self, number: int) -> int:
        """The left edge of a slice as it stands now."""
        width = self.size.width
        if width != self._edges_of:
            self._edges_of, self._edges = width, self.edges(width)
        return self._edges[number]

    def paint(self, *regions: Region) -> None:
        """Repaints these cells, or all of them."""
        if not regions:
            for part in self.children:
                part.refresh()
            return
        found: dict[int, list[Region]] = {}
        for region in regions:
            number = max(n for n in range(self.SLICES) if not n or self.edge(n) <= region.x)
            found.setdefault(number, []).append(region.translate((-self.edge(number), 0)))
        for number, cells in found.items():
            self.children[number].refresh(*cells)
