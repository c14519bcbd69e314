"""What was done as Observations: the published shapes, exact logs, and content where the log is gone."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings

from hep_care.dose import Load, LoadKind, Side
from hep_care.entry import (
    Entry,
    EntryKind,
    Outcome,
    PerformedSet,
    Reason,
    Record,
    Source,
    Symptom,
    When,
    fold,
)
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.observation import observation_to_entries, record_to_observation, replaced_observation, uid_of
from sync.records import example, records

CST = timezone(timedelta(hours=-6))
SYSTEM = "https://clinic.example.org/fhir/CodeSystem/exercise"
OURS = (codes.LOCAL_DATE, codes.LOCAL_ZONE, codes.ENTRY_LOG)


def at(day, hour, minute, second=0):
    """A moment of March 2026 in Chicago."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=CST)


def done(id, day, started, ended, slot=1, exercise="slr", order="sr-slr-1", **rest):
    """A completion as the examples show them."""
    return Entry(
        id=id, kind=EntryKind.COMPLETION, date=date(2026, 3, day), zone="America/Chicago", at=started,
        ended=ended, logged_at=ended, device="d1", device_seq=1, prescription=order, prescription_version="1",
        exercise=exercise, slot=slot, status=Outcome.COMPLETE, **rest,
    )  # fmt: skip


def sets(*amounts, side=Side.LEFT):
    """Sets of reps and seconds held."""
    return tuple(PerformedSet(f"s{n}", n, side, reps=reps, seconds=hold) for n, (reps, hold) in enumerate(amounts, 1))


def pain(value):
    """Pain during the exercise."""
    return (Symptom(value),)


COMPLETE = done(
    "0f8b5f0e-6f0b-4b3e-9c52-3d1e7a1c0a01", 4, at(4, 7, 41, 5), at(4, 7, 49, 40),
    sets=sets((10, 5), (10, 5), (10, 5)), symptoms=pain(3), effort=4,
)  # fmt: skip
PARTIAL = replace(
    done(
        "5a2d3c1b-0c3e-4d0e-8f36-52cf0a6b7d02", 5, at(5, 19, 20), at(5, 19, 24, 10), 2,
        sets=sets((10, 5), (6, 3)), symptoms=pain(5), effort=6, reason=Reason.PAIN,
        reason_text="Pain above my limit", note="Sharp pain under the kneecap in set 2, stopped.",
    ),
    status=Outcome.PARTIAL,
)  # fmt: skip
SKIPPED = Entry(
    id="77c6f6a2-4b8f-49f3-a7fb-8e2f6f6c9a03", kind=EntryKind.SKIP, date=date(2026, 3, 6), zone="America/Chicago",
    at=at(6, 21, 10), logged_at=at(6, 21, 10), device="d1", device_seq=2, prescription="sr-squat-1",
    prescription_version="1", exercise="mini-squat", slot=1, status=Outcome.SKIPPED, reason=Reason.NO_TIME,
)  # fmt: skip
TIMED = done(
    "c0d1b3d4-2f58-4f0a-b9c5-6a8f5f1d2e04", 6, at(6, 18, 0), at(6, 18, 12, 30), 1, "stationary-bike", "sr-bike-1",
    sets=(PerformedSet("s1", 1, seconds=750, load=Load(LoadKind.TEXT, text="level 2")),),
    symptoms=pain(1), effort=3,
)  # fmt: skip
CORRECTION = replace(
    COMPLETE, id="99999999-6f0b-4b3e-9c52-3d1e7a1c0a01", kind=EntryKind.AMENDMENT, refers_to=COMPLETE.id,
    logged_at=at(4, 12, 2), device_seq=5, sets=sets((10, 5), (10, 5), (12, 5)), symptoms=pain(2),
    note="Corrected: last set was 12, pain 2.", why="counted again",
)  # fmt: skip
RETRACTION = replace(
    PARTIAL, id="99999999-0c3e-4d0e-8f36-52cf0a6b7d02", kind=EntryKind.RETRACTION, refers_to=PARTIAL.id,
    logged_at=at(6, 8, 0), device_seq=6, sets=(), symptoms=(), note="", why="Logged by mistake",
)  # fmt: skip


def published(resource):
    """A resource without the extensions that are only ours."""
    shown = copy.deepcopy(resource)
    kept = [item for item in shown.get("extension", []) if item["url"] not in OURS]
    shown.pop("extension")
    for component in shown.get("component", []):
        for item in component.get("extension", []):
            item["extension"] = [one for one in item["extension"] if one["url"] not in ("planned", "source", "id")]
    return {**shown, **({"extension": kept} if kept else {})}


