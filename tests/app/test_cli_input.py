"""Bad input on the command line and in the environment, by the number of the case: one plain line, nothing changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conftest import Answer, RunCli, RunProcess

ARABIC_TEN = "\u0661\u0660"


@pytest.fixture
def sheet(run_cli: RunCli) -> RunCli:
    """A person whose sheet has one exercise."""
    assert run_cli("add", "Quad set 3x10 left 3/day").code == 0
    return run_cli


def refused(answer: Answer, code: int = 2) -> str:
    """The one line of a refusal; nothing is on standard output, and nothing in it moves a terminal."""
    assert answer.code == code, (answer.code, answer.out, answer.err)
    assert answer.out == ""
    lines = [line for line in answer.err.splitlines() if not line.startswith("The clock is pinned")]
    assert len(lines) == 1, lines
    assert lines[0].isprintable()
    assert "Traceback" not in lines[0]
    return lines[0]


@pytest.mark.parametrize("name", ["nonsense", "\x1b]0;owned\x07", "two\nlines", "x" * 10_000])
def test_case_01_unknown_command(run_cli: RunCli, name: str) -> None:
    """An unknown command is refused in one short line that shows no control character."""
    line = refused(run_cli(name))
    assert len(line) < 300


def test_case_02_arguments_that_are_not_unicode(run_process: RunProcess) -> None:
    """Bytes that are no UTF-8 are refused or shown with a placeholder, never with a traceback."""
    for arguments in ((b"done", b"\xff\xfe"), (b"\xff",), (b"add", b"Quad \xff set 3x10"), (b"import", b"\xff.toml")):
        done = run_process(*arguments)
        assert done.returncode in (0, 2), arguments
        assert b"Traceback" not in done.stderr
        assert b"went wrong" not in done.stderr


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-30",
        "0000-01-01",
        "99999-1-1",
        "2026-3-4",
        "tomorrow",
        "2026-03-04T08:00",
        "",
        " ",
        "２０２６-03-04",
        "\x1b[2J",
    ],
)
def test_case_08_dates(sheet: RunCli, day: str) -> None:
    """What is no date of the calendar, written YYYY-MM-DD, is refused by every option that takes one."""
    for command in (
        ("done", "quad", "--date", day),
        ("skip", "quad", "--reason", "ill", "--date", day),
        ("symptom", "3", "--date", day),
        ("today", "--date", day),
        ("show", "quad", "--date", day),
        ("history", "--from", day),
        ("history", "--to", day),
        ("import", "acl-early", "--start", day),
    ):
        refused(sheet(*command))
    assert sheet("history", "--json").json["entries"] == []


@pytest.mark.parametrize(
    "number", ["-3", "1e9", "NaN", "1_000", ARABIC_TEN, "1.5", "", "9999999", "0x10", "+5", "\x1b[31m"]
)
def test_case_09_numbers_of_sets(sheet: RunCli, number: str) -> None:
    """Repetitions and seconds are plain ASCII digits in range, or refused."""
    for option in ("--sets", "--seconds"):
        refused(sheet("done", "quad", f"{option}={number}"))
        refused(sheet("done", "quad", f"{option}=10,{number}"))
    assert sheet("history", "--json").json["entries"] == []


@pytest.mark.parametrize("value", ["11", "-1", "5.5", "1e1", "NaN", "1_0", ARABIC_TEN, "", "ten"])
def test_case_10_scales(sheet: RunCli, value: str) -> None:
    """A reading is a whole number from 0 to 10, or refused with that range."""
    for command in (
        ("done", "quad", f"--pain={value}"),
        ("done", "quad", f"--effort={value}"),
        ("symptom", "--", value),
    ):
        assert "0 to 10" in refused(sheet(*command))


@pytest.mark.parametrize("slot", ["0", "-1", "100", "1.0", ARABIC_TEN])
def test_case_09_sessions(sheet: RunCli, slot: str) -> None:
    """A session is a whole number from 1."""
    refused(sheet("done", "quad", f"--slot={slot}"))


def test_case_11_long_notes_and_nul(sheet: RunCli) -> None:
    """A note of a megabyte or with a NUL character is refused with the limit; nothing is cut short in silence."""
    for option in ("--note", "--private-note"):
        assert "4000" in refused(sheet("done", "quad", option, "x" * 1_000_000))
        assert "NUL" in refused(sheet("done", "quad", option, "a\0b"))
    made = sheet("done", "quad", "--note", "x" * 4000, "--json").json["entries"][0]
    assert len(made["note"]) == 4000


def test_case_11_notes_are_safe_to_draw(sheet: RunCli) -> None:
    """Escape sequences, direction marks and markup in a note never reach the terminal as more than text."""
    note = "\x1b]52;c;ZXZpbA==\x07\u202egnp.exe\x9b31m [@click=app.quit]x[/]"
    assert sheet("done", "quad", "--note", note).code == 0
    for answer in (sheet("history"), sheet("history", "--json"), sheet("export", "--format", "md")):
        assert not any(mark in answer.out for mark in ("\x1b", "\x07", "\u202e", "\x9b"))
    assert "[@click=app.quit]x[/]" in sheet("history").out


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x07b", "\u202eevil", "x\x9b31m"])
def test_escape_sequences_are_never_echoed(sheet: RunCli, text: str) -> None:
    """Whatever argument is refused, its control characters are not printed back."""
    for command in (
        ("done", text),
        ("show", text),
        ("import", text),
        ("add", text),
        ("amend", text, "--pain", "1", "--why", "x"),
        ("skip", "quad", "--reason", text),
        ("done", "quad", "--side", text),
        ("symptom", text),
        ("export", "--format", text),
        ("restore", text),
        ("--profile", text, "today"),
        (f"--{text}",),
    ):
        answer = sheet(*command)
        assert answer.code == 2, command
        assert not any(mark in answer.err + answer.out for mark in ("\x1b", "\x07", "\u202e", "\x9b"))


def test_case_12_no_home(run_process: RunProcess, tmp_path: Path) -> None:
    """Without a home folder nothing falls back to a temporary one."""
    done = run_process("today", env={"HEP_TUI_HOME": None, "HOME": None})
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"HOME" in done.stderr


def test_case_12_a_file_where_the_folder_should_be(run_cli: RunCli, home: Path) -> None:
    """A file in the place of the home folder is refused and left alone."""
    home.write_text("mine", encoding="utf-8")
    assert "file lies where the folder" in refused(run_cli("today"))
    assert home.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden", "a" * 65, "ü", "a b", "con\0"])
def test_profile_names_are_plain(run_cli: RunCli, home: Path, name: str) -> None:
    """A profile name that could lead anywhere else is refused before anything is made."""
    answer = run_cli(f"--profile={name}", "today")
    assert answer.code == (0 if not name else 2)
    assert {path.name for path in home.glob("data/*")} <= {"me"}


def test_case_14_files_stay_private(run_cli: RunCli, home: Path) -> None:
    """Whatever the umask, folders are 0700 and files 0600."""
    before = os.umask(0)
    try:
        run_cli("import", "acl-early")
        run_cli("done", "--all")
        run_cli("backup")
        run_cli("export", "--format", "csv", "--out", str(home / "table.csv"))
    finally:
        os.umask(before)
    for path in home.rglob("*"):
        mode = path.stat().st_mode & 0o777
        assert mode == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize("zone", ["Nonsense/Zone", "../../etc/passwd", "\x1b[31m", "Mars"])
def test_case_18_unknown_time_zone(run_process: RunProcess, zone: str) -> None:
    """A time zone that is not known becomes UTC, with a notice."""
    done = run_process("today", "--json", env={"TZ": zone, "HEP_TUI_NOW": None})
    assert done.returncode == 0
    assert b'"timezone": "UTC"' in done.stdout
    assert b"times are in UTC" in done.stderr
    assert b"\x1b" not in done.stderr


@pytest.mark.parametrize("pin", ["yesterday", "2026-03-04", "2026-03-04T08:00:00", "2026-02-30T08:00:00Z", "\x1b[2J"])
def test_a_pin_that_is_no_moment_is_refused(run_cli: RunCli, home: Path, pin: str) -> None:
    """`HEP_TUI_NOW` without an offset, or that is no moment, is refused before anything is made."""
    assert "HEP_TUI_NOW" in refused(run_cli("today", now=pin))
    assert not (home / "data").exists()


def test_no_program_yet_is_said(run_cli: RunCli) -> None:
    """Logging without a program is refused, and the line says how to get one."""
    assert "hep-tui import" in refused(run_cli("done", "quad"))
    assert run_cli("done", "--all").code == 1
    assert "hep-tui import" in run_cli("today").out


def test_questions_without_a_terminal_are_answered_no(sheet: RunCli, tmp_path: Path) -> None:
    """Replace, restore and wipe ask; without a terminal that is a no: exit 1, the flag named, nothing changed."""
    sheet("backup", str(tmp_path / "copy.db"))
    for command, flag in (
        (("import", "acl-early"), "--replace"),
        (("import", "acl-early", "--json"), "--replace"),
        (("restore", str(tmp_path / "copy.db")), "--yes"),
        (("wipe",), "--yes"),
    ):
        assert flag in refused(sheet(*command), code=1)
    assert sheet("today", "--json").json["program"]["id"] == "my-sheet"


def test_wrong_usage_is_refused(sheet: RunCli) -> None:
    """Unknown options, missing arguments and unknown choices end in exit 2 and one line."""
    for command in (
        ("done", "quad", "--nonsense"),
        ("skip", "quad"),
        ("skip", "quad", "--reason", "lazy"),
        ("export",),
        ("export", "--format", "pdf"),
        ("symptom",),
        ("completion", "tcsh"),
        ("import",),
        ("history", "--from", "2026-03-04", "--to", "2026-03-01"),
        ("restore", "missing.db", "--yes"),
    ):
        refused(sheet(*command))
