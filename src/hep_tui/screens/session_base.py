"""What a session screen rests on: questions come one at a time, what was done is written, the computer stays awake."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from hep_tui.player import Event, Player
from hep_tui.screens.base import HepScreen
from hep_tui.screens.session_layout import Look
from hep_tui.screens.session_signals import keep_awake
from hep_tui.session_run import Session
from hep_tui.signals import KeepAwake


class SessionBase(HepScreen):
    """A screen with a session."""

    saved_note = ""
    """What is said of the last writing, while nothing has happened since."""
    done_since = False
    """Whether something was done that "Saved" does not yet speak of."""
    wrong = ""
    """Why the last writing went wrong; it stands on the screen until it is right."""
    waits_for_save = False
    """Whether the clock is to stop between two sets, because something cannot be saved."""
    symptom_said = False
    """Whether the patient has given a symptom in this session."""
    _saving = False
    _awake: KeepAwake | None = None

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)
        self.asking = asyncio.Lock()
        """One dialog at a time."""
        self.save_pressed = asyncio.Event()

    @property
    def session(self) -> Session:
        """The session of this screen."""
        raise NotImplementedError

    @property
    def player(self) -> Player:
        """What runs the session."""
        return self.session.player

    def tell(self, events: Iterable[Event]) -> None:
        """Take in what the player says."""
        raise NotImplementedError

    def draw(self) -> None:
        """Show this moment."""
        raise NotImplementedError

    @property
    def look(self) -> Look:
        """How the stage is drawn, by the settings of this moment."""
        settings = self.hep.settings
        return Look(
            "ascii" if settings.ascii else "unicode", settings.text_size == "large", motion=not settings.reduced_motion
        )

    def stay_awake(self) -> None:
        """Keep the computer awake from now on, or say why it may fall asleep."""
        self._awake = keep_awake(self, lambda problem: self.hep.say(problem, warn=True))

    def on_unmount(self) -> None:
        """Let the computer sleep again."""
        if self._awake is not None:
            self._awake.stop()

    # --- questions

    def ask(self, question: Callable[[], Any]) -> None:
        """Run a dialog that waits for the patient; those that come together wait for one another."""
        self.run_worker(self._in_turn(question), group="asking")

    async def _in_turn(self, question: Callable[[], Any]) -> None:
        async with self.asking:
            await question()

    # --- saving

    def save(self) -> None:
        """Begin to write what waits."""
        if not self._saving:
            self._saving = True
            self.run_worker(self.flush(), group="saving")

    async def flush(self) -> bool:
        """Write what waits; whether nothing waits any more. What went wrong stands on the screen until it is right."""
        from hep_tui.diary.errors import StoreError

        wrong = self.wrong
        try:
            await self.session.keeper.flush()
            if self.done_since:
                self.saved_note, self.done_since = "Saved", False
            self.wrong, self.waits_for_save = "", False
        except StoreError as error:
            self.wrong = str(error)
            self.waits_for_save = True
        finally:
            self._saving = False
        self.draw()
        if bool(wrong) is not bool(self.wrong):
            self.refresh_bindings()
        return not self.wrong

    async def until_saved(self) -> None:
        """Write what waits, however often the patient has to try again."""
        while not await self.flush():
            self.save_pressed.clear()
            await self.save_pressed.wait()

    def action_save_again(self) -> None:
        """Tries once more to save."""
        self.save_pressed.set()
        self.save()
