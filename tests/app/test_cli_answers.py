"""What the commands answer with `--json`: the promised keys, and numbers that agree with one another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import NOW, RunCli
from hep_tui.demo_past import make_past
from hep_tui.diary import open_diary

ITEM = {"prescription", "exercise", "dose", "side", "slot", "status", "seconds", "counts"}
ENTRY = {
    "id", "kind", "refers_to", "prescription", "prescription_version", "dose", "exercise", "date", "zone", "slot",
    "status", "sets", "symptoms", "pain", "effort", "reason", "note", "private_note", "source", "clock", "device", "at",
    "logged_at", "sha256", "sent",
}  # fmt: skip
SET = {"id", "n", "side", "reps", "seconds", "metres", "load", "planned", "source"}
STATES = {"building", "on-plan", "keeping-going", "lets-make-it-fit", "paused"}


@pytest.fixture
def acl(run_cli: RunCli) -> RunCli:
    """A person with the knee program since this morning."""
    assert run_cli("import", "acl-early").code == 0
    return run_cli


@pytest.fixture
def weeks(run_cli: RunCli) -> RunCli:
    """A person with five weeks of the knee program behind them."""
    assert run_cli("import", "acl-early", "--start", "2026-01-28").code == 0
    diary = open_diary()
    make_past(diary, 35)
    diary.close()
    return run_cli


def exactly(document: Any, keys: set[str]) -> None:
    """A document has the promised keys."""
    assert keys <= set(document), keys - set(document)


def test_programs(run_cli: RunCli) -> None:
    """The samples come as a list of id and title, and each can be taken in by its id."""
    found = run_cli("programs", "--json").json
    assert {"acl-early", "rotator-cuff", "neck-pain"} <= {sample["id"] for sample in found}
    assert all(set(sample) == {"id", "title"} and sample["title"] for sample in found)


def test_import(run_cli: RunCli) -> None:
    """An import tells the program and what was new; the second time nothing is."""
    first = run_cli("import", "acl-early", "--json").json
    exactly(first, {"program", "prescriptions", "entries", "new", "quarantined"})
    assert set(first["program"]) == {"id", "title", "version"}
    assert first["program"]["id"] == "acl-early"
    assert first["prescriptions"] > 0
    assert first["new"] > 0
    again = run_cli("import", "acl-early", "--json").json
    assert (again["new"], again["prescriptions"], again["quarantined"]) == (0, first["prescriptions"], [])


def test_add(run_cli: RunCli) -> None:
    """A line of a paper sheet becomes an item, with what was understood in words."""
    answer = run_cli("add", "Quad set 10x10s left 3/day", "--json").json
    assert set(answer) == {"prescription", "understood"}
    exactly(answer["prescription"], ITEM)
    assert "3 times a day" in answer["understood"]
    assert len(run_cli("today", "--json").json["slots"]) == 3


def test_today(acl: RunCli) -> None:
    """The day comes as its sessions with their items, what may be done at any time, and a sum."""
    day = acl("today", "--json").json
    exactly(day, {"date", "timezone", "program", "slots", "anytime", "summary"})
    assert (day["date"], day["timezone"]) == ("2026-03-04", "America/Chicago")
    assert set(day["program"]) == {"id", "title", "version", "phase"}
    assert set(day["summary"]) == {"due", "done"}
    for slot in day["slots"]:
        assert set(slot) == {"slot", "name", "items"}
        for item in slot["items"]:
            exactly(item, ITEM)
            assert item["slot"] == slot["slot"]
            assert item["status"] == "todo"
    assert day["summary"]["due"] == sum(item["counts"] for slot in day["slots"] for item in slot["items"])


def test_today_without_a_program(run_cli: RunCli) -> None:
    """Before there is a program the answer has the same shape, with nothing in it."""
    day = run_cli("today", "--json").json
    assert (day["program"], day["slots"], day["anytime"]) == (None, [], [])
    assert day["summary"] == {"due": 0, "done": 0}


def test_show(acl: RunCli) -> None:
    """One exercise tells its cues, its compiled blocks whose seconds add up, and why it is due."""
    item = acl("show", "quad set", "--json").json
    exactly(item, ITEM | {"cues", "precautions", "blocks", "work_seconds", "total_seconds", "why_due"})
    assert {frozenset(block) for block in item["blocks"]} == {frozenset(("kind", "side", "seconds", "set", "rep"))}
    assert item["total_seconds"] == sum(block["seconds"] for block in item["blocks"])
    assert 0 < item["work_seconds"] <= item["total_seconds"]
    assert item["why_due"]


def test_show_knows_later_phases(run_cli: RunCli) -> None:
    """Every prescription of every phase can be shown, due or not."""
    run_cli("import", "rotator-cuff")
    resources = run_cli("export", "--format", "json").json["programs"][0]["prescriptions"]
    for prescription in resources:
        answer = run_cli("show", prescription["id"], "--json")
        assert (answer.code, answer.json["prescription"]) == (0, prescription["id"])


def test_done_answers_with_the_saved_entries(acl: RunCli) -> None:
    """The acknowledgement is one document with the whole entries, which `history` then shows unchanged."""
    answer = acl("done", "quad set", "--pain", "2", "--effort", "4", "--note", "fine", "--json").json
    assert answer["saved"] is True
    (entry,) = answer["entries"]
    exactly(entry, ENTRY)
    assert all(set(one) >= SET for one in entry["sets"])
    assert entry["symptoms"] == [{"scale": "pain_0_10", "value": 2, "when": "during", "area": None}]
    assert (entry["pain"], entry["effort"], entry["note"], entry["slot"]) == (2, 4, "fine", 1)
    assert (entry["clock"], entry["source"], entry["sent"]) == ("pinned", "typed", False)
    assert (entry["at"], entry["logged_at"]) == (NOW, NOW)
    assert acl("history", "--json").json["entries"] == [entry]


def test_history(weeks: RunCli) -> None:
    """History has every entry and a line for each day, in order, and only those between the given dates."""
    whole = weeks("history", "--json").json
    assert set(whole) == {"entries", "days"}
    assert all(set(day) == {"date", "due", "done", "credit", "level", "excused"} for day in whole["days"])
    dates = [day["date"] for day in whole["days"]]
    assert dates == sorted(dates)
    assert (dates[0], dates[-1]) == ("2026-01-28", "2026-03-04")
    assert any(day["excused"] for day in whole["days"])
    part = weeks("history", "--from", "2026-02-02", "--to", "2026-02-08", "--json").json
    assert part["days"] == [day for day in whole["days"] if "2026-02-02" <= day["date"] <= "2026-02-08"]
    assert part["entries"] == [e for e in whole["entries"] if "2026-02-02" <= e["date"] <= "2026-02-08"]


def test_today_and_history_agree(weeks: RunCli) -> None:
    """A past day counts the same in `today --date` and in `history`."""
    for day in weeks("history", "--json").json["days"][5:20:5]:
        assert weeks("today", "--date", day["date"], "--json").json["summary"] == {
            "due": day["due"],
            "done": day["done"],
        }


def test_score(weeks: RunCli) -> None:
    """The score comes with its state, its counts and its terms, newest first; `--explain` has it in words."""
    answer = weeks("score", "--json").json
    exactly(answer, {"score", "state", "due_days", "done_days", "days_shown_up", "terms"})
    assert answer["state"] in STATES
    assert 0 <= answer["score"] <= 100
    assert len(answer["terms"]) == answer["due_days"]
    assert weeks("status", "--json").json["score"] == answer["score"]
    assert str(answer["score"]) in weeks("score", "--explain").out


def test_score_of_nothing(run_cli: RunCli) -> None:
    """Without a past there is no number, and the state says that one is being built."""
    answer = run_cli("score", "--json").json
    assert (answer["score"], answer["state"], answer["terms"]) == (None, "building", [])


def test_status(acl: RunCli) -> None:
    """The status line has every promised key, and the short form is the day in a few characters."""
    answer = acl("status", "--json").json
    promised = {
        "profile", "account", "device", "program", "due", "done", "minutes_left", "score", "state", "unsent",
        "quarantined", "unread", "last_sync", "epoch", "video_cache",
    }  # fmt: skip
    exactly(answer, promised)
    assert (answer["profile"], answer["program"]) == ("me", "acl-early")
    short = acl("status", "--short").out
    assert short == f"0/{answer['due']} {answer['minutes_left']}m\n"
    acl("done", "--all")
    assert acl("status", "--short").out == f"{answer['due']}/{answer['due']} ✓\n"


def test_backup_and_restore(acl: RunCli, tmp_path: Path) -> None:
    """A backup is verified, and putting it back keeps what was logged since."""
    acl("done", "quad set")
    made = acl("backup", str(tmp_path / "copy.db"), "--json").json
    assert made == {"file": str(tmp_path / "copy.db"), "entries": 1, "verified": True}
    acl("done", "quad set")
    back = acl("restore", str(tmp_path / "copy.db"), "--yes", "--json").json
    exactly(back, {"file", "entries", "verified"})
    assert (back["entries"], back["verified"]) == (2, True)
    assert len(acl("history", "--json").json["entries"]) == 2


def test_wipe_takes_one_profile_away(acl: RunCli, home: Path) -> None:
    """Wipe removes everything of this profile and nothing of another one."""
    acl("--profile", "ana", "import", "neck-pain")
    assert acl("wipe", "--yes").code == 0
    left = {path.name for path in home.rglob("*") if path.is_file() and "ana" not in path.parts}
    assert left == set()
    assert acl("today", "--json").json["program"] is None
    assert acl("--profile", "ana", "today", "--json").json["program"]["id"] == "neck-pain"


def test_doctor(acl: RunCli) -> None:
    """Doctor looks at the file, the terminal and the clock, and changes nothing."""
    before = acl("export", "--format", "fhir").out
    answer = acl("doctor", "--json")
    assert answer.code == 0, answer.out
    checks = {check["name"]: check for check in answer.json["checks"]}
    assert {"file", "keyring", "terminal", "clock", "folder"} <= set(checks)
    assert all(set(check) == {"name", "ok", "detail"} for check in checks.values())
    assert acl("export", "--format", "fhir").out == before


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run_cli: RunCli, shell: str) -> None:
    """Each shell gets a script of its own, and no profile is made for it."""
    answer = run_cli("completion", shell)
    assert answer.code == 0
    assert "_HEP_TUI_COMPLETE" in answer.out


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version(run_cli: RunCli, home: Path, option: str) -> None:
    """Help and version answer without touching the profile."""
    answer = run_cli(option)
    assert answer.code == 0
    assert "hep-tui" in answer.out
    assert not home.exists()


def test_every_command_has_help(run_cli: RunCli) -> None:
    """Each command explains itself in a line or more."""
    from hep_tui.commands.root import FAMILIES

    for name in FAMILIES:
        answer = run_cli(name, "--help")
        assert (answer.code, answer.err) == (0, ""), name
        assert len(answer.out.splitlines()) > 3, name


def test_words_go_to_standard_error_and_json_to_standard_output(acl: RunCli) -> None:
    """With `--json` standard output is one document, whatever there is to say beside it."""
    for _ in range(4):
        acl("done", "quad set")
    answer = acl("done", "quad set", "--json")
    assert answer.json["saved"] is True
    assert answer.out.count("\n") == 1
    assert "more is not better" in answer.err


def test_profiles_are_apart(acl: RunCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people on one computer have their own programs; the option wins over the variable."""
    acl("--profile", "ana", "import", "neck-pain")
    monkeypatch.setenv("HEP_TUI_PROFILE", "ana")
    assert acl("status", "--json").json["program"] == "neck-pain"
    assert acl("--profile", "me", "status", "--json").json["program"] == "acl-early"


def test_the_pinned_clock_is_shown_and_believed(acl: RunCli) -> None:
    """A pinned moment decides the day, turns over at four in the morning, and is always said."""
    for now, day in (
        ("2026-03-05T03:59:00-06:00", "2026-03-04"),
        ("2026-03-05T04:00:00-06:00", "2026-03-05"),
        ("2026-07-01T12:00:00-05:00", "2026-07-01"),
    ):
        answer = acl("today", "--json", now=now)
        assert answer.json["date"] == day
        assert "pinned" in answer.err


def test_a_pinned_offset_that_is_not_this_zone_is_a_zone_of_its_own(acl: RunCli) -> None:
    """A moment with another offset than the computer's zone has that day keeps its own offset."""
    entry = acl("done", "quad set", "--json", now="2026-03-04T08:00:00+01:00").json["entries"][0]
    assert (entry["zone"], entry["at"]) == ("UTC+01:00", "2026-03-04T08:00:00+01:00")
