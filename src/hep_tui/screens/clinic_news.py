"""What the clinic changed in the plan, told in plain words, and the question that a large change waits with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from hep_tui.screens.base import HepDialog
from hep_tui.screens.confirm import ConfirmDialog
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.app_syncing import SyncingApp


class NewsDialog(HepDialog[bool]):
    """Each change as a line, with the therapist's own words where there are any."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "seen", "I have seen it", id="news.seen", tooltip="It is not shown again"),
        Binding("escape", "later", "later", id="news.later", tooltip="Show it again the next time"),
    ]

    def __init__(self, clinic: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._clinic = clinic
        self._lines = lines

    def compose(self) -> ComposeResult:
        """Who changed it, what is other now, and the keys."""
        with VerticalScroll(classes="sheet"):
            yield PlainStatic(f"{self._clinic} changed your plan.", classes="head")
            yield PlainStatic("\n\n".join(self._lines))
            yield PlainStatic("enter I have seen it · esc later", classes="keys")

    def on_mount(self) -> None:
        """A long list scrolls."""
        self.query_one(VerticalScroll).focus()

    def action_seen(self) -> None:
        """Closes, and it is not shown again."""
        self.dismiss(True)

    def action_later(self) -> None:
        """Closes until the next time."""
        self.dismiss(False)


async def tell_news(app: SyncingApp, clinic: str, lines: Sequence[str]) -> None:
    """Show what changed; once it was seen it is not shown again."""
    from hep_tui.diary.errors import StoreError
    from hep_tui.diary.standing import note_news_seen

    if await app.push_screen_wait(NewsDialog(clinic, lines)):
        try:
            await app.scribe.write(note_news_seen)
        except StoreError as error:
            app.say(str(error), warn=True)
        app.diary.refresh()


async def ask_about_plan(app: SyncingApp, question: str) -> None:
    """Ask whether a plan that takes much away is to be taken; a no waits until somebody asks again."""
    words = (
        f"{question}\n\nIf you did not expect this, call your clinic first. Your plan stays as it is until you say yes."
    )
    if await app.push_screen_wait(ConfirmDialog(words, "take the new plan", "not now")):
        done = await app.sync(allow_large=True)
        app.say(done.problem or "Your new plan is here.", warn=bool(done.problem))
