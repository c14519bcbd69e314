"""Words in a pane of their own: other words repaint the lines that differ, and nothing is laid out anew."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from hep_tui.widgets.glyphs import GlyphSet
from hep_tui.widgets.plain import fit

_WHEEL_LINES = 3
_KEPT = 64


class TextPane(Widget):
    """Wrapped words, as many lines as there is room for; the last line says where there are more.

    It takes the focus only while there is something to scroll to.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"text-pane--more"}
    DEFAULT_CSS = """
    TextPane {
        width: 1fr;
        height: 1fr;
        & > .text-pane--more { color: $muted; }
        &:focus > .text-pane--more { color: $accent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_lines(-1)", "up", show=False, id="list.text-up"),
        Binding("down,j", "scroll_lines(1)", "down", show=False, id="list.text-down"),
        Binding("pageup", "scroll_pages(-1)", "a page up", show=False, id="list.text-page-up"),
        Binding("pagedown", "scroll_pages(1)", "a page down", show=False, id="list.text-page-down"),
    ]

    def __init__(self, *, glyphs: GlyphSet = "unicode", id: str | None = None) -> None:
        super().__init__(id=id)
        self._content = Content("")
        self._top = 0
        self._arrow = "v" if glyphs == "ascii" else "↓"
        # Who goes up and down a list comes back to the same words.
        self._wrapped: dict[int, tuple[Content, list[Strip]]] = {}
        self._in_sight: list[Strip] = []

    @property
    def words(self) -> str:
        """What is shown, and what would come into sight by scrolling."""
        return self._content.plain

    def show(self, words: Content, *, from_the_top: bool = True) -> None:
        """Shows other words."""
        self._content = words
        if from_the_top:
            self._top = 0
        before = self._in_sight
        self._look()
        if len(before) != len(self._in_sight):
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(before, self._in_sight, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def action_scroll_lines(self, lines: int) -> None:
        """Moves the words by lines."""
        top, self._top = self._top, self._top + lines
        self._look()
        if self._top != top:
            self.refresh()

    def action_scroll_pages(self, pages: int) -> None:
        """Moves the words by what is seen at once."""
        self.action_scroll_lines(pages * max(1, self.size.height - 2))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        event.stop()
        self.action_scroll_lines(_WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        event.stop()
        self.action_scroll_lines(-_WHEEL_LINES)

    def on_resize(self) -> None:
        """Wraps the words anew."""
        self._wrapped.clear()
        self._look_again()

    def on_focus(self) -> None:
        """The last line says how to go on."""
        self._look_again()

    def on_blur(self) -> None:
        """Without something to scroll to it is passed over from now on."""
        self._look_again()

    def notify_style_update(self) -> None:
        """Forgets what was drawn in other colours."""
        super().notify_style_update()
        self._wrapped.clear()
        self._in_sight = []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the words take."""
        return len(self._wrap(width))

    def render_line(self, y: int) -> Strip:
        """A line of the words, or the word that there are more."""
        if len(self._in_sight) != self.size.height:
            self._look()
        return self._in_sight[y]

    def _look_again(self) -> None:
        self._look()
        self.refresh()

    def _look(self) -> None:
        """Works out the lines in sight, and keeps the focus away from where it would be of no use."""
        width, height = self.size
        if not self.is_mounted or not width:
            self._in_sight = []
            return
        lines = self._wrap(width)
        hidden = len(lines) - height
        self._top = max(0, min(self._top, hidden))
        self.can_focus = hidden > 0 or self.has_focus
        here = lines[self._top : self._top + height]
        if self._top < hidden and height:
            more = f"{self._arrow} more" if self.has_focus else f"{self._arrow} more with tab"
            here[-1] = Strip([Segment(fit(more, width), self.get_component_rich_style("text-pane--more"))])
        self._in_sight = [*here, *([Strip.blank(width, self.rich_style)] * (height - len(here)))]

    def _wrap(self, width: int) -> list[Strip]:
        known = self._wrapped.get(id(self._content))
        if known is not None and width == self.size.width:
            return known[1]
        if len(self._wrapped) >= _KEPT:
            self._wrapped.clear()
        base = self.rich_style
        made = Visual.to_strips(self, self._content, width, None, self.visual_style) if width > 0 else []
        lines = [strip.adjust_cell_length(width, base) for strip in made]
        if width == self.size.width:
            # The words are kept with their lines: another text may get the id of one that is gone.
            self._wrapped[id(self._content)] = (self._content, lines)
        return lines
