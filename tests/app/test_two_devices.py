"""Two computers of one patient and the clinic: days of work without a network, then one record on all three."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clinic_here import ClinicHere, clinic_here
from hep_sync.fhir import codes
from hep_sync.fhir.plan_seen import read_plan_seen
from hep_sync.plan import held_by
from hep_tui.diary import open_diary
from hep_tui.diary.plan_news import news, note_news_seen, seen_changes
from hep_tui.diary.standing import delivered_words

if TYPE_CHECKING:
    from conftest import Answer, RunCli

pytestmark = pytest.mark.long

BORN = 1961
MORNINGS = [f"2026-03-0{day}T08:00:00-06:00" for day in (4, 5, 6)]
EVENINGS = [f"2026-03-0{day}T19:00:00-06:00" for day in (4, 5, 6)]
LATER = "2026-03-06T21:00:00-06:00"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[ClinicHere]:
    """A clinic whose one patient has a program since Monday."""
    with clinic_here(tmp_path / "clinic") as here:
        here.add_patient("p1", BORN)
        here.add_patient("p2", 1990)
        here.assign("p1", _sample("acl-early"), date(2026, 3, 2))
        yield here


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer's keyring is nobody's business here."""
    monkeypatch.setattr("hep_tui.secrets_kept.keyring_here", lambda: None)


def _sample(id: str) -> Path:
    return Path(str(resources.files("hep_sync.programs"))) / "samples" / f"{id}.toml"


def of(run_cli: RunCli, profile: str, *arguments: str, now: str = MORNINGS[0]) -> Answer:
    """What a command answers on one of the computers."""
    return run_cli("--profile", profile, *arguments, now=now)


def done(answer: Answer) -> Any:
    """The JSON of a command that was done."""
    assert answer.code == 0, answer.err
    return answer.json


def without_local(history: Any) -> Any:
    """History as two devices agree on it."""
    entries = [{k: v for k, v in entry.items() if k not in ("sent", "private_note")} for entry in history["entries"]]
    return {"entries": entries, "days": history["days"]}


def test_three_days_apart_end_in_one_record(run_cli: RunCli, clinic: ClinicHere) -> None:
    """Paired with an invitation each, both work offline for three days; two syncs later all three hold the same."""
    for profile in ("laptop", "desk"):
        paired = done(of(run_cli, profile, "pair", clinic.invite("p1"), "--born", str(BORN), "--json"))
        assert paired == {"paired": True, "clinic": "Riverside Physio", "patient": "p1"}
        first = done(of(run_cli, profile, "sync", "--json"))
        assert first["program_changed"] is True
    made = 0
    for morning, evening in zip(MORNINGS, EVENINGS, strict=True):
        made += len(done(of(run_cli, "laptop", "done", "--all", "--slot", "1", "--json", now=morning))["entries"])
        made += len(done(of(run_cli, "desk", "done", "--all", "--slot", "2", "--json", now=evening))["entries"])
    one = done(of(run_cli, "laptop", "history", "--json", now=LATER))["entries"][0]
    done(of(run_cli, "laptop", "amend", one["id"], "--pain", "3", "--why", "it hurt", "--json", now=LATER))
    skipped = done(of(run_cli, "desk", "symptom", "4", "--json", now=LATER))
    made += 1 + len(skipped["entries"])
    before = done(of(run_cli, "laptop", "status", "--json", now=LATER))
    assert (before["unsent"] > 0, before["account"]) == (True, f"{clinic.url}/fhir/Patient/p1")

    for _ in range(2):
        for profile in ("laptop", "desk"):
            assert done(of(run_cli, profile, "sync", "--json", now=LATER))["ok"] is True

    laptop, desk = (done(of(run_cli, p, "history", "--json", now=LATER)) for p in ("laptop", "desk"))
    assert without_local(laptop) == without_local(desk)
    assert len(laptop["entries"]) == made
    assert all(entry["sent"] for entry in (*laptop["entries"], *desk["entries"]))
    at_clinic = frozenset().union(*(held_by(row) for row in clinic.resources("Observation")))
    assert at_clinic == {entry["id"] for entry in laptop["entries"]}
    scores = [done(of(run_cli, p, "score", "--json", now=LATER)) for p in ("laptop", "desk")]
    assert scores[0] == scores[1]
    for profile in ("laptop", "desk"):
        again = done(of(run_cli, profile, "sync", "--json", now=LATER))
        assert (again["pushed"], again["pulled"], again["unsent"]) == (0, 0, 0)
        status = done(of(run_cli, profile, "status", "--json", now=LATER))
        assert (status["unsent"], status["quarantined"]) == (0, 0)
        assert status["last_sync"] is not None
        assert status["epoch"]


