"""Exports: what is in each format, and that the FHIR one brings everything back."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from conftest import Answer, RunCli
from hep_tui.demo_past import make_past
from hep_tui.diary import open_diary
from hep_tui.diary.export_table import COLUMNS
from hep_tui.diary.exports import FORMATS, export
from hep_tui.diary.programs import import_sample

PRIVATE = "for nobody but me"


def ids(answer: Answer) -> list[str]:
    """Ids of the entries that a command made."""
    return [entry["id"] for entry in answer.json["entries"]]


@pytest.fixture
def busy(run_cli: RunCli) -> RunCli:
    """A person with a past of 40 days, a program that was replaced, and one of everything in the log."""
    begun = "2026-01-23T06:00:00-06:00"
    assert run_cli("import", "tkr-week1", now=begun).code == 0
    assert run_cli("done", "--all", now="2026-01-24T07:00:00-06:00").code == 0
    assert run_cli("import", "acl-early", "--replace", now="2026-02-05T08:00:00-06:00").code == 0
    diary = open_diary()
    make_past(diary, 20)
    diary.close()
    assert run_cli("add", "Bird dog 3x10 each side 1x/day").code == 0
    (first,) = ids(run_cli("done", "bird dog", "--pain", "3", "--note", '=HYPERLINK("x")', "--json"))
    (second,) = ids(run_cli("done", "bird dog", "--private-note", PRIVATE, "--json"))
    for command in (
        ("amend", first, "--sets", "10,10,8", "--why", "miscounted"),
        ("amend", first, "--effort", "7", "--why", "forgot"),
        ("retract", second, "--why", "twice"),
        ("skip", "quad", "--reason", "no-time", "--date", "yesterday", "--note", "a *busy* day"),
        ("symptom", "4", "--area", "knee", "--when", "next-morning"),
        ("symptom", "2", "--scale", "dizziness_0_10", "bird dog"),
    ):
        assert run_cli(*command).code == 0, command
    return run_cli


def without_local(history: dict[str, Any]) -> dict[str, Any]:
    """A history without what belongs to one device only."""
    entries = [{k: v for k, v in e.items() if k not in ("sent", "private_note")} for e in history["entries"]]
    return {"entries": entries, "days": history["days"]}


def moved(run_cli: RunCli, tmp_path: Path, now: str) -> tuple[str, Answer, Answer]:
    """The FHIR export of this profile, taken into an empty one at `now`: the text, the import, the new history."""
    text = run_cli("export", "--format", "fhir").out
    file = tmp_path / "all.json"
    file.write_text(text, encoding="utf-8")
    taken = run_cli("--profile", "new", "import", str(file), "--json", now=now)
    return text, taken, run_cli("--profile", "new", "history", "--json", now=now)


def test_fhir_brings_everything_back(busy: RunCli, tmp_path: Path) -> None:
    """An empty profile that takes in the export has the same history, day by day, and exports the same bytes."""
    before = busy("history", "--json").json
    text, taken, after = moved(busy, tmp_path, "2026-03-04T09:00:00-06:00")
    assert (taken.code, taken.json["quarantined"]) == (0, [])
    assert without_local(after.json) == without_local(before)
    assert busy("--profile", "new", "export", "--format", "fhir").out == text
    assert busy("--profile", "new", "score", "--json").json == busy("score", "--json").json


def test_fhir_brings_everything_back_on_a_later_day(busy: RunCli, tmp_path: Path) -> None:
    """Taken in a week later, the past is still the same and the export still has the same bytes."""
    later = "2026-03-11T09:00:00-06:00"
    before = busy("history", "--to", "2026-03-04", "--json", now=later).json
    text, _, _ = moved(busy, tmp_path, later)
    after = busy("--profile", "new", "history", "--to", "2026-03-04", "--json", now=later).json
    assert without_local(after) == without_local(before)
    assert busy("--profile", "new", "export", "--format", "fhir", now=later).out == text


def test_fhir_in_twice_is_the_same_as_once(busy: RunCli, tmp_path: Path) -> None:
    """A second import of the same export adds nothing, here and on the empty profile."""
    moved(busy, tmp_path, "2026-03-04T09:00:00-06:00")
    for profile in ("me", "new"):
        again = busy("--profile", profile, "import", str(tmp_path / "all.json"), "--json")
        assert (again.code, again.json["new"]) == (0, 0)


def test_fhir_holds_the_plan_as_it_came_and_nothing_private(busy: RunCli, diary: Any) -> None:
    """The stored text of every resource is in the export byte for byte; private notes are not in it at all."""
    text = busy("export", "--format", "fhir").out
    stored = diary.store.resources()
    assert len(stored) > 10
    assert all(f'"resource":{kept.raw}}}' in text for kept in stored)
    assert PRIVATE not in text
    bundle = json.loads(text)
    assert set(bundle) == {"resourceType", "type", "entry"}
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert kinds == {"CarePlan", "ServiceRequest", "Observation"}


def test_fhir_is_the_same_at_any_time(busy: RunCli) -> None:
    """The export holds no time of its own: a day later it is the same text."""
    assert (
        busy("export", "--format", "fhir", now="2026-03-05T10:00:00-06:00").out
        == busy("export", "--format", "fhir").out
    )


def test_json_holds_everything(busy: RunCli) -> None:
    """The document has the programs, days, entries as `history` prints them, private notes and the resources."""
    document = busy("export", "--format", "json").json
    history = busy("history", "--json").json
    assert document["entries"] == history["entries"]
    assert document["days"] == history["days"]
    assert [program["id"] for program in document["programs"]] == ["tkr-week1", "acl-early"]
    assert document["programs"][0]["until"] == "2026-02-04"
    assert PRIVATE in {entry["private_note"] for entry in document["entries"]}
    assert {kept["type"] for kept in document["resources"]} == {"CarePlan", "ServiceRequest"}
    assert document["quarantine"] == []


def test_csv_has_one_row_a_set(busy: RunCli) -> None:
    """Every set of every record is a row with its numbers; a corrected record shows its newest ones."""
    rows = list(csv.DictReader(io.StringIO(busy("export", "--format", "csv").out)))
    bird = [row for row in rows if row["exercise"] == "bird-dog" and row["kind"] == "completion"]
    kept = [row for row in bird if row["withdrawn"] == "no"]
    assert [(row["set"], row["side"], row["reps"]) for row in kept] == [
        ("1", "left", "10"),
        ("1", "right", "10"),
        ("2", "left", "8"),
    ]
    assert {row["corrected"] for row in kept} == {"yes"}
    assert {row["effort"] for row in kept} == {"7"}
    assert len(bird) == 9
    assert len({row["set_id"] for row in bird}) == 9
    left_out = [row for row in rows if row["kind"] == "skip" and row["reason"] == "no-time" and "busy" in row["note"]]
    assert len(left_out) == 1
    assert left_out[0]["set"] == ""


def test_case_40_csv_cells_are_never_formulas(busy: RunCli) -> None:
    """A note that a spreadsheet would run is stored as it is and exported with a ' before it."""
    text = busy("export", "--format", "csv").out
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert '\'=HYPERLINK("x")' in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert '=HYPERLINK("x")' in {entry["note"] for entry in busy("history", "--json").json["entries"]}


