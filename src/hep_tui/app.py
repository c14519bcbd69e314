"""The full-screen app: themes, the way between screens, and the one door through which screens write."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from hep_tui.app_syncing import SyncingApp
from hep_tui.screens.app_keys import APP_KEYS
from hep_tui.scribe import Scribe

if TYPE_CHECKING:
    from hep_tui.diary import Diary
    from hep_tui.screens.base import Turn
    from hep_tui.signals import Sounds

Answer = TypeVar("Answer")

SCREENS = {
    "today": ("hep_tui.screens.today", "TodayScreen"),
    "calendar": ("hep_tui.screens.calendar", "CalendarScreen"),
    "settings": ("hep_tui.screens.settings", "SettingsScreen"),
}
"""The screens that a capital leads to, each loaded when somebody goes there; a screen's name is the one here."""
_COPY_AFTER_S = 1
"""When the first screen stands: reading the copy through takes a second for ten years."""


class HepApp(SyncingApp):
    """The patient's app over one diary. `open_again` opens the same diary for the thread that writes."""

    # Today's too: styles that come with a screen make Textual read all of them again.
    CSS_PATH = ["app.tcss", "screens/today.tcss"]
    TITLE = "hep-tui"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (72, "-normal"),
        (110, "-wide"),
        (180, "-widest"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-medium"), (34, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = list(APP_KEYS)

    def __init__(
        self, diary: Diary, open_again: Callable[[Callable[[float], None]], Diary], *, lull_s: float = 0
    ) -> None:
        # Without it Textual turns every colour into a grey, and the terminal's own ones all into the same black.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self._lull_s = lull_s
        self.sounds: Sounds | None = None
        """What was heard so far; `session_signals.sounds_of` makes it when something first is."""
        self.open_apart = lambda: open_again(lambda seconds: None)
        self._problems = self.settle(diary, Scribe(lambda: open_again(self._waiting)))

    # --- start and end

    def on_mount(self) -> None:
        """Watch for the signals that end a terminal, and open the first screen."""
        self._end_cleanly_on_signals()
        pinned = self.diary.clock.notice if self.diary.clock.pinned else None
        for problem in (*self._problems, *self.diary.notices):
            # Today says so itself, for as long as it is true.
            if problem != pinned:
                self.say(problem, warn=True)
        self.open_first()
        if not self.diary.look_only:
            self.set_timer(_COPY_AFTER_S, lambda: self.run_worker(self._daily_copy(), exit_on_error=False))
        self.begin_syncing()

    async def _daily_copy(self) -> None:
        """A verified copy of the file once a day, off the drawing thread and after the first screen stands."""

        def copy(diary: Diary) -> str:
            from hep_tui.diary.upkeep import daily_copy

            return daily_copy(diary)

        problem = await self.scribe.write(copy)
        if problem:
            self.say(problem, warn=True)

    def open_first(self) -> None:
        """Today where there is a program; else the ways to get one."""
        first: Screen[None]
        if self.diary.course():
            from hep_tui.screens.today import TodayScreen

            first = TodayScreen()
        else:
            from hep_tui.screens.first_run import FirstRunScreen

            first = FirstRunScreen()
        # Textual's own first screen was never pushed, so it cannot be switched from.
        if len(self.screen_stack) == 1:
            self.push_screen(first)
        else:
            self.switch_screen(first)

    def once_shown(self, job: Callable[[], None]) -> None:
        """Do something `lull_s` seconds after the first picture: what follows at once holds up its writing."""
        if self._lull_s:
            self.set_timer(self._lull_s, job)
        else:
            self.call_after_refresh(job)

    def _end_cleanly_on_signals(self) -> None:
        """Textual has no handler for these: without one the terminal stays in the alternate screen with its mouse on."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            try:
                loop.add_signal_handler(number, self._end_by_signal, int(number))
            except (NotImplementedError, RuntimeError, ValueError):
                return

    def _end_by_signal(self, number: int) -> None:
        self.exit(return_code=128 + number)

    async def on_unmount(self) -> None:
        """Let the last writes reach the disk, and be quiet."""
        if self.sounds is not None:
            await asyncio.to_thread(self.sounds.close)
        await asyncio.to_thread(self.scribe.close)

    # Textual would print the traceback with the values of all variables, a patient's name and notes among them.
    def _fatal_error(self) -> None:
        from hep_tui.wording import write_crash

        self.bell()
        error = self._exception
        kept = write_crash(error) if error else None
        where = f" What happened is noted in {kept}." if kept else ""
        name = type(error).__name__ if error else "unknown"
        self._exit_renderables = [f"Something went wrong in the program ({name}); what you saved is unchanged.{where}"]
        self._close_messages_no_wait()

    # --- what screens use

    async def write(self, job: Callable[[Diary], Answer]) -> Answer:
        """Run a job that writes, off the drawing thread; what it read before is then read again."""
        from hep_tui.diary.errors import CannotWrite, OpenElsewhere

        try:
            answer = await self.scribe.write(job)
        except CannotWrite as error:
            if self.diary.look_only:
                raise OpenElsewhere from error
            raise
        self.diary.refresh()
        self.after_writing()
        return answer

    def _waiting(self, seconds: float) -> None:
        if seconds < 6:
            self.call_from_thread(self.say, "Waiting: another program is writing to your file. Nothing is lost.")

    # --- actions of every screen

    def action_go(self, name: str) -> None:
        """Go to a screen by its name."""
        if name != "settings" and self.diary.course() is None:
            self.say("There is no program yet: choose one first.")
        elif self.screen.name != name:
            module, kind = SCREENS[name]
            screen: Screen[None] = getattr(import_module(module), kind)()
            self.switch_screen(screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only screens that say so let the patient go elsewhere."""
        if action == "go" and parameters == ("settings",):
            return bool(getattr(self.screen, "CAN_SET", False) or getattr(self.screen, "CAN_LEAVE", False))
        if action in ("go", "undo", "sync"):
            return bool(getattr(self.screen, "CAN_LEAVE", False))
        return super().check_action(action, parameters)

    def action_when_to_call(self) -> None:
        """The red flags and the phone number."""
        from hep_tui.screens.when_to_call import WhenToCallScreen

        if not isinstance(self.screen, WhenToCallScreen):
            self.push_screen(WhenToCallScreen(self.diary.program(), told=self.where_it_stands()))

    def action_help(self) -> None:
        """What this screen is for, and its keys."""
        from hep_tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen.of(self.screen))

    async def action_undo(self) -> None:
        """Take back what was logged last since the app was opened."""
        from hep_tui.diary.errors import StoreError

        try:
            undone = await self.write(lambda diary: diary.undo())
        except StoreError as error:
            self.say(str(error), warn=True)
            return
        if undone is None:
            self.say("There is nothing to take back; open the day to change it.")
        else:
            p = self.diary.prescription_of(undone.entry)
            self.say(f"Taken back: {p.name}." if p else "Taken back.")
        self.tell_changed()

    async def action_leave(self) -> None:
        """Quit; a screen with a running timer asks first."""
        ask = getattr(self.screen, "ask_to_leave", None)
        if callable(ask):
            ask()
        else:
            self.exit(return_code=0)

    async def on_turn(self, message: Turn) -> None:
        """A screen's key whose turn has come, unless the screen has gone meanwhile."""
        if message.screen is self.screen:
            await message.screen.run_action(message.action)

    def on_app_focus(self) -> None:
        """Something may have been logged in another window."""
        if self.diary.refresh():
            self.tell_changed()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        from hep_tui.palette import commands

        return commands(self, screen)
