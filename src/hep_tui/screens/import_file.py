"""Importing a program file or a FHIR bundle by its path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from hep_tui.screens.base import InTurn
from hep_tui.screens.take_in import came_in, take_in
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary
    from hep_tui.diary.programs import Imported


class ImportFileScreen(InTurn, Screen["Imported | None"]):
    """Asks for a path; ends with what came in, or None."""

    CSS_PATH = "take_in.tcss"
    HELP = (
        "A program file ends in .toml, a FHIR R4 bundle in .json; an export of this app is one. Taking the same file in "
        "again changes nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "in_turn('go')",
            "take it in",
            id="file.go",
            tooltip="Read the file, then go on to Today",
            priority=True,
        ),
        Binding("escape", "leave", "back", id="file.leave", tooltip="Back, nothing taken in"),
        Binding("f1", "app.help", "help", key_display="F1", id="file.help", tooltip="What the keys do"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._taken: Imported | None = None

    def compose(self) -> ComposeResult:
        """The path, and what became of it."""
        self.add_class("page")
        yield PlainStatic("Import a file", id="title")
        yield PlainStatic("Where is it? A program file (.toml) or a FHIR bundle (.json), 256 MB at most.", id="about")
        yield Input(placeholder="~/Downloads/program.toml", id="path", compact=True)
        yield PlainStatic(id="answer")
        yield KeyLine()

    def on_mount(self) -> None:
        """The path has the keys."""
        self.query_one(Input).focus()

    def on_input_changed(self) -> None:
        """Another path, another answer."""
        self._say("", wrong=False)

    @work(exclusive=True)
    async def action_go(self) -> None:
        """Takes the file in; once it is in, goes on."""
        if self._taken is not None:
            self.dismiss(self._taken)
            return
        path = typed_path(self.query_one(Input).value)
        if path is None:
            self._say("Type where the file is.", wrong=True)
            return
        hep = cast("HepApp", self.app)
        self._say("Reading…", wrong=False)

        def job(diary: Diary, yes: frozenset[str]) -> Imported:
            from hep_tui.diary.programs import import_file

            other = "--other-patient" in yes
            return import_file(
                diary, path, replace="--replace" in yes, other_patient=other,
                progress=lambda read: hep.call_from_thread(self._say, f"Reading… {read} entries so far.", wrong=False),
            )  # fmt: skip

        taken = await take_in(hep, job)
        if isinstance(taken, str):
            self._say(taken, wrong=True)
            return
        self._taken = taken
        self.query_one(Input).disabled = True
        self._say("\n".join([*came_in(taken), "", "Enter goes to Today."]), wrong=False)

    def _say(self, words: str, *, wrong: bool) -> None:
        answer = self.query_one("#answer", PlainStatic)
        answer.set_class(wrong, "-wrong")
        answer.say(words)

    def action_leave(self) -> None:
        """Back; what came in stays."""
        self.dismiss(self._taken)


def typed_path(text: str) -> Path | None:
    """The path that was typed or dropped: quotes and the file manager's prefix go, `~` is the home folder."""
    name = text.strip().strip("'\"").removeprefix("file://")
    if not name or "\0" in name:
        return None
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)