@pytest.mark.parametrize(
    ("name", "entries", "display"),
    [
        ("completion-complete", (COMPLETE,), "Straight leg raise"),
        ("completion-partial", (PARTIAL,), "Straight leg raise"),
        ("completion-skipped", (SKIPPED,), "Mini squat"),
        ("completion-timed", (TIMED,), "Stationary bike"),
        ("completion-corrected", (COMPLETE, CORRECTION), "Straight leg raise"),
        ("completion-retracted", (PARTIAL, RETRACTION), "Straight leg raise"),
    ],
)
def test_written_as_the_examples_are(name, entries, display):
    """A record makes the example resource, but for the server's id and what is only ours."""
    [record] = fold(entries)
    written = published(record_to_observation(record, patient="p1", system=SYSTEM, name=display))
    wanted = example(name)
    wanted.pop("id", None)
    if name == "completion-retracted":
        # The example leaves the withdrawn note out; ours keeps everything that was said.
        written.pop("note")
    assert written == wanted
    assert list(written) == [key for key in written if key in wanted]


@given(records())
@settings(max_examples=150, deadline=None)
def test_log_round_trip(record):
    """The entries of any record come back exactly, and fold to the same record."""
    resource = json.loads(json.dumps(record_to_observation(record, patient="p1")))
    entries = observation_to_entries(resource)
    assert entries == record.log
    assert fold(entries) == (record,)
    again = record_to_observation(fold(entries)[0], patient="p1")
    assert json.dumps(again) == json.dumps(resource)


@given(records())
@settings(max_examples=100, deadline=None)
def test_content_survives_without_the_log(record):
    """A server that drops the log keeps what was done, how it felt, the day, the slot and whether it was withdrawn."""
    assume(record.entry.symptoms or record.entry.kind is not EntryKind.SYMPTOM)
    resource = json.loads(json.dumps(record_to_observation(record, patient="p1")))
    resource["extension"] = [item for item in resource["extension"] if item["url"] != codes.ENTRY_LOG]
    [found] = fold(observation_to_entries(resource))
    now = record.entry
    assert found.retracted == record.retracted
    for name in ("id", "date", "zone", "slot", "prescription"):
        assert getattr(found.entry, name) == getattr(now, name)
    if now.kind is EntryKind.COMPLETION and now.status is not Outcome.SKIPPED:
        assert (found.entry.at, found.entry.exercise) == (now.at, now.exercise)
    if now.kind is not EntryKind.SYMPTOM:
        assert found.entry.sets == now.sets
        assert (found.entry.effort, found.entry.reason) == (now.effort, now.reason)
    assert found.entry.symptoms == now.symptoms
    assert found.entry.note == now.note
    assert found.entry.source is Source.IMPORTED


def test_examples_without_a_log():
    """The example completions, which no program of ours wrote, are read in full."""
    [partial] = observation_to_entries(example("completion-partial"))
    assert (partial.date, partial.slot, partial.status) == (date(2026, 3, 5), 2, Outcome.PARTIAL)
    assert (partial.pain, partial.effort, partial.reason_text) == (5, 6, "Pain above my limit")
    assert [(one.n, one.side, one.reps, one.seconds) for one in partial.sets] == [
        (1, Side.LEFT, 10, 5), (2, Side.LEFT, 6, 3),
    ]  # fmt: skip
    [both] = observation_to_entries(example("completion-load-both-sides"))
    assert [one.side for one in both.sets] == [Side.LEFT, Side.LEFT, Side.RIGHT, Side.RIGHT]
    [skipped] = observation_to_entries(example("completion-skipped"))
    assert (skipped.kind, skipped.reason, skipped.exercise) == (EntryKind.SKIP, Reason.NO_TIME, "mini-squat")
    [free] = observation_to_entries(example("completion-unscheduled"), zone="America/Chicago")
    assert (free.slot, free.date) == (None, date(2026, 3, 7))
    assert replaced_observation(example("completion-replacement")) == "obs-501"
    [retracted] = fold(observation_to_entries(example("completion-retracted")))
    assert retracted.retracted
    assert retracted.log[-1].why == "Logged by mistake"


def test_private_notes_never_leave():
    """No resource holds a private note."""
    [record] = fold([replace(COMPLETE, private_note="only mine")])
    assert "only mine" not in json.dumps(record_to_observation(record, patient="p1"))


def test_a_corrected_skip_is_still_cancelled():
    """A skip that was corrected must not be counted as exercise by anybody."""
    change = replace(
        CORRECTION, refers_to=SKIPPED.id, status=Outcome.SKIPPED, logged_at=at(7, 8, 0), sets=(), reason=Reason.ILL
    )
    [record] = fold([SKIPPED, change])
    assert record_to_observation(record, patient="p1")["status"] == "cancelled"


def test_symptoms_on_their_own():
    """Pain has its LOINC code, another scale ours; when it was felt, where, and after what are said too."""
    felt = Entry(
        id="11111111-6f0b-4b3e-9c52-3d1e7a1c0a01", kind=EntryKind.SYMPTOM, date=date(2026, 3, 5),
        zone="America/Chicago", at=at(5, 7, 0), logged_at=at(5, 7, 0), device="d1", device_seq=9,
        refers_to=COMPLETE.id, symptoms=(Symptom(4, when=When.NEXT_MORNING, area="left knee"),),
    )  # fmt: skip
    written = record_to_observation(Record(felt, (felt,)), patient="p1")
    assert written["code"]["coding"][0]["code"] == "72514-3"
    assert written["derivedFrom"] == [{"identifier": {"system": codes.URI, "value": f"urn:uuid:{COMPLETE.id}"}}]
    dizzy = replace(felt, symptoms=(Symptom(6, "dizziness_0_10"),))
    written = record_to_observation(Record(dizzy, (dizzy,)), patient="p1")
    assert written["code"]["coding"][0] == {"system": codes.HEP, "code": "symptom", "display": "Symptom"}
    assert {"code", "valueString"} <= set(written["component"][1])


