"""What is seen of a running session: one moment of the player, drawn where it differs from the one before."""

from __future__ import annotations

from dataclasses import replace

from hep_tui.screens.session_layout import Look, draw
from hep_tui.screens.session_scene import Scene
from hep_tui.widgets.board import Board


class SessionStage(Board):
    """Exercise, side, set, the big number, the phase, one cue, what is next, and how far the session has come."""

    STYLE_PREFIX = "stage"
    MARGIN = 2
    COMPONENT_CLASSES = {
        f"stage--{name}"
        for name in ("strong", "muted", "lead-in", "hold", "rest", "switch", "pulse", "warn", "done", "ahead")
    }

    def __init__(self, look: Look, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._look = look
        self.scene: Scene | None = None
        """What is shown; None before the session begins."""

    def show(self, scene: Scene, look: Look) -> None:
        """Draws a moment."""
        if scene == self.scene and look == self._look:
            return
        self.scene, self._look = scene, look
        self._draw()

    def note(self, text: str, *, warn: bool = False) -> None:
        """A quiet line, or one that must be seen."""
        if self.scene is not None:
            self.show(replace(self.scene, note=text, warn=warn), self._look)

    def on_resize(self) -> None:
        """Gives everything its place again."""
        self._draw()

    def _draw(self) -> None:
        if self.scene is not None:
            self.put(draw(self.scene, self.size.width - 2 * self.MARGIN, self.size.height, self._look))
