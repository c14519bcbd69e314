"""A list of lines under headings, with a bar for a cursor: today's program and its kin."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from hep_care.frozen import frozen
from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.plain import fit, tinted

TONES = ("due", "done", "partial", "excused", "rest-day", "skipped", "symptom", "muted")
"""What a glyph's colour repeats; anything else has the colour of words."""
_STEPPED_BACK = frozenset({"done", "excused", "skipped", "rest-day", "muted"})
_BEFORE_WORDS = 5
_LEAST_WORDS = 12
_BOLD = Style(bold=True)


class RowKind(Enum):
    """What a row is for."""

    HEADING = "heading"
    ITEM = "item"
    NOTE = "note"


@frozen
class Row:
    """One line of a list; only items take the cursor."""

    key: str
    """Names the row in messages; unique among the items."""
    kind: RowKind
    left: str
    right: str = ""
    glyph: str = ""
    """One cell."""
    tone: str = ""
    """One of `TONES`, or nothing."""


class _Told(Message):
    """What an item is told of."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class ItemList(ScrollView, can_focus=True):
    """Rows under headings; a cursor move repaints the two lines that changed."""

    # Only what a stylesheet changes: each of these is styled anew whenever the list is, at a start four times.
    COMPONENT_CLASSES = {"item-list--heading", "item-list--done", "item-list--cursor"}
    DEFAULT_CSS = """
    ItemList {
        width: 1fr;
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .item-list--heading { text-style: bold; }
        & > .item-list--done { color: $done; }
        & > .item-list--cursor { color: $muted; }
        &:focus > .item-list--cursor { color: $accent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "up", show=False, id="list.up"),
        Binding("down,j", "step(1)", "down", show=False, id="list.down"),
        Binding("pageup", "page(-1)", "a page up", show=False, id="list.page-up"),
        Binding("pagedown", "page(1)", "a page down", show=False, id="list.page-down"),
        Binding("home", "edge(False)", "first", show=False, id="list.first"),
        Binding("end", "edge(True)", "last", show=False, id="list.last"),
        Binding("enter", "select", "open", id="list.select", tooltip="Open this one"),
    ]

    cursor: reactive[int | None] = reactive(None, repaint=False)
    """Which row the cursor is on; None while there is no item."""

    class Highlighted(_Told):
        """The cursor stands on another item."""

    class Selected(_Told):
        """Enter, or a click on the item under the cursor."""

    def __init__(
        self,
        rows: Sequence[Row] = (),
        *,
        glyphs: GlyphSet = "unicode",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._glyphs = glyphs_of(glyphs)
        self._rule = "-" if glyphs == "ascii" else "─"
        self._rows: tuple[Row, ...] = ()
        self._right_cells = 0
        self._strips: dict[tuple[int, bool, int], Strip] = {}
        self._styles: dict[str, Style] = {}
        self.show(rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    @property
    def highlighted(self) -> str | None:
        """The key of the item under the cursor."""
        at = self.cursor
        return self._rows[at].key if at is not None and at < len(self._rows) else None

    def show(self, rows: Sequence[Row]) -> None:
        """Shows other rows; the cursor stays on its item, or near where it was."""
        key, at = self.highlighted, self.cursor
        before, self._rows = self._rows, tuple(rows)
        right_before = self._right_cells
        items = [row for row in self._rows if row.kind is RowKind.ITEM]
        self._right_cells = max((cell_len(row.right) for row in items), default=0)
        self._strips.clear()
        self.virtual_size = Size(1, len(self._rows))
        if len(before) == len(self._rows) and right_before == self._right_cells:
            for y, (old, new) in enumerate(zip(before, self._rows, strict=True)):
                if old != new:
                    self.refresh_lines(y)
        else:
            self.refresh()
        self.cursor = self._row_of(key) if key is not None and self._row_of(key) is not None else self._nearest(at or 0)

    def highlight(self, key: str) -> None:
        """Takes the cursor to the item with this key, if there is one."""
        at = self._row_of(key)
        if at is not None:
            self.cursor = at

    def action_step(self, steps: int) -> None:
        """Moves the cursor by items; headings and notes are stepped over."""
        places = self._places()
        if self.cursor in places:
            self.cursor = places[max(0, min(len(places) - 1, places.index(self.cursor) + steps))]

    def action_page(self, pages: int) -> None:
        """Moves the cursor by what is seen at once."""
        if self.cursor is not None:
            self.cursor = self._nearest(self.cursor + pages * max(1, self.size.height - 1))

    def action_edge(self, last: bool) -> None:
        """Moves the cursor to the first item or the last."""
        self.cursor = self._nearest(len(self._rows) if last else 0)

    def action_select(self) -> None:
        """Selects the item under the cursor."""
        if (key := self.highlighted) is not None:
            self.post_message(self.Selected(key))

    def on_click(self, event: events.Click) -> None:
        """A click takes the cursor to an item; a click where it is already selects."""
        offset = event.get_content_offset(self)
        at = offset.y + self.scroll_offset.y if offset is not None else -1
        if not 0 <= at < len(self._rows) or self._rows[at].kind is not RowKind.ITEM:
            return
        event.stop()
        if at == self.cursor:
            self.action_select()
        else:
            self.cursor = at

    def watch_cursor(self, old: int | None, new: int | None) -> None:
        """Repaints the two lines, keeps the cursor in sight and tells."""
        for at in (old, new):
            if at is not None and at < len(self._rows):
                self.refresh_lines(at)
        if new is None:
            return
        self._keep_in_sight(new)
        self.post_message(self.Highlighted(self._rows[new].key))

    def on_resize(self) -> None:
        """Keeps the cursor in sight."""
        if self.cursor is not None:
            self._keep_in_sight(self.cursor)

    def notify_style_update(self) -> None:
        """Forgets what was drawn in other colours."""
        super().notify_style_update()
        self._strips.clear()
        self._styles.clear()

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        at, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if at >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        place = (at, at == self.cursor, width)
        if place not in self._strips:
            row = self._rows[at]
            segments = self._heading(row, width) if row.kind is RowKind.HEADING else self._line(row, width, place[1])
            self._strips[place] = Strip(segments).adjust_cell_length(width, self.rich_style)
        return self._strips[place]

    def _heading(self, row: Row, width: int) -> list[Segment]:
        right = f" {row.right}" if row.right else ""
        # What is still to do is never cut: a long name gives way.
        left = f"{fit(row.left, min(cell_len(row.left), max(_LEAST_WORDS, width - cell_len(right) - 2)))} "
        rule = self._rule * max(0, width - cell_len(left) - cell_len(right))
        return [
            Segment(left, self._style("heading")),
            Segment(rule, self._style("border-blurred")),
            Segment(fit(right, max(0, width - cell_len(left) - len(rule))), self._style("muted")),
        ]

    def _line(self, row: Row, width: int, current: bool) -> list[Segment]:
        right_cells = max(0, min(self._right_cells, width - _BEFORE_WORDS - 2 - _LEAST_WORDS))
        left_cells = max(0, width - _BEFORE_WORDS - (right_cells + 2 if right_cells else 0))
        quiet = self._style("muted")
        words = quiet if row.kind is RowKind.NOTE or row.tone in _STEPPED_BACK else self.rich_style
        if current:
            words += _BOLD
        tone = self._style(row.tone) if row.tone in TONES else self.rich_style
        return [
            Segment(self._glyphs.cursor if current else " ", self._style("cursor")),
            Segment(f" {fit(row.glyph, 1)}  ", tone),
            Segment(fit(row.left, left_cells), words),
            Segment("  " + fit(row.right, right_cells) if right_cells else "", words if current else quiet),
        ]

    def _places(self) -> list[int]:
        return [at for at, row in enumerate(self._rows) if row.kind is RowKind.ITEM]

    def _row_of(self, key: str) -> int | None:
        return next((at for at in self._places() if self._rows[at].key == key), None)

    def _nearest(self, at: int) -> int | None:
        return min(self._places(), key=lambda place: abs(place - at), default=None)

    def _keep_in_sight(self, at: int) -> None:
        """Scrolls as little as shows the row, and the heading right above the first item."""
        height, top = self.size.height, self.scroll_offset.y
        first = 0 if at == self._nearest(0) else at
        if height <= 0:
            return
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif at >= top + height:
            self.scroll_to(y=at - height + 1, animate=False, immediate=True)

    def _style(self, name: str) -> Style:
        """The style of a part of a line, or of words in one of the theme's colours."""
        if name not in self._styles:
            part = f"item-list--{name}"
            ours = part in self.COMPONENT_CLASSES
            self._styles[name] = self.get_component_rich_style(part) if ours else tinted(self, f"${name}")
        return self._styles[name]
