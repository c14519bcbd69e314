"""`remind` at the command line, over stand-ins for the scheduler and the desktop."""

from __future__ import annotations

import os
import pty
import stat
from pathlib import Path
from typing import Any

import pytest

from app.fake_programs import Computer
from app.reminded_person import LATER, MIDDAY, MORNING, NIGHT, acl, computer, config, notices, quiet_fire, silent
from conftest import RunCli, RunProcess
from hep_tui.diary import open_diary
from hep_tui.diary.reminding import claim_call
from hep_tui.diary.running import claim_session
from hep_tui.locations import find_places
from hep_tui.reminders import memory

__all__ = ["acl", "computer"]


# --- on, off, status


def test_on_takes_times_and_hands_them_over(acl: RunCli, computer: Computer, home: Path, tmp_path: Path) -> None:
    """Several a day, in order; the settings keep them beside what a person wrote there."""
    config(home).write_text('# mine\ntheme = "house-light" # bright\n\n[routines]\nmorning = "tea"\n', encoding="utf-8")
    answer = acl("remind", "on", "18:30", "7:30", "--json")
    assert answer.code == 0, answer.err
    said = answer.json
    assert {key: said[key] for key in ("on", "times", "scheduler", "last_fired")} == {
        "on": True, "times": ["07:30", "18:30"], "scheduler": "systemd", "last_fired": None,
    }  # fmt: skip
    assert said["problem"] is None
    kept = config(home).read_text(encoding="utf-8")
    assert '# mine\ntheme = "house-light" # bright\n' in kept
    assert kept.index("remind_at") < kept.index("[routines]")
    (timer,) = (tmp_path / "xdg" / "systemd" / "user").glob("hep-tui-remind-me-*.timer")
    assert timer.read_text(encoding="utf-8").count("OnCalendar=") == 4
    assert acl("remind", "status", "--json").json == said
    assert stat.S_IMODE(memory.file_of(find_places()).stat().st_mode) == 0o600


def test_without_times_they_suit_the_sessions_and_off_keeps_them(
    acl: RunCli, computer: Computer, tmp_path: Path
) -> None:
    """Morning, midday and evening; off takes the job away, once more does nothing, and on has the same times."""
    assert acl("remind", "on", "--json").json["times"] == ["07:30", "12:30", "18:30"]
    acl("remind", "on", "09:00")
    for _ in range(2):
        off = acl("remind", "off", "--json")
        assert (off.code, off.json["on"], off.json["times"], off.json["scheduler"]) == (0, False, ["09:00"], None)
        assert list((tmp_path / "xdg" / "systemd" / "user").iterdir()) == []
    assert acl("remind", "on", "--json").json["times"] == ["09:00"]


@pytest.mark.parametrize("times", [("25:00",), ("07:30", "soon"), ("٠٧:٣٠",), ("\x1b[31m",), ("",)])
def test_a_bad_time_is_one_line_and_changes_nothing(
    acl: RunCli, computer: Computer, home: Path, times: tuple[str, ...]
) -> None:
    """Exit 2; no setting, no job."""
    answer = acl("remind", "on", *times)
    assert (answer.code, answer.out) == (2, "")
    line = answer.err.rstrip("\n").split("\n")[-1]
    assert "write it as 07:30" in line
    assert line.isprintable()
    assert not config(home).exists()
    assert computer.calls("systemctl") == []


def test_cron_is_the_fallback_and_by_hand_the_last(acl: RunCli, computer: Computer) -> None:
    """Without systemd the crontab; without both the lines are shown, with what to do; from one to the other none stays."""
    acl("remind", "on", "09:00")
    computer.has("systemctl", "exit 1")
    table = computer.has_crontab(b"0 1 * * * true\n")
    assert acl("remind", "on", "--json").json["scheduler"] == "cron"
    assert table.read_bytes().startswith(b"0 1 * * * true\n0 9,10 * * * HEP_TUI_HOME=")
    (computer.bin / "crontab").unlink()
    answer = acl("remind", "on")
    assert answer.code == 0
    assert "Add this to one that reads crontab lines:\n0 9,10 * * * HEP_TUI_HOME=" in answer.out
    said = acl("remind", "on", "--json").json
    assert (said["on"], said["scheduler"]) == (True, "by-hand")
    assert said["line"].endswith("remind fire  # " + said["line"].rsplit("# ", 1)[1])


@pytest.mark.parametrize("place", ["config.toml", "reminders.json"])
def test_where_nothing_can_be_kept_nothing_is_begun(acl: RunCli, computer: Computer, home: Path, place: str) -> None:
    """A folder that takes no file: one plain line, exit 1, and the scheduler was told nothing."""
    folder = config(home).parent if place == "config.toml" else home / "state" / "me"
    (folder / place / "in the way").mkdir(parents=True)
    answer = acl("remind", "on", "09:00")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(("Not done:", "The clock is pinned"))
    assert "Traceback" not in answer.err
    assert not any("enable" in call for call in computer.calls("systemctl"))
    assert acl("remind", "status", "--json").json["on"] is False


