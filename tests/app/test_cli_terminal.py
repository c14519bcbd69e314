"""Commands as processes: pipes, full disks, plain locales, dumb terminals, and what a status line loads."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import RunCli, RunProcess

TOO_HEAVY = ("textual", "rich", "httpx", "keyring", "sqlite_utils", "asyncio", "hep_tui.app", "icalendar", "tomlkit")


@pytest.fixture
def acl(run_cli: RunCli) -> RunCli:
    """A person with the knee program."""
    assert run_cli("import", "acl-early").code == 0
    return run_cli


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}]
)
def test_case_03_plain_locales(acl: RunCli, run_process: RunProcess, env: dict[str, str]) -> None:
    """In a locale without ✓ commands still answer; JSON is UTF-8 all the same."""
    acl("done", "--all", "--note", "naïve ✓")
    for command in (("today",), ("history",), ("status", "--short"), ("show", "quad set"), ("doctor",)):
        done = run_process(*command, env=env)
        assert done.returncode == 0, done.stderr
        assert done.stdout
    found = json.loads(run_process("history", "--json", env=env).stdout)
    assert found["entries"][0]["note"] == "naïve ✓"


@pytest.mark.parametrize("term", ["dumb", "", None])
def test_case_03_a_poor_terminal_is_talked_to(acl: RunCli, run_process: RunProcess, term: str | None) -> None:
    """On a terminal that cannot draw the app opens line by line, without a single escape sequence."""
    main, other = pty.openpty()
    try:
        os.write(main, b"quit\n")
        done = run_process(env={"TERM": term}, stdin=other, stdout=other, stderr=other)
        said = os.read(main, 10_000).decode()
    finally:
        os.close(main)
        os.close(other)
    assert done.returncode == 0
    assert "1. Quad set, left side, to do" in said
    assert "\x1b" not in said


@pytest.mark.parametrize("unbuffered", [None, "1"])
@pytest.mark.parametrize(
    "command", [("history",), ("history", "--json"), ("export", "--format", "fhir"), ("today",), ("--help",)]
)
def test_case_04_a_closed_pipe_is_silent(
    acl: RunCli, run_process: RunProcess, command: tuple[str, ...], unbuffered: str | None
) -> None:
    """A reader that goes away ends the command without a word."""
    acl("done", "--all")
    read, write = os.pipe()
    os.close(read)
    try:
        done = run_process(*command, stdout=write, env={"PYTHONUNBUFFERED": unbuffered})
    finally:
        os.close(write)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"Broken" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", [("today",), ("today", "--json"), ("export", "--format", "csv"), ("programs",)])
def test_case_05_output_that_cannot_be_written(acl: RunCli, run_process: RunProcess, command: tuple[str, ...]) -> None:
    """A full disk behind standard output is one line on standard error and exit 1."""
    with open("/dev/full", "wb") as full:
        done = run_process(*command, stdout=full, env={"HEP_TUI_NOW": None})
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"could not be written" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_case_05_what_was_saved_is_saved(acl: RunCli, run_process: RunProcess) -> None:
    """Work whose acknowledgement cannot be printed is in the history, and the line says where to look."""
    with open("/dev/full", "wb") as full:
        done = run_process("done", "quad set", "--json", stdout=full)
    assert done.returncode == 1
    assert b"hep-tui history" in done.stderr
    assert len(acl("history", "--json").json["entries"]) == 1


@pytest.mark.parametrize("command", [(), ("--plain",), ("demo",)])
def test_case_06_no_terminal(acl: RunCli, run_process: RunProcess, command: tuple[str, ...]) -> None:
    """Where nothing can be typed the day is read out, and that is all."""
    done = run_process(*command)
    assert done.returncode == 0
    assert b"1. Quad set, left side, " in done.stdout
    assert b"\x1b" not in done.stdout + done.stderr
    assert (b"hep-tui --plain" in done.stderr) == (not command)


def test_case_06_no_terminal_and_no_program(run_process: RunProcess) -> None:
    """Without a program the commands that bring one are named."""
    done = run_process()
    assert done.returncode == 0
    assert b"hep-tui programs" in done.stdout


def test_no_colour_codes_ever_reach_a_pipe(acl: RunCli, run_process: RunProcess) -> None:
    """Commands print plain text, whatever the environment says about colours."""
    for env in ({}, {"FORCE_COLOR": "1"}, {"NO_COLOR": "1"}, {"TERM": "dumb"}):
        for command in (("today",), ("show", "quad set"), ("score", "--explain"), ("--help",), ("done", "--help")):
            assert b"\x1b" not in run_process(*command, env=env).stdout


def test_a_status_line_loads_nothing_heavy(acl: RunCli, run_process: RunProcess) -> None:
    """`status --short` reads without the app, its libraries, the network, the keyring or the schema's tools."""
    run_process("status", "--short")
    done = run_process("status", "--short", python=("-X", "importtime"), env={"HEP_TUI_NOW": None})
    assert done.returncode == 0
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert "hep_tui.diary.diary" in loaded
    heavy = {name for name in loaded if any(name == one or name.startswith(f"{one}.") for one in TOO_HEAVY)}
    assert heavy == set()


def test_logging_needs_no_network_library(acl: RunCli, run_process: RunProcess) -> None:
    """`done` loads neither the app nor anything that could reach a network."""
    done = run_process("done", "quad set", "--json", python=("-X", "importtime"))
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert not loaded & {"textual", "rich", "httpx", "keyring", "ssl", "http.client"}


def test_an_interrupted_command_says_so(run_cli: RunCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C ends a command with one line and exit 1."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hep_tui.commands.status._print", interrupted)
    answer = run_cli("status")
    assert answer.code == 1
    assert answer.err.endswith("Stopped; nothing was changed.\n")


def test_a_mistake_of_the_program_shows_no_values(run_cli: RunCli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unforeseen error is one line; what is noted about it names places in the code and nothing of the patient."""

    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the patient")

    monkeypatch.setattr("hep_tui.commands.status._print", broken)
    answer = run_cli("status")
    assert answer.code == 1
    assert "secret" not in answer.err
    assert "Traceback" not in answer.err
    noted = (home / "state" / "me" / "crash.txt").read_text(encoding="utf-8")
    assert "RuntimeError" in noted
    assert "secret" not in noted


def test_commands_run_side_by_side(acl: RunCli, run_process: RunProcess) -> None:
    """Several commands that log at once all save, each its own entry."""
    command = [sys.executable, "-m", "hep_tui", "done", "quad set", "--json"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(4)]
    answers = [json.loads(one.communicate(timeout=60)[0]) for one in running]
    assert all(answer["saved"] for answer in answers)
    assert len({answer["entries"][0]["id"] for answer in answers}) == 4
    assert len(acl("history", "--json").json["entries"]) == 4
