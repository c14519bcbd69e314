"""The keys that steer a running session."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hep_care.entry import Reason
from hep_tui import clock
from hep_tui.player import PlayState
from hep_tui.screens import session_asks
from hep_tui.screens.session_base import SessionBase

if TYPE_CHECKING:
    from hep_tui.screens.session import SessionScreen


class Steering(SessionBase):
    """A session that listens to keys; each first lets the time pass until it was pressed."""

    @property
    def _whole(self) -> SessionScreen:
        return cast("SessionScreen", self)

    def action_pause(self) -> None:
        """Stops the clock, or lets it go on."""
        paused = self.player.state is PlayState.PAUSED
        self.tell((self.player.go_on if paused else self.player.pause)(clock.monotonic()))

    def action_play(self, name: str) -> None:
        """A key of the player's own: next, back, redo, more, less."""
        self.tell(getattr(self.player, name)(clock.monotonic()))

    def action_symptom(self) -> None:
        """Asks for a symptom, on the scale of the exercise."""
        self.ask(lambda: session_asks.symptom_now(self._whole))

    def action_stop(self) -> None:
        """Asks what to stop."""
        self.ask(lambda: session_asks.stop(self._whole))

    def stop_exercise(self, reason: Reason | None) -> None:
        """Ends this exercise where it stands; without a reason, what was not begun of it is passed by."""
        self.tell(self.player.stop_exercise(clock.monotonic(), reason))

    def ask_to_leave(self) -> None:
        """Quitting asks while a timer runs."""
        if self.has_class("-preview"):
            self.app.exit(return_code=0)
        else:
            self.ask(lambda: session_asks.leave(self._whole))

    def on_screen_suspend(self) -> None:
        """Whatever covers the session stops its clock."""
        if self.player.state is PlayState.RUNNING:
            self.tell(self.player.pause(clock.monotonic()))