def test_a_scheduler_that_refuses_leaves_the_times_as_they_were(acl: RunCli, computer: Computer) -> None:
    """Exit 1 with its complaint; settings and memory say what they said."""
    acl("remind", "on", "09:00")
    before = acl("remind", "off", "--json").json
    computer.has("systemctl", 'if [ "$2" = show ]; then echo Version=255; else echo "disk full" >&2; exit 1; fi')
    answer = acl("remind", "on", "10:00")
    assert (answer.code, "disk full" in answer.err) == (1, True)
    assert acl("remind", "status", "--json").json == before


# --- fire


def test_the_scheduler_calls_and_one_notice_comes(acl: RunCli, computer: Computer) -> None:
    """Due and not done: one notice in the patient's words; called again it is silent; an hour later once more."""
    acl("remind", "on")
    acl("routine", "morning", "after brushing my teeth")
    for now in (MORNING, MORNING, "2026-03-04T08:29:00-06:00", LATER, LATER):
        assert quiet_fire(acl, now)
    body = "After brushing my teeth: Quad set and 3 more, 14 min"
    assert notices(computer) == [["Time for your exercises", body], ["Still time for your exercises", body]]
    said = acl("remind", "status", "--json").json
    assert said["last_fired"] == LATER
    assert "The last one came on Wed 4 Mar at 08:30." in acl("remind").out


def test_nothing_comes_when_nothing_is_due(acl: RunCli, computer: Computer, home: Path) -> None:
    """All done, off, quiet hours, or no profile at all: silence and exit 0."""
    assert silent(acl("remind", "fire", now=MORNING))
    acl("remind", "on")
    assert silent(acl("remind", "fire", now=NIGHT))
    acl("done", "--all")
    assert silent(acl("remind", "fire", now=MIDDAY))
    assert silent(acl("--profile", "nobody", "remind", "fire", now=MIDDAY))
    assert not (home / "data" / "nobody").exists()
    assert notices(computer) == []
    assert memory.load(find_places()).last_call is not None


def test_none_comes_while_a_session_runs(acl: RunCli, computer: Computer) -> None:
    """A session of an open window keeps them away; one that a crash left behind does not."""
    acl("remind", "on")
    with open_diary().store as store:
        diary = open_diary()
        id = diary.begin_session("{}")
        diary.close()
        claim = claim_session(store.places, id)
        assert claim is not None
        assert quiet_fire(acl, MORNING)
        assert silent(acl("remind", "nudge"))
        assert notices(computer) == []
        claim.release()
    assert quiet_fire(acl, MORNING)
    assert len(notices(computer)) == 1


def test_weekly_and_hourly_exercises(acl: RunCli, computer: Computer, tmp_path: Path) -> None:
    """ "Twice in 7 days" until it was done twice; hourly pumps in their hours, and not right after some."""
    week = tmp_path / "week.toml"
    week.write_text(
        'id = "week"\ntitle = "Week"\nversion = "1"\n[[exercises]]\nid = "squat"\nname = "Squat"\nsets = 3\nreps = 10\n'
        "schedule = { days_a_week = 2 }\n",
        encoding="utf-8",
    )
    assert acl("--profile", "w", "import", str(week)).code == 0
    assert acl("--profile", "w", "remind", "on", "07:30").code == 0
    assert acl("--profile", "w", "remind", "nudge", now=MORNING).out == "Squat, 3 min · hep-tui\n"
    acl("--profile", "w", "done", "squat")
    assert silent(acl("--profile", "w", "remind", "nudge", now=MORNING))
    acl("--profile", "w", "done", "squat", now="2026-03-05T08:00:00-06:00")
    assert silent(acl("--profile", "w", "remind", "nudge", now="2026-03-06T08:00:00-06:00"))
    acl("done", "--all")
    acl("remind", "on", "09:00", "10:00", "11:00", "12:00")
    quiet_fire(acl, "2026-03-04T09:00:00-06:00")
    acl("done", "ankle", now="2026-03-04T09:20:00-06:00")
    quiet_fire(acl, "2026-03-04T10:00:00-06:00")
    quiet_fire(acl, "2026-03-04T11:00:00-06:00")
    assert [texts[1] for texts in notices(computer)] == ["Ankle pumps, under a minute"] * 2


def test_two_calls_at_once_show_one(acl: RunCli, computer: Computer) -> None:
    """While one call decides another one leaves it to that."""
    acl("remind", "on")
    claim = claim_call(find_places())
    assert claim is not None
    with claim:
        assert quiet_fire(acl, MORNING)
        assert notices(computer) == []
    assert quiet_fire(acl, MORNING)
    assert len(notices(computer)) == 1


def test_discreet_notices_name_nothing(acl: RunCli, computer: Computer, home: Path) -> None:
    """Neither exercises nor the body, in the whole command."""
    acl("remind", "on")
    config(home).write_text(config(home).read_text(encoding="utf-8") + "remind_discreetly = true\n", encoding="utf-8")
    quiet_fire(acl, MORNING)
    assert computer.calls("notify-send") == [["--app-name=Reminder", "--", "Time for a short break."]]
    assert acl("remind", "nudge").out == "Time for a short break.\n"


