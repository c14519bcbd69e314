"""The settings: their file, what is wrong in it, how they are changed, and the keys of one's own."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from hep_tui.screens.key_table import all_actions, checked_keys, own_actions, wrong_with
from hep_tui.screens.setting_rows import SETTINGS, Kind, routine_rows, stepped, typed, value_words
from hep_tui.settings import BadSettingsError, Settings, changed, load, read_value, reset, save

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
ROW = {setting.key: setting for setting in SETTINGS}
OWN_FILE = """# Mine.
theme = "paper" # for the kitchen

# Keys
[keys]
# d is worn out
"today.done" = "x" # better
"today.skip" = "k"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A settings file with comments."""
    path = tmp_path / "config.toml"
    path.write_text(OWN_FILE, encoding="utf-8")
    return path


# --- the file


def test_a_change_keeps_every_comment_and_every_other_line(file: Path) -> None:
    """One value is another one; a new setting stands before the tables; all else is as it was, byte for byte."""
    save(file, "theme", "harbour")
    save(file, "sound", "bell")
    save(file, "keys", {"today.done": "z", "today.log": "L"})

    text = file.read_text(encoding="utf-8")
    assert tomllib.loads(text) == {
        "theme": "harbour",
        "sound": "bell",
        "keys": {"today.done": "z", "today.log": "L"},
    }
    for comment in ("# Mine.", "# for the kitchen", "# Keys", "# d is worn out", "# better"):
        assert comment in text


def test_a_reset_takes_the_line_out(file: Path) -> None:
    """The default holds again, and a setting that was never set is none to take out."""
    reset(file, "theme")
    reset(file, "keys")
    reset(file, "speech")

    assert load(file).chosen == frozenset()
    assert load(file).settings == Settings()


def test_the_file_is_the_owners_and_a_link_to_it_stays(tmp_path: Path, file: Path) -> None:
    """Nobody else reads it, and who keeps it elsewhere finds the change there."""
    link = tmp_path / "linked.toml"
    link.symlink_to(file)
    save(link, "speech", True)

    assert link.is_symlink()
    assert load(file).settings.speech
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".new"] == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("lead_in_s = 500", "lead_in_s must be from 0 to 120."),
        ('lead_in_s = "5"', "lead_in_s must be a whole number."),
        ("speech = 1", "speech must be true or false."),
        ('sound = "loud"', "sound must be one of tones, bell, off."),
        ('remind_at = ["7:30"]', 'remind_at must be written as "07:30".'),
        ('quiet_to = "24:00"', 'quiet_to must be written as "07:30".'),
        ("keys = { a = 1 }", "keys must be a table of texts in quotes."),
        ("volume = 3", "there is no setting 'volume'."),
    ],
)
def test_a_wrong_value_is_told_and_its_default_holds(tmp_path: Path, line: str, why: str) -> None:
    """One line says what is wrong; the other settings of the file are taken all the same."""
    path = tmp_path / "config.toml"
    path.write_text(f"{line}\nflash = false\n".replace("keys =", "keys ="), encoding="utf-8")
    loaded = load(path)

    assert [problem.partition(": ")[2] for problem in loaded.problems] == [why]
    assert loaded.settings == changed(Settings(), "flash", False)


def test_a_damaged_file_is_not_written_over(tmp_path: Path) -> None:
    """What cannot be read may still be mended by hand."""
    path = tmp_path / "config.toml"
    path.write_text("theme = [", encoding="utf-8")
    with pytest.raises(BadSettingsError, match="nothing was written"):
        save(path, "speech", True)

    assert path.read_text(encoding="utf-8") == "theme = ["


def test_the_page_names_every_setting_with_its_default() -> None:
    """The table of the page has a row for each, and the defaults in it are those that hold."""
    rows = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    told = {}
    for row in rows:
        names = row[1].replace("`", "").split(",")
        told |= {name.strip(): default.strip() for name, default in zip(names, row[3].split(","), strict=True)}
    words = {True: "`true`", False: "`false`", (): "none"}
    for setting in fields(Settings):
        value = getattr(Settings(), setting.name)
        if isinstance(value, dict):
            assert told[setting.name] == "empty"
        elif type(value) is int:
            assert told[setting.name] == str(value)
        else:
            assert told[setting.name] == words.get(value, f"`{value}`")


# --- the rows of the screen


def test_every_setting_has_a_row() -> None:
    """Nothing can be set in the file that the screen does not show."""
    assert {setting.name for setting in fields(Settings)} <= {*ROW, "routines"}


@pytest.mark.parametrize(
    "key", [s.key for s in SETTINGS if s.kind in (Kind.SWITCH, Kind.CHOICE, Kind.NUMBER, Kind.TIME)]
)
def test_a_step_and_a_step_back_is_where_one_was(key: str) -> None:
    """Each value that a step reaches is allowed, and the same row takes it back."""
    row, before = ROW[key], Settings()
    after = changed(before, key, stepped(row, before, 1))

    assert getattr(after, key) != getattr(before, key)
    assert stepped(row, after, -1) == getattr(before, key)
    assert value_words(row, after) != value_words(row, before)


def test_steps_stop_at_the_ends() -> None:
    """A number goes no lower and no higher than it may."""
    low, high = changed(Settings(), "rollover_hour", 0), changed(Settings(), "rollover_hour", 12)

    assert stepped(ROW["rollover_hour"], low, -1) == 0
    assert stepped(ROW["rollover_hour"], high, 1) == 12


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("lead_in_s", "12", 12),
        ("lead_in_s", " 12 s", 12),
        ("lead_in_s", "soon", None),
        ("quiet_from", "9", "09:00"),
        ("quiet_from", "21.45", "21:45"),
        ("quiet_from", "25:00", None),
        ("quiet_from", "7:30, 8:30", None),
        ("remind_at", "19:00, 7:30 7:30", ("07:30", "19:00")),
        ("remind_at", "", ()),
        ("remind_at", "7:30, never", None),
    ],
)
def test_values_are_typed_as_people_write_them(key: str, text: str, value: object) -> None:
    """What is understood becomes a value of the setting; the rest is refused whole."""
    assert typed(ROW[key], text) == value


def test_a_routine_shows_the_patients_words() -> None:
    """A session without one says so."""
    settings = changed(Settings(), "routines", {"Morning": "after brushing my teeth"})
    morning, evening = routine_rows({"Morning": "Morning", "Evening": "Evening"})

    assert value_words(morning, settings) == "after brushing my teeth"
    assert value_words(evening, settings) == "no plan yet"


# --- keys


def test_other_keys_are_taken() -> None:
    """A key may be written as the character it is, several with commas, and two actions may change places."""
    good, problems = checked_keys({"today.done": "s", "today.skip": "d", "session.next": "n, ?"})

    assert good == {"today.done": "s", "today.skip": "d"}
    assert problems == ("keys: “?” is already “Help” (Everywhere).",)


@pytest.mark.parametrize(
    ("id", "keys", "why"),
    [
        ("today.dance", "x", "there is no action “today.dance”."),
        ("log.save", "x", "there is no action “log.save”."),
        ("app.quit_always", "x", "there is no action “app.quit_always”."),
        ("today.done", "", "needs one key, or a few with commas between them."),
        ("today.done", "a,b,c,e,f,g,h,i,j", "needs one key, or a few with commas between them."),
        ("today.done", "hyper", "“hyper” is no key."),
        ("today.done", "\x1b", "is no key."),
        ("today.done", "ctrl+c", "the way out that always works"),
        ("today.done", "T", "“T” is already “Today” (Everywhere)."),
        ("today.done", "j", "“j” is already “Down” (Lists)."),
    ],
)
def test_keys_that_cannot_be_are_told(id: str, keys: str, why: str) -> None:
    """An unknown action, no key at all, and a key that does something else there: each is one plain line."""
    good, problems = checked_keys({id: keys})

    assert good == {}
    assert len(problems) == 1
    assert why in problems[0]


def test_another_key_for_help_is_another_key_everywhere() -> None:
    """Screens that show the app's keys once more follow."""
    good, problems = checked_keys({"app.help": "f1"})

    assert problems == ()
    assert good.keys() >= {"app.help", "today.help", "calendar.help"}
    assert set(good.values()) == {"f1"}


