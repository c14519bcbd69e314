"""`assign`: what a patient's app finds after it, and what stays as it was."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from clinic.command_line import Desk
from hep_care.due import held
from hep_care.program import Program, Status
from hep_clinic.care.record import plan_versions, read_record
from hep_clinic.fhir import tables
from hep_clinic.settings import ClinicSettings
from hep_sync.fhir.program import ResourceVersion, read_program
from hep_sync.programs import samples

FILE = """title = "Knee"
id = "knee"
[schedule]
times_a_day = 2
[[exercises]]
id = "slr"
name = "Straight-leg raise"
sets = 3
reps = 10
[[exercises]]
id = "quad"
name = "Quad set"
sets = 2
reps = 12
[[exercises]]
id = "balance"
name = "Balance"
sets = 3
seconds = 30
schedule = { every_days = 3 }
"""
STRONGER = FILE.replace("sets = 3\nreps = 10", "sets = 4\nreps = 10")


class Ana:
    """One patient of a clinic, by her id."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.folder = folder
        self.id = str(desk.ask("patient", "add", "Ana", "--born", "1961")["patient"])

    def file(self, text: str, name: str = "plan.toml") -> str:
        """A program file."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def assign(self, program: str, *more: str) -> Any:
        """The command's answer."""
        return self.desk.ask("assign", self.id, program, *more)

    def rows(self) -> list[tuple[str, str, int]]:
        """Type, id and version of everything of the plan as it stands."""
        db = sqlite3.connect(self.desk.data / "clinic.sqlite")
        sql = "SELECT type, id, number FROM version WHERE type != 'Patient' AND newest = 1 ORDER BY seq"
        found = db.execute(sql).fetchall()
        db.close()
        return found

    def program(self, plan: str, *, late: bool = False) -> Program:
        """The program as a device reads it: one that saw every version, or one that paired only now."""
        db = tables.open_file(self.desk.data / "clinic.sqlite")
        rules = read_record(db, self.id, ClinicSettings(self.desk.data, zone="UTC")).rules
        versions = plan_versions(db, self.id, rules)
        db.close()
        if late:
            newest: dict[str, ResourceVersion] = {}
            for one in versions:
                newest[str(one.resource["id"])] = one
            versions = list(newest.values())
        read = read_program(versions, zone="UTC", patient=self.id, plan=plan)
        assert read.quarantined == ()
        assert read.waiting == ()
        assert read.program is not None
        return read.program


@pytest.fixture
def clock() -> Iterator[Any]:
    """The fourth of March 2026, eight in the morning."""
    with time_machine.travel("2026-03-04T08:00:00Z", tick=False) as travelled:
        yield travelled


@pytest.fixture
def ana(desk: Desk, tmp_path: Path, clock: Any) -> Ana:
    """A patient of a clinic in UTC, whose first moment is the clock's."""
    desk.data.mkdir(mode=0o700)
    (desk.data / "clinic.toml").write_text('zone = "UTC"\nname = "Riverside"\nphone = "555 0134"\n')
    return Ana(desk, tmp_path)


def asked(program: Program, day: date) -> dict[str, str]:
    """What a day asks for: the dose of each exercise in force."""
    return {p.exercise: str(p.dose.sets) for p in program.in_force(day) if held(p, day, None)}


@pytest.mark.parametrize("sample", [one.id for one in samples()])
def test_every_sample_becomes_a_patients_program(ana: Ana, sample: str) -> None:
    """It is about this patient, says whom to call, and is no sample any more."""
    told = ana.assign(sample)
    program = ana.program(told["careplan"])
    assert told["version"] == "1"
    assert told["prescriptions"] == len({p.id for p in program.prescriptions})
    assert (program.patient, program.sample, program.phone) == (ana.id, False, "555 0134")


def test_the_same_file_again_changes_nothing(ana: Ana, clock: Any) -> None:
    """Neither a version nor a row, also days later."""
    first = ana.assign(ana.file(FILE), "--start", "2026-03-02")
    rows = ana.rows()
    clock.move_to("2026-03-20T08:00:00Z")
    assert ana.assign(ana.file(f"# A comment.\n{FILE}")) == first
    assert ana.rows() == rows


def test_a_changed_exercise_is_a_new_order_from_today(ana: Ana, clock: Any) -> None:
    """The others keep their ids and versions; the past asks for what it asked for, on every device."""
    first = ana.assign(ana.file(FILE))
    before = ana.rows()
    clock.move_to("2026-03-10T08:00:00Z")
    again = ana.assign(ana.file(STRONGER), "--reason", "You are stronger now.")
    assert again["careplan"] == first["careplan"]
    assert int(again["version"]) > 1
    assert len(set(ana.rows()) & set(before)) == 2
    for late in (False, True):
        program = ana.program(first["careplan"], late=late)
        assert asked(program, date(2026, 3, 9)) == {"slr": "3", "quad": "2", "balance": "3"}
        assert asked(program, date(2026, 3, 10)) == {"slr": "4", "quad": "2", "balance": "3"}
        newest = next(p for p in program.in_force(date(2026, 3, 10)) if p.exercise == "slr")
        assert newest.reason == "You are stronger now."
        assert {p.line for p in program.prescriptions if p.exercise == "slr"} == {newest.line}
        assert "You are stronger now." in program.notes


