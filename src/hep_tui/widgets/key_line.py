"""The keys of a screen in one quiet line at its foot, as many as fit; a click presses the key."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.plain import tinted

_KEY_WORDS = {"enter": "enter", "space": "space", "escape": "esc", "pageup": "pgup", "pagedown": "pgdn", "tab": "tab"}
_HELP_KEY = "question_mark"


@frozen
class Hint:
    """A key and what it does."""

    key: str
    """The key's name, as it is pressed."""
    shown: str
    word: str

    @property
    def cells(self) -> int:
        """How wide it is drawn."""
        return cell_len(self.shown) + (1 + cell_len(self.word) if self.word else 0)


class KeyLine(Widget):
    """What the keys do now: bindings that are shown and enabled, `?` always last and always there."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        padding: 0 2;
        color: $muted;
    }
    """

    def __init__(self, *, glyphs: GlyphSet = "unicode", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._between = f" {glyphs_of(glyphs).dot} "
        self._hints: tuple[Hint, ...] | None = None

    @property
    def hints(self) -> tuple[Hint, ...]:
        """The hints that fit, in the order they are drawn."""
        if self._hints is None:
            # Read when it is first drawn, so that the first picture has them.
            self._hints = self._read(self.screen)
        *others, last = self._hints or (None,)
        help_hint = last if last is not None and last.key == _HELP_KEY else None
        candidates = [hint for hint in (*others, None if help_hint else last) if hint is not None]
        between, width = cell_len(self._between), self.size.width
        free = width - (help_hint.cells if help_hint else 0)
        shown: list[Hint] = []
        for hint in candidates:
            cost = hint.cells + (between if shown or help_hint else 0)
            if cost > free:
                break
            shown.append(hint)
            free -= cost
        return (*shown, help_hint) if help_hint else tuple(shown)

    def on_mount(self) -> None:
        """Follows the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self.call_after_refresh(self._follow, self.screen)

    def on_unmount(self) -> None:
        """Lets go of the screen."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def on_click(self, event: events.Click) -> None:
        """Presses the key that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        x = 0
        for hint in self.hints:
            if x <= offset.x < x + hint.cells:
                self.app.simulate_key(hint.key)
                event.stop()
                return
            x += hint.cells + cell_len(self._between)

    def render_line(self, y: int) -> Strip:
        """The line of keys."""
        key, word = tinted(self, "$foreground"), self.rich_style
        segments: list[Segment] = []
        for hint in self.hints:
            if segments:
                segments.append(Segment(self._between, word))
            segments.append(Segment(hint.shown, key))
            if hint.word:
                segments.append(Segment(f" {hint.word}", word))
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _follow(self, screen: Screen[object]) -> None:
        if not self.is_attached or screen is not self.screen:
            return
        hints = self._read(screen)
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def _read(self, screen: Screen[object]) -> tuple[Hint, ...]:
        """The first key of each action, in the order of the bindings, help last."""
        by_action: dict[str, Hint] = {}
        for _node, binding, enabled, _tooltip in screen.active_bindings.values():
            if binding.show and enabled and binding.action not in by_action:
                by_action[binding.action] = self._hint(binding)
        return tuple(sorted(by_action.values(), key=lambda hint: hint.key == _HELP_KEY))

    def _hint(self, binding: Binding) -> Hint:
        shown = binding.key_display or _KEY_WORDS.get(binding.key) or self.app.get_key_display(binding)
        word = "" if binding.key == _HELP_KEY else plain_text(binding.description, limit=40)
        return Hint(binding.key, plain_text(shown, limit=20), word)