def test_every_action_can_keep_its_own_keys() -> None:
    """As they came, no two actions of one screen have the same key, unless they share it by design."""
    for action in own_actions():
        assert wrong_with(action.id, ",".join(action.keys), {}) == ""
    assert len(all_actions()) > 60


# --- the command


def test_config_shows_and_changes(run_cli, home: Path) -> None:
    """A value is changed, shown as one's own, and taken back."""
    assert run_cli("config", "sound", "bell").out == "sound                 bell  (your choice)\n"
    assert run_cli("config", "remind_at", "07:30,19:00", "--json").json["settings"] == {
        "remind_at": {"value": ["07:30", "19:00"], "chosen": True}
    }
    assert run_cli("config", "sound", "--reset").out == "sound                 tones\n"
    shown = run_cli("config")
    assert shown.out.splitlines()[0] == str(home / "config" / "me" / "config.toml")
    assert len(shown.out.splitlines()) == 1 + len(fields(Settings))


@pytest.mark.parametrize(
    "arguments",
    [
        ("volume",),
        ("sound", "loud"),
        ("lead_in_s", "ten"),
        ("theme", "nowhere"),
        ("keys", "x"),
        ("--reset",),
        ("sound", "bell", "--reset"),
    ],
)
def test_config_refuses_what_cannot_be(run_cli, home: Path, arguments: tuple[str, ...]) -> None:
    """Exit 2, one line, and no file is made."""
    answer = run_cli("config", *arguments)

    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert not (home / "config" / "me" / "config.toml").exists()


def test_texts_of_a_command_are_read_by_kind() -> None:
    """On and off are as good as true and false; a table is not typed whole."""
    assert read_value("speech", "on") is True
    assert read_value("lead_in_s", "7") == 7
    assert read_value("remind_at", "07:30, 19:00") == ("07:30", "19:00")
    with pytest.raises(BadSettingsError, match="is a table"):
        read_value("keys", "x")