def test_md_reads_as_a_journal(busy: RunCli) -> None:
    """The journal names programs and days; corrected, withdrawn and private lines say so; marks in notes are inert."""
    text = busy("export", "--format", "md").out
    assert text.startswith("# Exercise journal\n")
    assert "### Wednesday 4 March 2026" in text
    assert "  - left 10, 8 reps; right 10 reps\n" in text
    assert "(corrected)" in text
    assert "~~Bird dog: complete" in text
    assert f"For myself: {PRIVATE}" in text
    assert r"a \*busy\* day" in text


def test_ics_has_every_session_as_one_event_that_repeats(run_cli: RunCli, diary: Any) -> None:
    """Each session of the day is one event from the program's first day on, with the exercises in it."""
    import_sample(diary, "acl-early")
    events = Calendar.from_ical(export(diary, "ics")).walk("VEVENT")
    slots = diary.tally(diary.today).plan.slots
    assert {event.decoded("dtstart") for event in events} == {date(2026, 3, 4)}
    assert {event["rrule"].to_ical().decode() for event in events} == {"FREQ=DAILY;UNTIL=20260527"}
    assert len({str(event["uid"]) for event in events}) == len(events) == len(slots)
    for event, slot in zip(events, slots, strict=True):
        assert all(item.prescription.name in str(event["description"]) for item in slot.items)


def test_ics_times_follow_the_wall_clock(run_cli: RunCli, diary: Any, tmp_path: Path) -> None:
    """A session at 07:30 stays at 07:30 after the clocks change on 8 March."""
    text = """
id = "timed"
title = "Timed"
version = "1"

[[exercises]]
id = "squat"
name = "Squat"
sets = 3
reps = 10
schedule = { slots = ["morning 07:30"] }
"""
    file = tmp_path / "timed.toml"
    file.write_text(text, encoding="utf-8")
    answer = run_cli("import", str(file))
    assert answer.code == 0, answer.err
    diary.refresh()
    (event,) = Calendar.from_ical(export(diary, "ics")).walk("VEVENT")
    # Without a zone a calendar takes it for the time on the wall, wherever that is.
    assert event.decoded("dtstart") == datetime(2026, 3, 4, 7, 30)
    assert event["rrule"]["UNTIL"] == [datetime(2026, 5, 27, 7, 30)]


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_profile_exports_too(run_cli: RunCli, form: str) -> None:
    """Without a program and without entries every format is still whole."""
    answer = run_cli("export", "--format", form)
    assert answer.code == 0
    assert answer.out