def test_the_real_command_fires_once_in_a_process_of_its_own(
    acl: RunCli, computer: Computer, run_process: RunProcess, home: Path
) -> None:
    """Run as schedulers run it, from another folder and with the folder as an argument; memory survives the process."""
    acl("remind", "on")
    for _ in range(2):
        done = run_process(
            "--profile", "me", "remind", "fire", "--home", str(home),
            env={"HEP_TUI_HOME": None, "HEP_TUI_NOW": MORNING, "LC_ALL": "C"}, cwd="/",
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert notices(computer) == [["Time for your exercises", "Morning: Quad set and 3 more, 14 min"]]


def test_damaged_memory_is_as_none(acl: RunCli, computer: Computer) -> None:
    """Whatever lies in the file, no command breaks over it."""
    acl("remind", "on")
    for text in ("", "[]", "{", '{"on": true}', '{"on": 1e999}', "[" * 100_000, "\ufeff{}"):
        memory.file_of(find_places()).write_text(text, encoding="utf-8")
        assert acl("remind", "status", "--json").json["on"] is False
        assert silent(acl("remind", "fire", now=MORNING))


# --- test


def on_a_terminal(run: RunProcess, typed: bytes, *arguments: str, **more: Any) -> tuple[int, str]:
    """Exit code and standard error of a command whose questions are answered on a real terminal."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, typed)
        done = run(*arguments, stdin=theirs, stderr=theirs, **more)
        return done.returncode, os.read(ours, 4000).decode()
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_test_asks_and_keeps_the_answer(acl: RunCli, computer: Computer, run_process: RunProcess) -> None:
    """Yes is remembered with its date, no as well, and exit 1 then says what else reminds."""
    code, shown = on_a_terminal(run_process, b"y\n", "remind", "test")
    assert (code, "Did you see the notice? [y/N]" in shown) == (0, True)
    assert "Last seen working on Wed 4 Mar at 08:00 (notify-send)." in acl("remind").out
    code, shown = on_a_terminal(run_process, b"\n", "remind", "test")
    assert (code, "hep-tui remind nudge" in shown) == (1, True)
    assert acl("remind", "status", "--json").json["seen"] is False
    assert len(notices(computer)) == 2


def test_without_a_terminal_the_flag_answers(acl: RunCli, computer: Computer) -> None:
    """The question alone is exit 1 and names the flag; with it the answer is kept."""
    answer = acl("remind", "test")
    assert (answer.code, "--seen" in answer.err) == (1, True)
    assert acl("remind", "status", "--json").json["seen"] is None
    said = acl("remind", "test", "--seen", "--json").json
    assert (said["seen"], said["shown_by"], said["on"]) == (True, "notify-send", False)
    acl("done", "--all")
    acl("remind", "test", "--seen")
    assert notices(computer)[-1] == ["This is how a reminder looks.", "Nothing is due now."]


# --- what is wrong


def problem_of(run: RunCli, now: str = LATER) -> tuple[bool, str]:
    """What doctor says of reminders."""
    checks = run("doctor", "--json", now=now).json["checks"]
    (mine,) = (check for check in checks if check["name"] == "reminders")
    return mine["ok"], mine["detail"]


def test_what_is_wrong_is_said(acl: RunCli, computer: Computer, home: Path, tmp_path: Path) -> None:
    """Other times, a lost job, a notice nobody could show, a silent scheduler, and one that was not seen."""
    assert problem_of(acl) == (True, "off")
    acl("remind", "on")
    ok, said = problem_of(acl)
    assert (ok, said.startswith("07:30, 12:30, 18:30, by systemd")) == (True, True)
    ok, said = problem_of(acl, "2026-03-07T08:30:00-06:00")
    assert (ok, "Nothing has called for one since Wed 4 Mar" in said) == (False, True)
    (computer.bin / "notify-send").unlink()
    quiet_fire(acl, MORNING)
    ok, said = problem_of(acl)
    assert (ok, "notify-send is not on this computer" in said) == (False, True)
    assert "could not be shown" in acl("remind").out
    assert acl("remind", "test").code == 1
    computer.has_notices()
    quiet_fire(acl, MORNING)
    assert problem_of(acl)[0]
    config(home).write_text('remind_at = ["10:00"]\n', encoding="utf-8")
    assert "have changed since" in problem_of(acl)[1]
    acl("remind", "on")
    for file in (tmp_path / "xdg" / "systemd" / "user").iterdir():
        file.unlink()
    assert "systemd does not have them any more" in problem_of(acl)[1]


def test_wipe_takes_the_job_away(acl: RunCli, computer: Computer, tmp_path: Path) -> None:
    """Nobody is called for who is not here any more; another profile's job stays."""
    acl("remind", "on")
    acl("--profile", "ana", "import", "neck-pain")
    acl("--profile", "ana", "remind", "on")
    folder = tmp_path / "xdg" / "systemd" / "user"
    assert len(list(folder.iterdir())) == 4
    assert acl("wipe", "--yes").code == 0
    assert {file.name.split("-")[3] for file in folder.iterdir()} == {"ana"}
