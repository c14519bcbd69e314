"""Staying in step with the clinic while the app is open: in the background, and never in the way of a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from textual.css.query import NoMatches
from textual.screen import ModalScreen, Screen

from hep_tui import clock
from hep_tui.app_settings import SettledApp

if TYPE_CHECKING:
    from hep_tui.diary import Diary
    from hep_tui.diary.plan_news import News
    from hep_tui.diary.standing import Standing
    from hep_tui.sync_worker import Exchanged, Round

TOLD_ON = ("today", "calendar", "settings", "day")
"""Names of the screens over which news are told that can wait for one of them."""
FIRST_AFTER_S = 1.5
"""When the first screen stands and the copy of the day is under way."""
EVERY_S = 15 * 60
SOONER_S = 3 * 60
"""In a session, where something may be withdrawn, and while the clinic cannot be reached."""
_LOOK_EVERY_S = 20
_ONCE_QUIET_S = 1.0


class SyncingApp(SettledApp):
    """An app that talks to the clinic its diary is paired with. `open_apart` opens that diary once more."""

    open_apart: Callable[[], Diary]
    _standing: Standing | None = None
    _syncing = False
    _asking = False
    """Whether somebody asked for the round that is under way, and waits for what comes of it."""
    _last_round = float("-inf")
    _asked_held = ""
    _put_off: tuple[News, ...] = ()

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
        self._syncing, self._last_round = True, clock.monotonic()
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

    def action_sync(self) -> None:
        """Sync now, and say what came of it."""
        self.run_worker(self._sync_and_say(), exclusive=True, group="clinic", exit_on_error=False)

    async def _sync_and_say(self) -> None:
        self.say(await self.sync_asked())

    async def sync_asked(self) -> str:
        """A round that somebody waits for, and what came of it in a sentence."""
        from hep_tui.screens.clinic_deeds import sync_now

        if not self.is_paired:
            return "There is no clinic to sync with. “My clinic” in the palette (Ctrl+P) connects with yours."
        self._asking = True
        try:
            return await sync_now(self)
        finally:
            self._asking = False
            self._show_standings()

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
        self._show_standings()

    def after_writing(self) -> None:
        """Something was logged: there is more to send."""
        if self._standing is not None:
            self.run_worker(self.look_at_standing(), group="standing", exclusive=True, exit_on_error=False)

    def _full_screens(self) -> Iterator[Screen[Any]]:
        """The screens that fill the window, those under a question too."""
        return (one for one in self.screen_stack if not isinstance(one, ModalScreen))

    def _show_standings(self) -> None:
        for screen in self._full_screens():
            self.show_standing(screen)

    def show_standing(self, screen: Screen[Any]) -> None:
        """Draw how it stands on a screen; nothing on a question over one, and where there is no clinic."""
        if isinstance(screen, ModalScreen) or not screen.is_attached:
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
        dot = "-" if self.settings.ascii else "·"
        words = badge(self._standing, self.diary.clock.now(), dot=dot, asking=self._asking and self._syncing)
        shown.tell(words, needs_a_person(self._standing))

    def dress(self, screen: Screen[Any]) -> None:
        """Give a new screen what the settings ask for, and how it stands with the clinic."""
        super().dress(screen)
        if self._standing is not None:
            screen.call_after_refresh(self.show_standing, screen)

    def _tick(self) -> None:
        """Minutes go by, another process may have synced, and what could not be told before can be told now."""
        if self.diary.refresh():
            self.tell_changed()
            self.after_writing()
        if self._standing is None:
            return
        self._show_standings()
        self._tell_news()
        if clock.monotonic() - self._last_round >= SOONER_S and (self._in_session or self._standing.offline):
            self.sync_soon()

    # --- what needs the patient

    @property
    def _in_session(self) -> bool:
        """Whether a session is open, with a question over it or none."""
        return any(one.name == "session" for one in self._full_screens())

    def where_it_stands(self) -> str:
        """Whether the clinic has what was logged, in a sentence; empty without a clinic and while more is being done."""
        from hep_tui.diary.standing import delivery, standing

        found = None if self._in_session else standing(self.diary)
        return delivery(found, self.diary.clock.now()) if found is not None else ""

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
        """What changed in the plan, and the question that a large change waits with.

        What was withdrawn as urgent is told over whatever is there; the rest waits for one of the quiet screens. A
        session hears of what was withdrawn by itself, between two sets.
        """
        if self._standing is None or self._in_session:
            return
        from hep_tui.diary.plan_news import news
        from hep_tui.screens.clinic_news import NewsDialog, ask_about_plan, tell_news
        from hep_tui.screens.session_done import QuietScreen

        if any(isinstance(one, NewsDialog) for one in self.screen_stack):
            return
        if isinstance(self.screen, QuietScreen):
            self.set_timer(_ONCE_QUIET_S, self._tell_news)
            return
        calm = self.screen.name in TOLD_ON
        found = tuple(one for one in news(self.diary) if calm or one.urgent)
        if found and found != self._put_off:
            # Whoever says “later” means the next time the app is opened.
            self._put_off = found
            self.run_worker(tell_news(self, self._standing.clinic, found), group="news", exclusive=True)
        elif calm and self._standing.held and self._standing.held != self._asked_held:
            self._asked_held = self._standing.held
            self.run_worker(ask_about_plan(self, self._standing.held), group="news", exclusive=True)
