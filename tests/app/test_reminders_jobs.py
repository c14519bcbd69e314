"""What schedulers and desktops are given: parsed by their own parsers, and handed to real executables."""

from __future__ import annotations

import os
import plistlib
import shutil
import socket
import subprocess
import sys
from datetime import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.fake_programs import Computer, computer
from hep_tui.reminders import cron, job, launchd, notices, systemd, windows
from hep_tui.reminders.job import Job, SchedulerError, job_for
from hep_tui.reminders.words import Words

__all__ = ["computer"]

ODD = ["plain", "with space", "$HOME", "%h", "é–×", "a'b", 'a"b', "a\\b", "a;b & c", "<b>", "#", "a=b"]
WAKES = (time(7, 30), time(8, 30), time(18, 0))
TASK = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


def job_in(folder: str, root: Path = Path("/opt")) -> Job:
    """A job of a program and of a person's folder with this name."""
    program = str(root / folder / "hep-tui")
    argv = (program, "--profile", "me", "remind", "fire")
    return Job("hep-tui-remind-me", argv, WAKES, (("HEP_TUI_HOME", str(root / folder)),))


@pytest.mark.parametrize("folder", ODD)
def test_a_property_list_says_the_same_back(folder: str) -> None:
    """macOS's own form: the arguments, the folder and one entry for each time."""
    made = job_in(folder)
    table = plistlib.loads(launchd.agent(made))
    assert table["ProgramArguments"] == list(made.argv)
    assert table["EnvironmentVariables"] == {"HEP_TUI_HOME": made.folder}
    assert [(at["Hour"], at["Minute"]) for at in table["StartCalendarInterval"]] == [(7, 30), (8, 30), (18, 0)]
    assert table["Label"] == "org.hep-tui.hep-tui-remind-me"


@pytest.mark.parametrize("folder", ODD)
def test_a_task_says_the_same_back(folder: str) -> None:
    """The Task Scheduler's own form, in UTF-16: command, arguments, and a daily trigger for each time."""
    made = job_in(folder)
    content = windows.task(made)
    assert content.startswith((b"\xff\xfe", b"\xfe\xff"))
    root = ElementTree.fromstring(content.decode("utf-16"))
    assert root.findtext(".//t:Command", namespaces=TASK) == made.argv[0]
    words = subprocess.list2cmdline([*made.argv[1:], "--home", made.folder])
    assert root.findtext(".//t:Arguments", namespaces=TASK) == words
    starts = [each.text for each in root.findall(".//t:StartBoundary", TASK)]
    assert starts == [f"2026-01-01T{at:%H:%M}:00" for at in WAKES]
    assert root.findtext(".//t:StartWhenAvailable", namespaces=TASK) == "true"
    argv = windows.create_argv(made, Path("task.xml"))
    assert argv == ("schtasks", "/Create", "/TN", "hep-tui-remind-me", "/XML", "task.xml", "/F")


@pytest.mark.parametrize("folder", ODD)
def test_a_crontab_line_runs_the_program(folder: str, tmp_path: Path) -> None:
    """What cron hands to the shell, its own % undone, starts the program with the patient's folder."""
    made = job_in(folder, tmp_path)
    program = Path(made.argv[0])
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\0" "$HEP_TUI_HOME" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    first, second = cron.lines(made).decode().splitlines()
    assert first.startswith("30 7,8 * * * ")
    assert second.startswith("0 18 * * * ")
    command = first.split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == [made.folder, "--profile", "me", "remind", "fire"]