def test_a_changed_exercise_keeps_its_rhythm(ana: Ana, clock: Any) -> None:
    """Every third day stays the same third day when the dose changes between two of them."""
    ana.assign(ana.file(FILE))
    clock.move_to("2026-03-05T08:00:00Z")
    told = ana.assign(ana.file(FILE.replace("sets = 3\nseconds", "sets = 4\nseconds")))
    days = ana.desk.ask("tracker", ana.id, "--from", "2026-03-04", "--to", "2026-03-13")["days"]
    due = [one["date"][-2:] for one in days if any(item["exercise"] == "balance" for item in one["items"])]
    assert due == ["04", "07", "10", "13"]
    assert ana.program(told["careplan"]).in_force(date(2026, 3, 7))[-1].dose.sets == 4


def test_what_is_left_out_is_withdrawn_and_what_is_new_begins_today(ana: Ana, clock: Any) -> None:
    """A removed exercise ends yesterday; an added one is not due on days before it was prescribed."""
    told = ana.assign(ana.file(FILE))
    clock.move_to("2026-03-10T08:00:00Z")
    added = FILE.replace('id = "quad"\nname = "Quad set"', 'id = "calf"\nname = "Calf raise"')
    ana.assign(ana.file(added))
    for late in (False, True):
        program = ana.program(told["careplan"], late=late)
        assert set(asked(program, date(2026, 3, 9))) == {"slr", "quad", "balance"}
        assert set(asked(program, date(2026, 3, 10))) == {"slr", "calf", "balance"}


def test_another_program_ends_the_one_before(ana: Ana, clock: Any) -> None:
    """It ends the day before the new one begins, its orders are over, and its days keep their numbers."""
    old = ana.assign(ana.file(FILE))
    clock.move_to("2026-03-10T08:00:00Z")
    ana.assign(ana.file(STRONGER.replace('id = "knee"', 'id = "next"'), "next.toml"))
    before = ana.program(old["careplan"])
    assert (before.status, before.end) == (Status.COMPLETED, date(2026, 3, 9))
    days = ana.desk.ask("tracker", ana.id, "--from", "2026-03-03", "--to", "2026-03-11")["days"]
    assert [one["date"] for one in days] == [str(date(2026, 3, 4) + timedelta(days=n)) for n in range(8)]
    assert all(one["items"] for one in days)


def test_a_program_given_by_mistake_leaves_no_trace_in_the_days(ana: Ana) -> None:
    """Replaced on its first day it was never in force."""
    wrong = ana.assign("neck-pain")
    right = ana.assign(ana.file(FILE))
    assert ana.program(wrong["careplan"]).status is Status.REVOKED
    db = tables.open_file(ana.desk.data / "clinic.sqlite")
    courses = read_record(db, ana.id, ClinicSettings(ana.desk.data)).courses
    db.close()
    assert [course.program.id for course in courses] == [right["careplan"]]


def test_a_program_that_has_not_begun_can_be_moved(ana: Ana, clock: Any) -> None:
    """Every order gets the new dates, also those that did not change."""
    ana.assign(ana.file(FILE), "--start", "2026-03-20")
    told = ana.assign(ana.file(FILE), "--start", "2026-03-16")
    for late in (False, True):
        program = ana.program(told["careplan"], late=late)
        assert program.start == date(2026, 3, 16)
        assert {p.exercise for p in program.in_force(date(2026, 3, 16))} == {"slr", "quad", "balance"}
    clock.move_to("2026-03-17T08:00:00Z")
    assert ana.assign(ana.file(FILE)) == told


def test_what_our_export_holds_can_be_assigned(ana: Ana, tmp_path: Path) -> None:
    """A FHIR Bundle with every version of a plan gives its newest, under ids of this server."""
    ana.assign("acl-early")
    db = sqlite3.connect(ana.desk.data / "clinic.sqlite")
    bodies = [json.loads(row[0]) for row in db.execute("SELECT body FROM version WHERE type != 'Patient' ORDER BY seq")]
    db.close()
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in bodies]}
    bo = ana.desk.ask("patient", "add", "Bo", "--born", "1980")["patient"]
    path = ana.file(json.dumps(bundle), "plan.json")
    told = ana.desk.ask("assign", bo, path)
    assert told["careplan"] not in {one["id"] for one in bodies}
    assert told["prescriptions"] == 5
    assert ana.desk.ask("assign", bo, path) == told


BAD = [
    ("plan.toml", "title = 3", "exercises"),
    ("plan.toml", "", "exercises"),
    ("plan.json", '{"resourceType":"Bundle"}', "no program"),
    ("plan.json", '{"resourceType":"Patient"}', "not a FHIR Bundle"),
    ("plan.json", "[", "cannot be read"),
    ("plan.txt", "x", "neither"),
]


@pytest.mark.parametrize(("name", "text", "said"), BAD)
def test_a_file_that_is_no_program_is_refused_whole(ana: Ana, name: str, text: str, said: str) -> None:
    """Exit 2 with what is wrong, and not one row."""
    before = ana.rows()
    code, line = ana.desk.refused("assign", ana.id, ana.file(text, name))
    assert code == 2
    assert re.search(said, line)
    assert ana.rows() == before
    assert ana.desk.refused("assign", ana.id, "no-such-sample")[0] == 2
    assert ana.desk.refused("assign", ana.id, "acl-early", "--start", "soon")[0] == 2
