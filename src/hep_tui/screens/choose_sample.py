"""Choosing one of the sample programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from hep_tui.screens.base import InTurn
from hep_tui.screens.take_in import take_in
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary
    from hep_tui.diary.programs import Imported
    from hep_tui.diary.samples import Offered
    from hep_tui.widgets.glyphs import GlyphSet


class ChooseSampleScreen(InTurn, Screen["Imported | None"]):
    """The samples that ship; ends with the one that was taken in, or None."""

    CSS_PATH = "take_in.tcss"
    HELP = "These programs show how the app works. They are not meant for you: only your therapist's program is."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "in_turn('choose')",
            "begin it today",
            id="sample.choose",
            tooltip="Take this one in",
            priority=True,
        ),
        Binding("escape", "leave", "back", id="sample.leave", tooltip="Back, nothing chosen"),
        Binding("question_mark", "app.help", "Help", key_display="?", id="sample.help", tooltip="What the keys do"),
    ]

    def compose(self) -> ComposeResult:
        """A line a sample, and under the list what the chosen one is for."""
        from hep_tui.diary.samples import offered

        hep = cast("HepApp", self.app)
        self._offered = {sample.id: sample for sample in offered(hep.diary.today)}
        self.add_class("page")
        yield PlainStatic("Sample programs", id="title")
        yield PlainStatic("A sample, not medical advice: look around with one, but do not train by it.", id="about")
        rows = [Row(one.id, RowKind.ITEM, one.title, f"{one.minutes} min a day") for one in self._offered.values()]
        glyphs: GlyphSet = "ascii" if hep.settings.ascii else "unicode"
        yield ItemList(rows, glyphs=glyphs, id="samples")
        yield PlainStatic(id="for")
        yield PlainStatic(id="answer")
        yield KeyLine(glyphs=glyphs)

    def on_mount(self) -> None:
        """The list has the keys."""
        self.query_one(ItemList).focus()

    def on_item_list_highlighted(self, event: ItemList.Highlighted) -> None:
        """Says what the sample under the cursor is for."""
        self.query_one("#for", PlainStatic).say(for_words(self._offered[event.key]))

    def on_item_list_selected(self) -> None:
        """A second click chooses, as Enter does."""
        self.action_choose()

    @work(exclusive=True)
    async def action_choose(self) -> None:
        """Takes the sample under the cursor in."""
        id = self.query_one(ItemList).highlighted
        if id is None:
            return

        def job(diary: Diary, yes: frozenset[str]) -> Imported:
            from hep_tui.diary.programs import import_sample

            return import_sample(diary, id, replace="--replace" in yes)

        taken = await take_in(cast("HepApp", self.app), job)
        if isinstance(taken, str):
            self.query_one("#answer", PlainStatic).say(taken)
        else:
            self.dismiss(taken)

    def action_leave(self) -> None:
        """Back without one."""
        self.dismiss(None)


def for_words(sample: Offered) -> str:
    """What a sample is for, and how its day goes."""
    sessions = {0: "on days you choose", 1: "once a day"}.get(sample.sessions, f"{sample.sessions} times a day")
    return f"For {sample.aim}; {sessions}."
