"""`tracker` and `receive`: the clinic arrives at the numbers of the patient's own app, and knows what it cannot know."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from clinic.command_line import Desk
from clinic.rig import Clinic, bearer, form
from hep_care.entry import Source
from hep_tui.demo_past import make_past
from hep_tui.diary import Diary, open_diary
from hep_tui.diary.drafts import completion
from hep_tui.diary.exports import export
from hep_tui.diary.programs import import_file

NOW = "2026-03-24T18:00:00Z"


@pytest.fixture
def ana(desk: Desk) -> Iterator[tuple[Desk, str]]:
    """A patient of a clinic in UTC, at one moment."""
    with time_machine.travel(NOW, tick=False):
        desk.data.mkdir(mode=0o700)
        (desk.data / "clinic.toml").write_text('zone = "UTC"\n')
        yield desk, str(desk.ask("patient", "add", "Ana", "--born", "1961")["patient"])


@pytest.fixture
def app(
    ana: tuple[Desk, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str, int], Diary]]:
    """The patient's own app with the clinic's plan, brought as a file, and a past of some days."""
    desk, patient = ana
    monkeypatch.setenv("HEP_TUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TZ", "UTC")
    opened: list[Diary] = []

    def begin(sample: str, days: int) -> Diary:
        desk.ask("assign", patient, sample, "--start", f"2026-03-{24 - days:02d}")
        plan = tmp_path / "plan.json"
        plan.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in bodies(desk)]}))
        opened.append(open_diary())
        import_file(opened[0], plan)
        make_past(opened[0], days)
        return opened[0]

    yield begin
    for one in opened:
        one.close()


def bodies(desk: Desk) -> list[Any]:
    """Every version of the plan on the server."""
    db = sqlite3.connect(desk.data / "clinic.sqlite")
    found = db.execute("SELECT body FROM version WHERE type IN ('CarePlan', 'ServiceRequest') ORDER BY seq").fetchall()
    db.close()
    return [json.loads(row[0]) for row in found]


def carried(diary: Diary, folder: Path, name: str = "export.json") -> str:
    """The patient's export, as brought to the clinic."""
    path = folder / name
    path.write_text(export(diary, "fhir"), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("sample", ["acl-early", "tkr-week1", "lbp-big3", "ankle-balance"])
def test_the_tracker_has_the_numbers_of_the_app(
    ana: tuple[Desk, str], app: Callable[[str, int], Diary], tmp_path: Path, sample: str
) -> None:
    """Every day's due, done and credit, every item's state, the score and its state are equal."""
    desk, patient = ana
    diary = app(sample, 20)
    state = diary.tally(diary.today).states[0]
    diary.log(completion(state.item.prescription, diary.today, state.item.slot))
    desk.ask("receive", patient, carried(diary, tmp_path))
    told = desk.ask("tracker", patient)
    mine = {one.day.isoformat(): one for one in diary.history(None, diary.today).days}
    assert len(told["days"]) == 21
    for day in told["days"]:
        count = mine[day["date"]]
        assert (day["due"], day["done"], day["excused"]) == (count.due, count.done, count.excused)
        assert day["credit"] == (None if count.credit is None else round(float(count.credit), 4))
        states = diary.tally(count.day).states
        assert [item["status"] for item in day["items"]] == [one.status.value for one in states]
    score = diary.score()
    assert (told["score"], told["state"]) == (None if score.value is None else float(score.value), score.state.value)
    assert told["as_of"] == "2026-03-24"


def test_what_is_received_twice_counts_once(
    ana: tuple[Desk, str], app: Callable[[str, int], Diary], tmp_path: Path
) -> None:
    """The same file adds 0; a later one adds what is new, a correction too, and the record shows it."""
    desk, patient = ana
    diary = app("acl-early", 5)
    first = desk.ask("receive", patient, carried(diary, tmp_path))
    assert first["new"] > 20
    assert first["quarantined"] == []
    again = desk.ask("receive", patient, carried(diary, tmp_path))
    assert (again["new"], again["known"]) == (0, first["new"])
    state = diary.tally(diary.today).states[0]
    diary.log(completion(state.item.prescription, diary.today, state.item.slot))
    diary.undo()
    later = desk.ask("receive", patient, carried(diary, tmp_path))
    assert (later["new"], later["known"]) == (2, first["new"])
    assert desk.ask("tracker", patient)["days"][-1]["done"] == 0


def test_an_export_of_somebody_else_is_refused(
    ana: tuple[Desk, str], app: Callable[[str, int], Diary], tmp_path: Path
) -> None:
    """Nothing of it is taken in, and rubbish is no Bundle."""
    desk, patient = ana
    path = carried(app("acl-early", 2), tmp_path)
    bo = desk.ask("patient", "add", "Bo", "--born", "1980")["patient"]
    code, line = desk.refused("receive", bo, path)
    assert (code, "another patient" in line) == (2, True)
    (tmp_path / "rubbish.json").write_bytes(b"\xff\xfe{")
    assert desk.refused("receive", patient, str(tmp_path / "rubbish.json"))[0] == 2
    assert desk.ask("tracker", patient)["last_contact"] is None


def test_entries_of_a_pinned_clock_go_to_no_real_clinic(
    ana: tuple[Desk, str], app: Callable[[str, int], Diary], tmp_path: Path
) -> None:
    """A made-up past is taken on this machine alone; a clinic with an address of its own counts it as left there."""
    desk, patient = ana
    (desk.data / "clinic.toml").write_text('zone = "UTC"\npublic_url = "https://clinic.example"\n')
    told = desk.ask("receive", patient, carried(app("acl-early", 2), tmp_path))
    assert (told["new"], told["elsewhere"] > 5) == (0, True)


async def test_days_after_the_last_contact_are_unknown(ana: tuple[Desk, str]) -> None:
    """A missed day and a day nobody told of are two things; a device that asks for anything makes the days known."""
    desk, patient = ana
    desk.ask("assign", patient, "tkr-week1", "--start", "2026-03-20")
    told = desk.ask("tracker", patient)
    assert (told["as_of"], told["last_contact"], told["score"]) == (None, None, None)
    assert {item["status"] for day in told["days"] for item in day["items"]} == {"unknown"}
    code = desk.ask("invite", patient)["code"]
    clinic = Clinic(desk.data)
    try:
        with time_machine.travel("2026-03-22T09:30:00Z", tick=False):
            async with clinic.client() as http:
                granted = (await http.post("/token", data=form(code))).json()
                await http.get("/fhir/CarePlan", headers=bearer(granted["access_token"]))
    finally:
        clinic.close()
    told = desk.ask("tracker", patient)
    assert (told["as_of"], told["last_contact"]) == ("2026-03-22", "2026-03-22T09:30:00Z")
    known = {day["date"]: {item["status"] for item in day["items"]} for day in told["days"]}
    assert known["2026-03-22"] == known["2026-03-20"] == {"todo"}
    assert known["2026-03-23"] == known["2026-03-24"] == {"unknown"}
    assert [day["credit"] for day in told["days"]] == [0, 0, 0, None, None]
    assert "unknown" in desk.run("tracker", patient)[1]


def test_a_range_of_days_is_checked(ana: tuple[Desk, str]) -> None:
    """The wrong way round, not a day, or a century: exit 2."""
    desk, patient = ana
    for wrong in (("--from", "today", "--to", "yesterday"), ("--from", "1900-01-01"), ("--to", "soon")):
        assert desk.refused("tracker", patient, *wrong)[0] == 2


def test_a_symptom_on_its_own_stands_beside_the_items(
    ana: tuple[Desk, str], app: Callable[[str, int], Diary], tmp_path: Path
) -> None:
    """Work and readings that answer no item of the day are told too."""
    desk, patient = ana
    diary = app("acl-early", 3)
    p = diary.tally(diary.today).states[0].item.prescription
    diary.log(*(completion(p, diary.today - timedelta(days=n), None) for n in (0, 1)))
    desk.ask("receive", patient, carried(diary, tmp_path))
    days = desk.ask("tracker", patient)["days"]
    assert [len(day["extra"]) for day in days[-2:]] == [1, 1]
    assert days[-1]["extra"][0]["source"] == Source.TYPED.value
