"""How far a session has come: one thin line and "6 of 14 min"."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from hep_tui.widgets.glyphs import GlyphSet, glyphs_of


class ProgressLine(Widget):
    """The part of a session that is behind the patient; drawn anew only when a cell or a word changes."""

    COMPONENT_CLASSES = {"progress-line--done", "progress-line--ahead", "progress-line--words"}
    DEFAULT_CSS = """
    ProgressLine {
        width: 1fr;
        height: 1;
        & > .progress-line--done { color: $accent; }
        & > .progress-line--ahead { color: $border-blurred; }
        & > .progress-line--words { color: $muted; }
    }
    """

    done: reactive[int] = reactive(0, repaint=False)
    """Seconds behind."""
    total: reactive[int] = reactive(0, repaint=False)
    """Seconds in all."""

    def __init__(self, *, glyphs: GlyphSet = "unicode", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._glyphs = glyphs_of(glyphs)
        self._drawn: tuple[str, str, str] | None = None

    def watch_done(self) -> None:
        """Repaints where the line looks different."""
        self._update()

    def watch_total(self) -> None:
        """Repaints where the line looks different."""
        self._update()

    def render_line(self, y: int) -> Strip:
        """The line and its words."""
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        self._drawn = self._parts()
        names = ("done", "ahead", "words")
        segments = [
            Segment(text, self.get_component_rich_style(f"progress-line--{name}"))
            for name, text in zip(names, self._drawn, strict=True)
        ]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _update(self) -> None:
        if self._drawn is None or self._drawn != self._parts():
            self.refresh()

    def _parts(self) -> tuple[str, str, str]:
        """The line behind, the line ahead and the words."""
        words = f"  {progress_words(self.done, self.total)}"
        cells = max(0, self.size.width - cell_len(words))
        behind = cells * min(max(self.done, 0), self.total) // self.total if self.total > 0 else 0
        glyphs = self._glyphs
        ahead = cells - behind
        line_ahead = (
            glyphs.line_end + glyphs.line_ahead * (ahead - 1) if ahead and behind else glyphs.line_ahead * ahead
        )
        return glyphs.line * behind, line_ahead, words


def progress_words(done: int, total: int) -> str:
    """Seconds behind and in all as people say them; minutes from two minutes on, the whole rounded up."""
    done = min(max(done, 0), total)
    if total < 120:
        return f"{done} of {total} s"
    return f"{done // 60} of {-(-total // 60)} min" if done < total else f"{-(-total // 60)} of {-(-total // 60)} min"