def test_out_writes_a_file_for_its_owner_only(busy: RunCli, tmp_path: Path) -> None:
    """`--out` writes the same text, whole, readable by nobody else; standard output stays empty."""
    target = tmp_path / "mine.json"
    target.write_text("an older one", encoding="utf-8")
    answer = busy("export", "--format", "json", "--out", str(target))
    assert (answer.code, answer.out) == (0, "")
    assert target.stat().st_mode & 0o777 == 0o600
    assert target.read_text(encoding="utf-8") == busy("export", "--format", "json").out
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.json"]


@pytest.mark.parametrize("target", [".", "pipe", "missing/mine.json"])
def test_out_refuses_what_is_no_plain_file(run_cli: RunCli, tmp_path: Path, target: str) -> None:
    """A folder, a pipe and a folder that is not there are refused in one line, and stay what they are."""
    os.mkfifo(tmp_path / "pipe")
    answer = run_cli("export", "--format", "csv", "--out", str(tmp_path / target))
    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert (tmp_path / "pipe").is_fifo()
    assert not (tmp_path / "missing").exists()


def test_fhir_keeps_the_day_one_program_took_over_from_another(run_cli: RunCli, tmp_path: Path) -> None:
    """A program with an earlier start that replaces another one counts from the day it did, after an import too."""
    assert run_cli("import", "tkr-week1", "--start", "2026-02-20").code == 0
    assert run_cli("done", "--all", "--date", "yesterday").code == 0
    assert run_cli("import", "acl-early", "--replace", "--start", "2026-02-25").code == 0
    assert run_cli("done", "--all").code == 0
    text, _, after = moved(run_cli, tmp_path, "2026-03-04T09:00:00-06:00")
    assert without_local(after.json) == without_local(run_cli("history", "--json").json)
    assert run_cli("--profile", "new", "export", "--format", "fhir").out == text


def test_fhir_keeps_since_when_a_version_without_a_time_is_in_force(run_cli: RunCli, tmp_path: Path) -> None:
    """Versions of a clinic's file that carry no time are in force from the day they came, after an import too."""
    run_cli("import", "lbp-big3", "--start", "2026-02-20", now="2026-02-20T08:00:00-06:00")
    for day, sets in (("2026-02-20", 3), ("2026-02-27", 2)):
        bundle = json.loads(run_cli("export", "--format", "fhir").out)
        seen: dict[str, Any] = {}
        for entry in bundle["entry"]:
            resource = entry["resource"]
            if resource["resourceType"] == "Observation":
                continue
            resource.pop("meta")
            resource["subject"] = {"reference": "Patient/p1"}
            resource["id"] = f"x-{resource['id']}"
            seen[resource["id"]] = resource
        text = json.dumps(
            {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in seen.values()]}
        )
        text = text.replace('"ServiceRequest/', '"ServiceRequest/x-').replace('"CarePlan/', '"CarePlan/x-')
        (tmp_path / f"{day}.json").write_text(
            re.sub(r'("sets", "valuePositiveInt": )[0-9]+', rf"\g<1>{sets}", text), encoding="utf-8"
        )
        taken = run_cli(
            "--profile", "c", "import", str(tmp_path / f"{day}.json"), "--json", now=f"{day}T08:00:00-06:00"
        )
        assert (taken.code, taken.json["new"] > 0) == (0, True), taken.err
    assert run_cli("--profile", "c", "done", "--all").code == 0
    (tmp_path / "all.json").write_text(run_cli("--profile", "c", "export", "--format", "fhir").out, encoding="utf-8")
    assert run_cli("--profile", "new", "import", str(tmp_path / "all.json")).code == 0
    before, after = (run_cli("--profile", name, "history", "--json").json for name in ("c", "new"))
    assert without_local(after) == without_local(before)
    first = {p: run_cli("--profile", p, "today", "--date", "2026-02-26", "--json").json for p in ("c", "new")}
    assert first["c"]["slots"] == first["new"]["slots"]


def test_the_page_names_every_format_and_column() -> None:
    """`docs/exports.md` has a section for each format, and every column of the table."""
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert set(FORMATS) <= {line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")}
    assert all(f"`{column}`" in page for column in COLUMNS)


def test_the_page_names_every_key_of_the_document(run_cli: RunCli) -> None:
    """Each key at the top of the json form is described."""
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in page for key in run_cli("export", "--format", "json").json)