def test_a_crontab_cannot_hold_two_lines_for_one() -> None:
    """A line break in a path is refused, not written."""
    with pytest.raises(SchedulerError, match="cron cannot hold"):
        cron.lines(job_in("a\nb"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("folder", ["plain", "a'b\"c\\d", "with space, $HOME, %h, é"])
def test_systemd_understands_both_units(folder: str, tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing wrong, however the folder is called."""
    made = job_in(folder, tmp_path)
    program = Path(made.argv[0])
    program.parent.mkdir()
    shutil.copy("/bin/true", program)
    units = [tmp_path / f"{made.name}.service", tmp_path / f"{made.name}.timer"]
    units[0].write_bytes(systemd.service(made))
    units[1].write_bytes(systemd.timer(made))
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    command = ["systemd-analyze", "verify", "--user", "--man=no", *map(str, units)]
    done = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_units_say_what_and_when() -> None:
    """Each time is a calendar line, what was missed is caught up on, and nothing in a path is expanded."""
    made = job_in("50% $HOME")
    service, timer = systemd.service(made).decode(), systemd.timer(made).decode()
    assert 'Environment="HEP_TUI_HOME=/opt/50%% $HOME"' in service
    assert 'ExecStart=":/opt/50%% $HOME/hep-tui" "--profile" "me" "remind" "fire"' in service
    assert [line for line in timer.splitlines() if line.startswith("OnCalendar=")] == [
        f"OnCalendar=*-*-* {at:%H:%M}:00" for at in WAKES
    ]
    assert "Persistent=true" in timer


def test_each_profile_and_each_folder_has_a_job_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Names differ by profile and by folder; a relative folder becomes an absolute one."""
    names = {
        job_for(profile, (), environ).name for profile in ("me", "ana") for environ in ({}, {"HEP_TUI_HOME": "/a"})
    }
    assert len(names) == 4
    assert job_for("me", (), {}).name == "hep-tui-remind-me"
    monkeypatch.chdir(tmp_path)
    assert job_for("me", (), {"HEP_TUI_HOME": "x"}).folder == str(tmp_path / "x")
    held = job_for("me", (), {"XDG_DATA_HOME": "/data", "HEP_TUI_NOW": "2026-03-04T08:00:00-06:00"}).environment
    assert held == (("XDG_DATA_HOME", "/data"),)


def test_the_program_is_named_by_its_absolute_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The script it was started as, not what a link leads to; else the interpreter and its module."""
    script = tmp_path / "hep-tui"
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["./hep-tui"])
    assert job.program() == (str(script),)
    monkeypatch.setattr(sys, "argv", ["-c"])
    assert job.program() == (sys.executable, "-P", "-m", "hep_tui")


# --- the crontab of somebody who has one

LINES = [
    b"",
    b"# mine\nMAILTO=me\n\n*/5 * * * * /bin/true % one \\% two\n",
    b"0 1 * * * caf\xe9 \xff\r\n\t \n# hep-tui is good\n0 2 * * * hep-tui remind fire # hep-tui-remind\n",
    b"0 1 * * * true  # hep-tui-remind-me2\n0 1 * * * true # hep-tui-remind-me\n",
]


@pytest.mark.parametrize("before", LINES)
def test_only_our_own_lines_of_a_crontab_change(computer: Computer, before: bytes) -> None:
    """Everything else stays as it is, byte for byte: on, on again with other times, and off."""
    file = computer.has_crontab(before)
    one, other = job_in("plain"), Job(job_in("plain").name, job_in("plain").argv, (time(9),))
    scheduler = cron.Cron()
    assert scheduler.answers()
    assert not scheduler.holds(one)
    for made in (one, other):
        scheduler.install(made)
        assert file.read_bytes() == before + cron.lines(made)
        assert scheduler.holds(made)
    assert not scheduler.holds(one)
    scheduler.remove(other)
    assert file.read_bytes() == before
    scheduler.remove(other)
    assert computer.calls("crontab").count(["-"]) == 3


def test_a_crontab_without_its_last_line_end_gets_one(computer: Computer) -> None:
    """Else our first line would become part of somebody's last."""
    file = computer.has_crontab(b"0 1 * * * true")
    cron.Cron().install(job_in("plain"))
    assert file.read_bytes() == b"0 1 * * * true\n" + cron.lines(job_in("plain"))


def test_a_crontab_that_cannot_be_read_is_left_alone(computer: Computer) -> None:
    """What is not known cannot be kept, so nothing is written."""
    computer.has("crontab", 'echo "cannot open spool" >&2; exit 1')
    assert not cron.Cron().answers()
    with pytest.raises(SchedulerError, match="cannot open spool"):
        cron.Cron().install(job_in("plain"))
    assert ["-"] not in computer.calls("crontab")


def test_somebody_without_a_crontab_gets_one(computer: Computer) -> None:
    """ "No crontab" is an empty one; a crontab that does not keep the lines is noticed."""
    file = computer.has_crontab(None)
    cron.Cron().install(job_in("plain"))
    assert file.read_bytes() == cron.lines(job_in("plain"))
    computer.has("crontab", '[ "$1" != -l ] || { echo "no crontab" >&2; exit 1; }')
    with pytest.raises(SchedulerError, match="did not keep"):
        cron.Cron().install(job_in("plain"))


# --- systemd


def test_systemd_is_asked_before_it_is_used(computer: Computer) -> None:
    """A `systemctl` without a manager behind it does not count."""
    assert not systemd.Systemd().answers()
    computer.has("systemctl", 'echo "Failed to connect to bus" >&2; exit 1')
    assert not systemd.Systemd().answers()
    computer.has_systemd()
    assert systemd.Systemd().answers()


def test_systemd_is_called_by_arguments(computer: Computer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Both units are written, the timer is enabled and started again, and taken away with its files."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    computer.has_systemd()
    scheduler, made = systemd.Systemd(), job_in("plain")
    scheduler.install(made)
    folder = tmp_path / "config" / "systemd" / "user"
    assert sorted(file.name for file in folder.iterdir()) == [f"{made.name}.service", f"{made.name}.timer"]
    assert scheduler.holds(made)
    assert not scheduler.holds(Job(made.name, made.argv, (time(9),), made.environment))
    scheduler.remove(made)
    assert list(folder.iterdir()) == []
    assert computer.calls("systemctl") == [
        ["--user", "daemon-reload"],
        ["--user", "enable", f"{made.name}.timer"],
        ["--user", "restart", f"{made.name}.timer"],
        ["--user", "is-enabled", f"{made.name}.timer"],
        ["--user", "disable", "--now", f"{made.name}.timer"],
        ["--user", "daemon-reload"],
    ]
    computer.has("systemctl", 'echo "no such unit" >&2; exit 1')
    with pytest.raises(SchedulerError, match="no such unit"):
        scheduler.install(made)


# --- notices

HOSTILE = "--urgency=critical\x1b]0;x\x07 <b>&\\n `id` $(id) 'x' \"y\"\u202e"


def test_a_notice_is_plain_text_after_a_double_dash(computer: Computer) -> None:
    """Text is never an option, markup or a command; a notice without a second line has none."""
    computer.has_notices()
    assert notices.show(Words(HOSTILE, HOSTILE)).by == "notify-send"
    assert notices.show(Words("Time for a short break.")).by == "notify-send"
    (first, second) = computer.calls("notify-send")
    assert first[:2] == second[:2] == ["--app-name=Reminder", "--"]
    assert second[2:] == ["Time for a short break."]
    assert len(first) == 4
    for text in first[2:]:
        assert text.isprintable()
        assert not set(text) & set("<>&\\")
        assert text.startswith("--urgency=critical")


def test_where_nothing_can_show_it_that_is_said(computer: Computer) -> None:
    """No program, or one that complains: the reason, and never "shown"."""
    gone = notices.show(Words("x"))
    assert (gone.by, gone.problem) == ("", "notify-send is not on this computer")
    computer.has("notify-send", 'echo "cannot autolaunch D-Bus\x1b[0m" >&2; exit 1')
    refused = notices.show(Words("x"))
    assert refused.by == ""
    assert refused.problem.startswith("notify-send could not show it: cannot autolaunch D-Bus")
    assert refused.problem.isprintable()


def test_macos_and_windows_get_the_text_beside_the_script() -> None:
    """As arguments after `--`, or in the environment: no quote in it can end anything."""
    mac = notices.command_for(Words(HOSTILE, "body"), "darwin", {})
    at = mac.argv.index("--")
    assert mac.argv[0] == "osascript"
    assert len(mac.argv[at + 1 :]) == 2
    assert not any("urgency" in word for word in mac.argv[:at])
    win = notices.command_for(Words(HOSTILE, "body"), "win32", {})
    assert not any("urgency" in word or "body" in word.split() for word in win.argv)
    assert set(win.environment.values()) >= {"body"}
    assert all(f"$env:{name}" in win.argv[-1] for name in win.environment)


def test_a_scheduler_without_a_session_finds_the_desktop(tmp_path: Path) -> None:
    """cron hands over no session bus; where the user's own is there it is named."""
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        found = notices.command_for(Words("x"), "linux", {"XDG_RUNTIME_DIR": str(tmp_path)})
    assert found.environment == {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path / 'bus'}"}
    said = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert notices.command_for(Words("x"), "linux", said).environment == {}
