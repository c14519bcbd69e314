"""The full-screen app: themes, the way between screens, and the one door through which screens write."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from hep_care.plain_text import plain_text
from hep_tui.scribe import Scribe
from hep_tui.theming import DEFAULT_THEME, load_themes, variable_defaults

if TYPE_CHECKING:
    from hep_tui.diary import Diary
    from hep_tui.screens.base import Turn
    from hep_tui.settings import Settings

Answer = TypeVar("Answer")

_COPY_AFTER_S = 1
"""When the first screen stands: reading the copy through takes a second for ten years."""


class HepApp(App[int]):
    """The patient's app over one diary. `open_again` opens the same diary for the thread that writes."""

    CSS_PATH = "app.tcss"
    TITLE = "hep-tui"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (72, "-normal"),
        (110, "-wide"),
        (180, "-widest"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-medium"), (34, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("T", "go('today')", "Today", id="go.today", tooltip="What is due now.", show=False),
        Binding("C", "go('calendar')", "Calendar", id="go.calendar", tooltip="A year of days.", show=False),
        Binding("exclamation_mark", "when_to_call", "When to call", id="app.call", key_display="!", show=False),
        Binding("question_mark", "help", "Help", id="app.help", key_display="?", show=False),
        Binding("u", "undo", "Undo", id="app.undo", tooltip="Take back what was logged last.", show=False),
        Binding("q", "leave", "Quit", id="app.quit", show=False),
        Binding("ctrl+q", "leave", "Quit", id="app.quit_always", show=False, priority=True),
        Binding(
            "ctrl+z", "suspend_process", "to the shell; fg comes back", id="app.suspend", show=False, priority=True
        ),
    ]

    def __init__(self, diary: Diary, open_again: Callable[[Callable[[float], None]], Diary]) -> None:
        super().__init__()
        self.diary = diary
        self.scribe = Scribe(lambda: open_again(self._waiting))
        self.settings: Settings = diary.settings
        self._own_themes = diary.places.config / "themes"
        # Before anything is drawn: a theme that comes later makes Textual read and apply all its styles again.
        self._problems = self._take_themes(only=self.settings.theme)
        if self.settings.theme not in self.available_themes:
            self._problems += self._take_themes(only=DEFAULT_THEME)
        self.theme = self.settings.theme if self.settings.theme in self.available_themes else DEFAULT_THEME

    # --- start and end

    def on_mount(self) -> None:
        """Watch for the signals that end a terminal, and open the first screen."""
        if self.settings.reduced_motion:
            self.animation_level = "none"
        self.theme_changed_signal.subscribe(self, self._keep_theme, immediate=True)
        self._end_cleanly_on_signals()
        pinned = self.diary.clock.notice if self.diary.clock.pinned else None
        for problem in (*self._problems, *self.diary.notices):
            # Today says so itself, for as long as it is true.
            if problem != pinned:
                self.say(problem, warn=True)
        self.open_first()
        if not self.diary.look_only:
            self.set_timer(_COPY_AFTER_S, lambda: self.run_worker(self._daily_copy(), exit_on_error=False))

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

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colour names, for themes that leave them out."""
        return variable_defaults(self.current_theme)

    def _take_themes(self, only: str | None = None) -> list[str]:
        """Make themes known; at the start only the one that is drawn. What is wrong with files comes back in words."""
        loaded = load_themes(self._own_themes, only=only)
        for theme in loaded.themes:
            self.register_theme(theme)
        return list(loaded.problems)

    def action_change_theme(self) -> None:
        """Choose the colours, the patient's own files included."""
        for problem in self._take_themes():
            self.say(problem, warn=True)
        super().action_change_theme()

    def _keep_theme(self, theme: object) -> None:
        from hep_tui.settings import BadSettingsError, save

        if self.theme == self.settings.theme:
            return
        try:
            save(self.diary.places.config / "config.toml", "theme", self.theme)
        except (BadSettingsError, OSError) as error:
            self.say(f"The theme could not be kept: {error}", warn=True)

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
        """Let the last writes reach the disk."""
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
        return answer

    def say(self, line: str, *, warn: bool = False, title: str = "") -> None:
        """A short notice; its text may come from anywhere."""
        self.notify(
            plain_text(line, limit=400),
            title=plain_text(title, limit=80),
            severity="warning" if warn else "information",
            markup=False,
            timeout=8 if warn else 4,
        )

    def _waiting(self, seconds: float) -> None:
        if seconds < 6:
            self.call_from_thread(self.say, "Waiting: another program is writing to your file. Nothing is lost.")

    # --- actions of every screen

    def action_go(self, name: str) -> None:
        """Go to a screen by its name."""
        from hep_tui.screens.calendar import CalendarScreen
        from hep_tui.screens.today import TodayScreen

        screens: dict[str, Callable[[], Screen[Any]]] = {"today": TodayScreen, "calendar": CalendarScreen}
        if self.diary.course() is None:
            self.say("There is no program yet: choose one first.")
        elif not isinstance(self.screen, (TodayScreen, CalendarScreen)) or self.screen.name != name:
            self.switch_screen(screens[name]())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only screens that say so let the patient go elsewhere."""
        if action in ("go", "undo"):
            return bool(getattr(self.screen, "CAN_LEAVE", False))
        return super().check_action(action, parameters)

    def action_when_to_call(self) -> None:
        """The red flags and the phone number."""
        from hep_tui.screens.when_to_call import WhenToCallScreen

        if not isinstance(self.screen, WhenToCallScreen):
            self.push_screen(WhenToCallScreen(self.diary.program()))

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
        self.say("Taken back." if undone else "There is nothing to take back; open the day to change it.")
        self.tell_changed()

    def tell_changed(self) -> None:
        """Let the screen read the diary again."""
        changed = getattr(self.screen, "diary_changed", None)
        if callable(changed):
            changed()

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
        """What the command palette offers: the ways between screens, this screen's actions, and the theme."""
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)
        yield SystemCommand("When to call", "Red flags and the phone number", self.action_when_to_call)
        yield SystemCommand("Help", "What this screen is for, and its keys", self.action_help)
        if getattr(screen, "CAN_LEAVE", False):
            yield SystemCommand("Today", "What is due now", lambda: self.action_go("today"))
            yield SystemCommand("Calendar", "A year of days", lambda: self.action_go("calendar"))
        for binding in screen.active_bindings.values():
            about = binding.binding
            if binding.node is screen and about.description and about.tooltip:
                yield SystemCommand(about.description, about.tooltip, self._runner(screen, about.action))
        yield SystemCommand("Quit", "Leave the app", lambda: self.call_later(self.action_leave))

    def _runner(self, screen: Screen[Any], action: str) -> Callable[[], None]:
        def run() -> None:
            self.call_later(screen.run_action, action)

        return run
