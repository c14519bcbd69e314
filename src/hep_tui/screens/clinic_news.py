"""What the clinic changed in the plan, told in plain words, and the question that a large change waits with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from hep_tui import clock
from hep_tui.screens.base import HepDialog
from hep_tui.screens.confirm import ConfirmDialog
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.app_syncing import SyncingApp
    from hep_tui.diary.plan_news import News

QUIET_S = 0.5
"""How long its keys do nothing: it comes by itself, and whoever pressed Enter then meant what was there before."""


class NewsDialog(HepDialog[bool]):
    """Each change as a line, with the therapist's own words where there are any; urgent ones first and by themselves."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,space", "seen", "I have seen it", id="news.seen", tooltip="Not shown again; your clinic is told"
        ),
        Binding("escape", "later", "later", id="news.later", tooltip="Show it again the next time"),
    ]

    def __init__(self, clinic: str, found: Sequence[News], phone: str = "") -> None:
        super().__init__()
        self._clinic = clinic
        self._found = found
        self._phone = phone
        self._since = clock.monotonic()

    def compose(self) -> ComposeResult:
        """Who changed it, what is other now, and the keys."""
        urgent = [one.words for one in self._found if one.urgent]
        others = [one.words for one in self._found if not one.urgent]
        with VerticalScroll(classes="sheet"):
            if urgent:
                yield PlainStatic(f"Stop: {self._clinic} changed your plan and marked it as urgent.", classes="head")
                yield PlainStatic("\n\n".join(urgent))
                call = f"Questions? Call {self._phone}." if self._phone else "Questions? Call your clinic."
                yield PlainStatic(f"\n{call} ! shows when to call.")
            if others:
                head = "Changed besides:" if urgent else f"{self._clinic} changed your plan."
                yield PlainStatic(f"\n{head}" if urgent else head, classes="head")
                yield PlainStatic("\n\n".join(others))
            yield PlainStatic("Your clinic is told that you have seen it.", classes="told muted")
            yield PlainStatic("enter I have seen it · esc later", classes="keys")

    def on_mount(self) -> None:
        """A long list scrolls."""
        self.query_one(VerticalScroll).focus()

    def action_seen(self) -> None:
        """Closes, and it is not shown again."""
        if clock.monotonic() - self._since >= QUIET_S:
            self.dismiss(True)

    def action_later(self) -> None:
        """Closes until the next time."""
        self.dismiss(False)


async def tell_news(app: SyncingApp, clinic: str, found: Sequence[News]) -> None:
    """Show what changed; once it was seen it is not shown again, and the clinic is told so."""
    from hep_tui.diary.errors import StoreError
    from hep_tui.diary.plan_news import note_news_seen

    program = app.diary.program()
    if await app.push_screen_wait(NewsDialog(clinic, found, program.phone if program else "")):
        try:
            await app.scribe.write(lambda diary: note_news_seen(diary, found))
        except StoreError as error:
            app.say(str(error), warn=True)
        app.diary.refresh()
        app.sync_soon()


async def ask_about_plan(app: SyncingApp, question: str) -> None:
    """Ask whether a plan that takes much away is to be taken; a no waits until somebody asks again."""
    words = (
        f"{question}\n\nIf you did not expect this, call your clinic first. Your plan stays as it is until you say yes."
    )
    if await app.push_screen_wait(ConfirmDialog(words, "take the new plan", "not now")):
        done = await app.sync(allow_large=True)
        app.say(done.problem or "Your new plan is here.", warn=bool(done.problem))
