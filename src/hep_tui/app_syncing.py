"""Staying in step with the clinic while the app is open: in the background, and never in the way of a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.css.query import NoMatches
from textual.screen import Screen

from hep_tui.app_settings import SettledApp

if TYPE_CHECKING:
    from hep_tui.diary import Diary
    from hep_tui.diary.standing import Standing
    from hep_tui.sync_worker import Exchanged, Round

SHOWN_ON = ("today", "calendar", "settings")
"""Names of the screens that tell how it stands."""
FIRST_AFTER_S = 1.5
"""When the first screen stands and the copy of the day is under way."""
EVERY_S = 15 * 60
_LOOK_EVERY_S = 60


class SyncingApp(SettledApp):
    """An app that talks to the clinic its diary is paired with. `open_apart` opens that diary once more."""

    open_apart: Callable[[], Diary]
    _standing: Standing | None = None
    _syncing = False
    _asked_held = ""
    _put_off: tuple[str, ...] = ()

    def begin_syncing(self) -> None:
        """Look whether there is a clinic, and keep in step with it from now on."""
        if not self.diary.look_only:
            self.set_timer(FIRST_AFTER_S, self._first_round)

    def _first_round(self) -> None:
        if self.is_paired:
            self.sync_soon()
        self.set_interval(EVERY_S, self.sync_soon)
        self.set_interval(_LOOK_EVERY_S, self._tick)

    @property
    def is_paired(self) -> bool:
        """Whether there is a clinic to talk to."""
        return bool(self.clinic_name())

    def clinic_name(self) -> str:
        """The clinic this profile is paired with; empty where there is none."""
        from hep_tui.diary.binding import read_binding

        binding = read_binding(self.diary.store)
        return binding.clinic if binding else ""

    def sync_soon(self) -> None:
        """Begin a round, unless one is under way or there is nobody to talk to."""
        if not self._syncing and not self.diary.look_only and self.is_paired:
            self.run_worker(self.sync(), group="sync", exit_on_error=False)

    async def sync(self, *, allow_large: bool = False) -> Round:
        """A round; what it came to is shown where it belongs."""
        from hep_tui.sync_worker import Round, one_round

        if self._syncing:
            return Round(problem="It is being done just now.", busy=True)
        self._syncing = True
        try:
            await self.look_at_standing()
            done = await one_round(self.open_apart, allow_large=allow_large)
        finally:
            self._syncing = False
        self.diary.refresh()
        self.tell_changed()
        await self.look_at_standing()
        if done.exchanged is not None:
            self._told(done.exchanged)
        return done

    def _told(self, exchanged: Exchanged) -> None:
        if exchanged.restored:
            self.say(f"{exchanged.clinic} had lost some of what it had; it was given it again.")
        self._tell_news()

    def tell_changed(self) -> None:
        """Let the screen read the diary again."""
        changed = getattr(self.screen, "diary_changed", None)
        if callable(changed):
            changed()

    # --- how it stands, on every screen

    async def look_at_standing(self) -> None:
        """Find out off the drawing thread how it stands, and show it."""
        from hep_tui.diary.errors import StoreError
        from hep_tui.diary.standing import standing

        try:
            self._standing = await self.scribe.write(standing)
        except StoreError:
            # What is wrong with the file is told where something is to be saved.
            return
        self.show_standing(self.screen)

    def after_writing(self) -> None:
        """Something was logged: there is more to send."""
        if self._standing is not None:
            self.run_worker(self.look_at_standing(), group="standing", exclusive=True, exit_on_error=False)

    def show_standing(self, screen: Screen[Any]) -> None:
        """Draw how it stands on a screen that tells it; nothing where there is no clinic."""
        if screen.name not in SHOWN_ON:
            return
        from hep_tui.diary.standing import badge, needs_a_person
        from hep_tui.widgets.sync_badge import SyncBadge

        try:
            shown = screen.query_one(SyncBadge)
        except NoMatches:
            if self._standing is None:
                return
            shown = SyncBadge()
            screen.mount(shown)
        if self._standing is None:
            shown.remove()
            return
        words = badge(self._standing, self.diary.clock.now(), dot="-" if self.settings.ascii else "·")
        shown.tell(words, needs_a_person(self._standing))

    def dress(self, screen: Screen[Any]) -> None:
        """Give a new screen what the settings ask for, and how it stands with the clinic."""
        super().dress(screen)
        if self._standing is not None:
            screen.call_after_refresh(self.show_standing, screen)

    def _tick(self) -> None:
        """Minutes go by, and what could not be told over a session can be told now."""
        if self._standing is not None:
            self.show_standing(self.screen)
            self._tell_news()

    # --- what needs the patient

    def action_clinic(self) -> None:
        """Connect with a clinic, or do something about the connection that is there."""
        self.run_worker(self._clinic(), exclusive=True, group="clinic", exit_on_error=False)

    async def _clinic(self) -> None:
        from hep_tui.screens.clinic_deeds import clinic

        said = await clinic(self)
        if said:
            self.say(said)
        self.tell_changed()

    def _tell_news(self) -> None:
        """What changed in the plan, and the question that a large change waits with; never over a session."""
        if self.screen.name not in SHOWN_ON or self._standing is None:
            return
        from hep_tui.diary.standing import news
        from hep_tui.screens.clinic_news import ask_about_plan, tell_news

        found = news(self.diary)
        if found and found != self._put_off:
            # Whoever says “later” means the next time the app is opened.
            self._put_off = found
            self.run_worker(tell_news(self, self._standing.clinic, found), group="news", exclusive=True)
        elif self._standing.held and self._standing.held != self._asked_held:
            self._asked_held = self._standing.held
            self.run_worker(ask_about_plan(self, self._standing.held), group="news", exclusive=True)
