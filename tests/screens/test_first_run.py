"""The ways to get a program: a sample, a sheet typed in, a file."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from hep_tui.screens.ask_dialog import AskDialog
from hep_tui.screens.confirm import ConfirmDialog
from hep_tui.screens.first_run import FirstRunScreen
from hep_tui.screens.import_file import ImportFileScreen, typed_path
from hep_tui.screens.today import TodayScreen
from hep_tui.screens.type_sheet import TypeSheetScreen
from hep_tui.store.errors import DiskFull
from hep_tui.widgets.item_list import ItemList
from screens.conftest import lines
from screens.programs import TODAY

PROGRAM = """
id = "mine"
title = "My knee"
[schedule]
times_a_day = 3
[[exercises]]
id = "quad"
name = "Quad set"
reps = 10
hold = 10
side = "left"
"""


def shown(app) -> str:
    """Everything on the screen, as one text."""
    return " ".join(" ".join(lines(app)).split())


async def write(pilot, press, text: str) -> None:
    """Puts a text into the field that has the keys, then presses Enter."""
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


async def test_two_keys_to_a_sample(make_app, press):
    """Enter, Enter: the first sample begins today and Today is shown."""
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, FirstRunScreen)
        await press(pilot, "enter")
        assert len(app.screen.query_one(ItemList).rows) == 10
        assert "not medical advice" in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, TodayScreen)
        program = app.diary.program()
        assert (program.id, program.start, program.sample) == ("acl-early", TODAY, True)


async def test_a_sheet_is_typed_line_by_line(make_app, press):
    """Each line says what it was understood to mean; the finished sheet has its title and its exercises."""
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2")
        app.screen.query_one(Input).value = "Quad set 10x10s left 3/day"
        await pilot.pause()
        assert "Quad set: 10 reps, hold 10 s, left side; 3 times a day (2 min)" in shown(app)
        await press(pilot, "enter")
        await write(pilot, press, "Heel raise 3x10")
        assert "Heel raise: 3 × 10" in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, AskDialog)
        await write(pilot, press, "After the operation")
        assert isinstance(app.screen, TodayScreen)
        program = app.diary.program()
        assert program.title == "After the operation"
        assert [p.name for p in program.prescriptions] == ["Quad set", "Heel raise"]


async def test_an_unclear_line_asks_and_is_never_guessed(make_app, press):
    """A line that could mean two things shows its question with its choices, and the answer completes it."""
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2")
        await write(pilot, press, "10 bird dogs")
        assert isinstance(app.screen, AskDialog)
        assert "10 reps on each side" in shown(app)
        await press(pilot, "escape")
        assert app.screen.query_one(Input).value == "10 bird dogs"
        await press(pilot, "enter", "1")
        assert "bird dogs: 10 reps, each side" in shown(app)


async def test_lines_are_edited_and_deleted(make_app, press):
    """Enter on a line opens it for another wording, Delete takes it out."""
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2")
        await write(pilot, press, "Quad set 10x10s left")
        await write(pilot, press, "Heel raise 3x10")
        await press(pilot, "up", "enter")
        assert app.screen.query_one(Input).value == "Quad set 10x10s left"
        await write(pilot, press, "Quad set 5x10s left")
        assert "Quad set: 5 reps" in shown(app)
        await press(pilot, "up", "down", "delete")
        assert [row.left.split(":")[0] for row in app.screen.query_one(ItemList).rows] == ["Quad set"]


async def test_typed_lines_are_not_lost_by_one_key(make_app, press):
    """Esc with lines on the sheet asks first, and the default keeps them."""
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2")
        await write(pilot, press, "Heel raise 3x10")
        await press(pilot, "escape")
        assert isinstance(app.screen, ConfirmDialog)
        await press(pilot, "enter")
        assert isinstance(app.screen, TypeSheetScreen)
        await press(pilot, "escape", "y")
        assert isinstance(app.screen, FirstRunScreen)


async def test_a_program_file_comes_in(make_app, press, tmp_path):
    """A path and Enter show what came in; another Enter goes on to Today."""
    file = tmp_path / "mine.toml"
    file.write_text(PROGRAM)
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "4")
        await write(pilot, press, f"'{file}'")
        assert "“My knee” is here: 1 exercise, 0 entries" in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, TodayScreen)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.toml", None, "There is no file none.toml."),
        ("empty.toml", "", "is empty"),
        ("notes.txt", "hello", "neither a program file (.toml) nor a FHIR bundle (.json)"),
        ("bad.toml", 'id = "x"\ntitle = [', "line 2"),
        ("bad.json", "{", "it ends too early"),
    ],
)
async def test_a_file_that_cannot_be_used_says_why(make_app, press, tmp_path, name, content, said):
    """The reason stands under the path, which stays to be corrected, and nothing came in."""
    file = tmp_path / name
    if content is not None:
        file.write_text(content)
    app = make_app(None)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "4")
        await write(pilot, press, str(file))
        assert isinstance(app.screen, ImportFileScreen)
        assert said in shown(app)
        assert app.screen.query_one(Input).value == str(file)
        assert app.diary.course() is None


async def test_another_program_asks_first(make_app, press, tmp_path):
    """With a program in force another one is a question whose default changes nothing."""
    file = tmp_path / "mine.toml"
    file.write_text(PROGRAM)
    app = make_app("acl-early")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+n", "4")
        await write(pilot, press, str(file))
        assert isinstance(app.screen, ConfirmDialog)
        assert "ends it yesterday" in shown(app)
        await press(pilot, "enter")
        assert "Nothing was changed." in shown(app)
        assert app.diary.program().id == "acl-early"
        await press(pilot, "enter", "y", "enter")
        assert isinstance(app.screen, TodayScreen)
        assert app.diary.program().id == "mine"


async def test_a_full_disk_keeps_the_sheet(make_app, press, monkeypatch):
    """Where the program cannot be saved the typed lines stay, with the reason."""
    import hep_tui.diary.programs as programs

    def full(*args, **kwargs):
        raise DiskFull

    monkeypatch.setattr(programs, "import_lines", full)
    app = make_app(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2")
        await write(pilot, press, "Heel raise 3x10")
        await press(pilot, "enter", "enter")
        assert isinstance(app.screen, TypeSheetScreen)
        assert "NOT saved: the disk is full" in shown(app)
        assert "Heel raise: 3 × 10" in shown(app)


def test_a_path_may_be_dropped_or_quoted(monkeypatch):
    """Quotes, a file manager's prefix and ~ are understood; nothing is no path."""
    monkeypatch.setenv("HOME", "/home/robin")
    assert str(typed_path(" '/a b/c.toml' ")) == "/a b/c.toml"
    assert str(typed_path("file:///a/c.json")) == "/a/c.json"
    assert str(typed_path("~/c.json")) == "/home/robin/c.json"
    assert typed_path("  ") is None
    assert typed_path("a\0b") is None


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)])
@pytest.mark.parametrize("keys", [(), ("1",), ("4",)], ids=["ways", "samples", "file"])
def test_picture(make_app, snap_compare, size, keys):
    """The ways, the samples and the path."""
    assert snap_compare(make_app(None), terminal_size=size, press=keys)


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.long)])
def test_picture_of_a_sheet(make_app, snap_compare, press, size):
    """Two lines understood, a third being typed."""

    async def type_in(pilot) -> None:
        await press(pilot, "2")
        await write(pilot, press, "Quad set 10x10s left 3/day")
        await write(pilot, press, "Heel raise 3x10 each side 2/day")
        pilot.app.screen.query_one(Input).value = "Plank 3x30s rest 30s"
        await pilot.pause()

    assert snap_compare(make_app(None), terminal_size=size, run_before=type_in)