def test_other_kinds_are_not_observations():
    """A message is not written as an Observation, and saying so is an error the caller sees."""
    message = replace(COMPLETE, kind=EntryKind.MESSAGE)
    with pytest.raises(NotUnderstood):
        record_to_observation(Record(message, (message,)), patient="p1")


@pytest.mark.parametrize(
    ("said", "reason", "text"),
    [
        ("unwell", Reason.ILL, ""),
        ("advised-to-stop", Reason.TOLD_TO_REST, ""),
        ("fatigue", Reason.OTHER, "too tired"),
        ("forgot", Reason.OTHER, "forgot"),
        ("earthquake", Reason.OTHER, "Earthquake"),
    ],
)
def test_reasons_of_others(said, reason, text):
    """Reason codes of other systems are read where they mean ours; an unknown one is `other` with its text."""
    resource = example("completion-skipped")
    coding = {"system": codes.HEP, "code": said, **({"display": "Earthquake"} if said == "earthquake" else {})}
    resource["component"][2]["valueCodeableConcept"] = {"coding": [coding]}
    [entry] = observation_to_entries(resource)
    assert (entry.reason, entry.reason_text) == (reason, text)


def _component(resource, place, **changes):
    resource["component"][place] |= changes
    return resource


@pytest.mark.parametrize(
    "damage",
    [
        lambda r: {**r, "status": "registered"},
        lambda r: {**r, "modifierExtension": [{"url": "x"}]},
        lambda r: {**r, "effectivePeriod": {"start": "2026-03-04T07:41:05"}},
        lambda r: {**r, "effectivePeriod": {"start": "2026-03-04T08:00:00Z", "end": "2026-03-04T07:00:00Z"}},
        lambda r: {key: value for key, value in r.items() if key != "effectivePeriod"},
        lambda r: {**r, "extension": [{"url": codes.SCHEDULED_SLOT, "valueString": "2026-03-04/0"}]},
        lambda r: _component(r, 2, valueQuantity={"value": 11, "code": "{score}", "system": codes.UCUM}),
        lambda r: _component(r, 2, valueQuantity={"value": 3, "comparator": "<", "code": "{score}"}),
        lambda r: _component(r, 4, valueQuantity={"value": -1, "code": "{reps}", "system": codes.UCUM}),
        lambda r: _component(r, 4, valueQuantity={"value": 1e9, "code": "{reps}", "system": codes.UCUM}),
        lambda r: _component(r, 4, valueQuantity={"value": 10, "code": "kg", "system": codes.UCUM}),
        lambda r: {key: value for key, value in r.items() if key != "identifier"},
    ],
)
def test_damaged_content_is_refused(damage):
    """Content that cannot be meant is not understood, and never repaired."""
    with pytest.raises(NotUnderstood):
        observation_to_entries(damage(example("completion-complete")))


def test_a_changed_log_is_refused():
    """A log whose digest does not fit, or that belongs to another record, sets the resource aside."""
    [record] = fold([COMPLETE])
    written = record_to_observation(record, patient="p1")
    text = json.dumps(written)
    with pytest.raises(NotUnderstood, match="digest"):
        observation_to_entries(json.loads(text.replace('\\"effort\\":4', '\\"effort\\":9')))
    moved = json.loads(text)
    moved["identifier"][0]["value"] = f"urn:uuid:{PARTIAL.id}"
    with pytest.raises(NotUnderstood, match="another record"):
        observation_to_entries(moved)


def test_other_observations_are_no_records():
    """A laboratory value is passed over in silence."""
    lab = {**example("completion-complete"), "code": {"coding": [{"system": codes.LOINC, "code": "718-7"}]}}
    assert observation_to_entries(lab) == ()


def test_uid_without_an_identifier_of_ours():
    """An Observation of another system gets the same uuid on every device, made from its id."""
    foreign = {"resourceType": "Observation", "id": "77"}
    assert uid_of(foreign) == uid_of(dict(foreign))


def test_metres_and_pounds():
    """A walked distance and a load in pounds come back exactly where the log is gone."""
    walked = replace(
        COMPLETE, sets=(PerformedSet("s1", 1, metres=Decimal("12.5"), load=Load(LoadKind.LB, Decimal(5))),)
    )
    resource = record_to_observation(Record(walked, (walked,)), patient="p1")
    resource["extension"] = [item for item in resource["extension"] if item["url"] != codes.ENTRY_LOG]
    [found] = observation_to_entries(json.loads(json.dumps(resource)))
    assert found.sets == walked.sets