def test_what_was_done_before_the_clinic_stays_here(run_cli: RunCli, clinic: ClinicHere) -> None:
    """Work on a sheet of one's own is neither sent nor counted once the clinic's plan is here, and stays readable."""
    assert of(run_cli, "me", "import", "rotator-cuff", "--start", "2026-02-23").code == 0
    own = done(of(run_cli, "me", "done", "--all", "--slot", "1", "--json"))["entries"]
    done(of(run_cli, "me", "pair", clinic.invite("p1"), "--born", str(BORN), "--json"))

    done(of(run_cli, "me", "sync", "--json"))

    assert clinic.resources("Observation") == []
    status = done(of(run_cli, "me", "status", "--json"))
    assert (status["unsent"], status["done"]) == (0, 0)
    history = done(of(run_cli, "me", "history", "--json"))["entries"]
    assert [entry["id"] for entry in history] == [entry["id"] for entry in own]
    assert not any(entry["sent"] for entry in history)
    assert "before your clinic" in of(run_cli, "me", "history").out


def test_a_profile_belongs_to_one_patient(run_cli: RunCli, clinic: ClinicHere) -> None:
    """After unpairing nobody else can take the file over; the same patient can come back."""
    done(of(run_cli, "me", "pair", clinic.invite("p1"), "--born", str(BORN), "--json"))
    done(of(run_cli, "me", "sync", "--json"))
    done(of(run_cli, "me", "done", "--all", "--slot", "1", "--json"))
    left = done(of(run_cli, "me", "unpair", "--json"))
    assert left["unsent"] > 0

    other = of(run_cli, "me", "pair", clinic.invite("p2"), "--born", "1990", "--json")

    assert other.code == 2
    assert "--profile" in other.err
    assert of(run_cli, "me", "sync").code == 2
    done(of(run_cli, "me", "pair", clinic.invite("p1"), "--born", str(BORN), "--json"))
    assert done(of(run_cli, "me", "sync", "--json"))["pushed"] == left["unsent"]


def test_a_device_taken_off_the_list_is_told_so(run_cli: RunCli, clinic: ClinicHere) -> None:
    """Revoked from another computer, a device keeps its work and says that it must be paired again: exit 4."""
    for profile in ("laptop", "desk"):
        done(of(run_cli, profile, "pair", clinic.invite("p1"), "--born", str(BORN), "--json"))
        done(of(run_cli, profile, "sync", "--json"))
    devices = done(of(run_cli, "desk", "devices", "--json"))["devices"]
    assert [one["this"] for one in devices].count(True) == 1
    lost = next(one["id"] for one in devices if not one["this"])
    done(of(run_cli, "laptop", "done", "--all", "--slot", "1", "--json"))
    assert of(run_cli, "desk", "devices", "--revoke", lost).code == 0

    refused = of(run_cli, "laptop", "sync", "--json")

    assert refused.code == 4
    assert refused.json["unsent"] > 0


def test_a_wrong_code_opens_nothing(run_cli: RunCli, clinic: ClinicHere) -> None:
    """A wrong year or code is refused with the same words, and leaves the profile unpaired."""
    handout = clinic.invite("p1")
    wrong_year = of(run_cli, "me", "pair", handout, "--born", "1999")
    wrong_code = of(run_cli, "me", "pair", f"{clinic.url}/BBBB-CCCC-DDDD", "--born", str(BORN))

    assert (wrong_year.code, wrong_code.code) == (2, 2)
    assert wrong_year.err == wrong_code.err
    assert of(run_cli, "me", "pair", handout, "--born", str(BORN)).code == 0


def test_without_a_network_the_work_waits(run_cli: RunCli, tmp_path: Path) -> None:
    """A clinic that is gone is exit 3, with the number of entries that wait."""
    with clinic_here(tmp_path / "clinic") as clinic:
        clinic.add_patient("p1", BORN)
        clinic.assign("p1", _sample("acl-early"), date(2026, 3, 2))
        done(of(run_cli, "me", "pair", clinic.invite("p1"), "--born", str(BORN), "--json"))
        done(of(run_cli, "me", "sync", "--json"))
    done(of(run_cli, "me", "done", "--all", "--slot", "1", "--json"))

    offline = of(run_cli, "me", "sync", "--json")

    assert (offline.code, offline.json["ok"]) == (3, False)
    assert offline.json["unsent"] > 0


