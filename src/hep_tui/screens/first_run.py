"""The first screen without a program: the ways to get one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from hep_tui.screens.base import HepScreen
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.diary.programs import Imported
    from hep_tui.widgets.glyphs import GlyphSet

_WAYS = (
    ("sample", "Try a sample program", "look around; two keys to a first session"),
    ("sheet", "Type in my sheet", "line by line, as my therapist wrote it"),
    ("clinic", "I have a code from my clinic", "your plan comes by itself"),
    ("file", "Import a file", "a program (.toml) or FHIR bundle (.json)"),
)


class FirstRunScreen(HepScreen):
    """Four ways in; each ends on Today."""

    CSS_PATH = "first_run.tcss"
    CAN_LEAVE = False
    CAN_SET = True
    HELP = "Choose how your program gets in here. You can look around with a sample and change to your own one later."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "in_turn('choose')", "choose", id="first.choose", tooltip="Take this way", priority=True),
        *(
            Binding(str(n), f"way('{way}')", words, show=False, id=f"first.{way}", tooltip=words)
            for n, (way, words, _) in enumerate(_WAYS, start=1)
        ),
        Binding("escape", "back", "back", id="first.back", tooltip="Back to your program"),
        Binding("q", "app.leave", "quit", id="first.quit", tooltip="Leave the app"),
        Binding("question_mark", "app.help", "Help", key_display="?", id="first.help", tooltip="What the keys do"),
    ]

    def compose(self) -> ComposeResult:
        """A word of welcome and the ways."""
        yield PlainStatic("Welcome.", id="title")
        yield PlainStatic("Your home exercise program, on your own computer. How do you want to begin?", id="about")
        rows = [Row(way, RowKind.ITEM, words, more, str(n)) for n, (way, words, more) in enumerate(_WAYS, start=1)]
        glyphs: GlyphSet = "ascii" if self.hep.settings.ascii else "unicode"
        yield ItemList(rows, glyphs=glyphs, id="ways")
        yield PlainStatic(
            "What you log stays on this computer, and goes to your clinic only if you connect with it. Exercises come from "
            "your therapist; this program only shows them.",
            id="promise",
        )
        yield KeyLine(glyphs=glyphs)

    def on_mount(self) -> None:
        """The list has the keys."""
        self.query_one(ItemList).focus()

    def on_item_list_selected(self, event: ItemList.Selected) -> None:
        """A second click chooses, as Enter does."""
        self.action_way(event.key)

    def action_choose(self) -> None:
        """Takes the way under the cursor."""
        way = self.query_one(ItemList).highlighted
        if way is not None:
            self.action_way(way)

    def action_way(self, way: str) -> None:
        """Opens one of the ways."""
        from hep_tui.screens.choose_sample import ChooseSampleScreen
        from hep_tui.screens.import_file import ImportFileScreen
        from hep_tui.screens.pairing import PairingScreen
        from hep_tui.screens.type_sheet import TypeSheetScreen

        if way == "clinic":
            self.hep.push_screen(PairingScreen(), self._paired)
            return
        screens = {"sample": ChooseSampleScreen, "sheet": TypeSheetScreen, "file": ImportFileScreen}
        self.hep.push_screen(screens[way](), self._taken)

    def _taken(self, imported: Imported | None) -> None:
        if imported is not None:
            self.hep.open_first()

    def _paired(self, paired: bool | None) -> None:
        if paired and self.diary.course() is not None:
            self.hep.open_first()

    def action_back(self) -> None:
        """Back to the program that is there."""
        self.hep.open_first()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back only from a second look."""
        if action == "back":
            return self.diary.course() is not None
        return super().check_action(action, parameters)