def test_a_change_that_takes_much_away_waits_for_a_yes(run_cli: RunCli, clinic: ClinicHere) -> None:
    """Held, the plan of before stays in force; `--accept` takes the new one, with the therapist's reason told."""
    done(of(run_cli, "me", "pair", clinic.invite("p1"), "--born", str(BORN), "--json"))
    done(of(run_cli, "me", "sync", "--json"))
    before = done(of(run_cli, "me", "today", "--json"))
    reason = {"url": codes.STATUS_REASON, "valueCodeableConcept": {"text": "Rest it first."}}
    for order in clinic.resources("ServiceRequest")[1:]:
        clinic.put({**order, "status": "revoked", "extension": [*order.get("extension", []), reason]})

    held = of(run_cli, "me", "sync", "--json")

    assert (held.code, held.json["ok"], "--accept" in held.err) == (1, False, True)
    assert done(of(run_cli, "me", "today", "--json")) == before
    taken = done(of(run_cli, "me", "sync", "--accept", "--json"))
    assert taken["program_changed"] is True
    assert all(line.endswith("“Rest it first.”") for line in taken["changes"])
    assert len(taken["changes"]) == len(clinic.resources("ServiceRequest")) - 1
    assert done(of(run_cli, "me", "today", "--json")) != before


def test_the_doctor_tries_what_a_sync_relies_on(run_cli: RunCli, clinic: ClinicHere) -> None:
    """One throw-away entry is written, marked as an error, and never becomes part of the record."""
    done(of(run_cli, "me", "pair", clinic.invite("p1"), "--born", str(BORN), "--json"))
    done(of(run_cli, "me", "sync", "--json"))

    checks = of(run_cli, "me", "doctor", "--json").json["checks"]

    (check,) = [one for one in checks if one["name"] == "clinic"]
    assert check["ok"] is True, check["detail"]
    assert [row["status"] for row in clinic.resources("Observation")] == ["entered-in-error"]
    after = done(of(run_cli, "me", "sync", "--check", "--json"))
    assert (after["quarantined"], done(of(run_cli, "me", "history", "--json"))["entries"]) == (0, [])


def test_having_seen_a_change_reaches_the_clinic(run_cli: RunCli, clinic: ClinicHere) -> None:
    """Urgent first, with the reason; “I have seen it” goes with the next sync, once, and is nothing that was done."""
    done(of(run_cli, "me", "pair", clinic.invite("p1"), "--born", str(BORN), "--json"))
    done(of(run_cli, "me", "sync", "--json"))
    orders = clinic.resources("ServiceRequest")
    reason = {"url": codes.STATUS_REASON, "valueCodeableConcept": {"text": "The scan showed a stress fracture."}}
    withdrawn = {**orders[-1], "status": "revoked", "priority": "urgent"}
    clinic.put({**withdrawn, "extension": [*orders[-1].get("extension", []), reason]})
    assert done(of(run_cli, "me", "sync", "--json"))["program_changed"] is True
    diary = open_diary("me")
    (found,) = news(diary)
    assert found.urgent
    assert found.words.endswith("“The scan showed a stress fracture.”")
    note_news_seen(diary, [found])

    first = done(of(run_cli, "me", "sync", "--json"))

    (row,) = clinic.resources("Observation")
    seen = read_plan_seen(row)
    assert seen is not None
    assert [order for order, _ in seen.orders] == [orders[-1]["id"]]
    assert (first["pushed"], seen_changes(diary)[0].delivered) == (1, True)
    diary.close()
    again = done(of(run_cli, "me", "sync", "--check", "--json"))
    assert (again["pushed"], again["pulled"], again["unsent"], again["quarantined"]) == (0, 0, 0, 0)
    assert done(of(run_cli, "me", "history", "--json"))["entries"] == []


def test_what_two_computers_corrected_can_be_looked_at(run_cli: RunCli, clinic: ClinicHere) -> None:
    """Both corrections are kept, the later one counts, and `doctor` names the record without calling it wrong."""
    for profile in ("laptop", "desk"):
        done(of(run_cli, profile, "pair", clinic.invite("p1"), "--born", str(BORN), "--json"))
        done(of(run_cli, profile, "sync", "--json"))
    made = done(of(run_cli, "laptop", "done", "--all", "--slot", "1", "--json"))["entries"]
    for profile in ("laptop", "desk"):
        done(of(run_cli, profile, "sync", "--json"))
    for profile, pain in (("laptop", "2"), ("desk", "5")):
        done(
            of(run_cli, profile, "amend", made[0]["id"], "--pain", pain, "--why", "it hurt", "--json", now=EVENINGS[0])
        )
    for _ in range(2):
        for profile in ("laptop", "desk"):
            done(of(run_cli, profile, "sync", "--json", now=LATER))

    checks = of(run_cli, "laptop", "doctor", "--json", now=LATER).json["checks"]

    (check,) = [one for one in checks if one["name"] == "sync"]
    assert "Corrected on two computers" in check["detail"]
    assert check["ok"] is True
    diary = open_diary("laptop")
    record = diary.record(made[0]["id"])
    assert record is not None
    assert delivered_words(diary, record) == "Delivered: your clinic has it."
    diary.close()
