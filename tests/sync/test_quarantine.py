"""Resources that may not be believed: each is set aside with a plain reason, and the rest of the program stands."""

from __future__ import annotations

import copy
from datetime import date

import pytest

from hep_care.schedule import ScheduleKind
from hep_sync.fhir import codes
from hep_sync.fhir.program import ResourceVersion, read_program
from sync.records import example

ZONE = "America/Chicago"
START = date(2026, 3, 2)
PLANS = [example("careplan-program"), example("careplan-phase1")]
GOOD = example("servicerequest-weekdays")


def read(*resources, patient=None):
    """The program of these resources beside the example plans and one good order."""
    seen = [ResourceVersion(resource, "1", START) for resource in (*PLANS, GOOD, *resources)]
    return read_program(seen, zone=ZONE, patient=patient)


def order(**changes):
    """An order like the good one, under another id."""
    return {**copy.deepcopy(GOOD), "id": "sr-other", **changes}


def with_dose(*parts):
    """An order with this dose."""
    inner = [{"url": url, key: value} for url, key, value in parts]
    return order(extension=[{"url": codes.EXERCISE_DOSE, "extension": inner}])


def deep(levels):
    """Extensions inside one another."""
    nest = {"url": "x", "valueString": "y"}
    for _ in range(levels):
        nest = {"url": "x", "extension": [nest]}
    return nest


REPS = ("reps", "valuePositiveInt", 10)
SECONDS = {"unit": "s", "system": codes.UCUM, "code": "s"}
CASES = {
    "resourceType unknown": {"resourceType": "Sandwich", "id": "s"},
    "resourceType missing": {"id": "s"},
    "not an object": ["x"],
    "modifier": order(modifierExtension=[{"url": "https://other.example/not", "valueBoolean": True}]),
    "modifier deep inside": order(code={"text": "x", "modifierExtension": [{"url": "x"}]}),
    "implicit rules": order(implicitRules="https://other.example/rules"),
    "what not to do": order(doNotPerform=True),
    "only a proposal": order(intent="proposal"),
    "other patient": order(subject={"reference": "Patient/p2"}),
    "subject inside the resource": order(subject={"reference": "#loop"}),
    "subject on another server": order(subject={"reference": "https://other.example/fhir/Patient/p1"}),
    "no subject": {key: value for key, value in order().items() if key != "subject"},
    "id too long": order(id="x" * 65),
    "id with a slash": order(id="a/b"),
    "id of dots": order(id=".."),
    "no id": {key: value for key, value in order().items() if key != "id"},
    "id in other letters": order(id="SR-SQUAT-1"),
    "same version, other contents": {**copy.deepcopy(GOOD), "status": "revoked"},
    "too deep": order(extension=[deep(100)]),
    "number too large": order(priorityRank=2**70),
    "not Unicode": order(patientInstruction="\ud800"),
    "text too long": order(patientInstruction="x" * 1_000_001),
    "attachment too large": order(photo={"data": "A" * 16_000_000}),
    "written on no date": order(authoredOn="2026-13-01"),
    "program that ends before it begins": {
        **PLANS[1], "id": "p9", "period": {"start": "2026-04-01", "end": "2026-03-01"},
    },
    "plan that is part of itself": {**PLANS[1], "id": "p9", "partOf": [{"reference": "CarePlan/p9"}]},
    "plan of another patient": {**PLANS[1], "id": "p9", "subject": {"reference": "Patient/p2"}},
    "exercise without an order": {**PLANS[1], "id": "p9", "activity": [{"detail": {"description": "Walk"}}]},
}  # fmt: skip
ASK = {
    "no repetitions": with_dose(("reps", "valuePositiveInt", 0)),
    "a billion repetitions": with_dose(("reps", "valuePositiveInt", 10**9)),
    "hold of a millisecond": with_dose(REPS, ("hold", "valueDuration", {"value": 0.001, **SECONDS})),
    "hold of ten hours": with_dose(REPS, ("hold", "valueDuration", {"value": 36000, **SECONDS})),
    "compared amount": with_dose(REPS, ("hold", "valueDuration", {"value": 5, "comparator": ">", **SECONDS})),
    "load in no unit": with_dose(REPS, ("load", "valueQuantity", {"value": 5})),
    "two doses": order(extension=[GOOD["extension"][0], GOOD["extension"][0]]),
    "contradictory timing": order(occurrenceTiming={"repeat": {"when": ["MORN"], "timeOfDay": ["07:00:00"]}}),
    "impossible date": order(occurrenceTiming={"repeat": {"boundsPeriod": {"start": "2026-02-30"}}}),
}


@pytest.mark.parametrize("case", CASES)
def test_set_aside(case):
    """The item is named with a reason, does not become part of the program, and nothing else is lost."""
    found = read(CASES[case])
    assert len(found.quarantined) == 1
    [item] = found.quarantined
    assert item.what
    assert item.why
    assert len(item.why) < 300
    assert [p.id for p in found.program.prescriptions] == ["sr-squat-1"]
    assert found.program.prescriptions[0].dose.reps == 8


@pytest.mark.parametrize("case", ASK)
def test_ask_your_therapist(case):
    """An order whose dose or timing cannot be meant is set aside and shown without them: ask your therapist."""
    found = read(ASK[case])
    assert [item.what for item in found.quarantined] == ["ServiceRequest/sr-other"]
    shown = found.program.prescription("sr-other")
    assert shown.instruction.startswith("Ask your therapist")
    assert shown.schedule.kind is ScheduleKind.UNSUPPORTED
    assert shown.dose.reps is None


def test_a_bad_later_version_ends_the_good_one():
    """When the newest version of an order may not be read, the old dose is not asked for any more."""
    bad = order(id=GOOD["id"], modifierExtension=[{"url": "x"}])
    seen = [ResourceVersion(resource, "1", START) for resource in (*PLANS, GOOD)]
    found = read_program([*seen, ResourceVersion(bad, "2", date(2026, 3, 11))], zone=ZONE)
    assert [p.valid_to for p in found.program.prescriptions] == [date(2026, 3, 10)]


def test_everything_of_somebody_else():
    """Asked for one patient, a whole program of another one is set aside."""
    found = read(patient="p2")
    assert found.program is None or not found.program.prescriptions


def test_a_cycle_of_many_plans_ends():
    """Ten thousand plans in a ring are looked at and set aside, without hanging."""
    ring = [
        {**PLANS[1], "id": f"r{n}", "partOf": [{"reference": f"CarePlan/r{(n + 1) % 10_000}"}], "activity": []}
        for n in range(10_000)
    ]
    found = read(*ring)
    assert len(found.program.phases) == 1
    assert len(found.quarantined) == 10_000


def test_withdrawn_things_are_hidden_and_kept():
    """An order entered in error is never due, and is still there to be read."""
    found = read(order(status="entered-in-error"))
    kept = found.program.prescription("sr-other")
    assert kept.status.value == "entered-in-error"
    assert found.quarantined == ()


def test_hostile_text_is_made_safe():
    """Escape sequences, reversed text and markup in names and notes come out as plain text."""
    hostile = order(
        code={"text": "Squat\x1b]52;c;eHh4\x07 [@click=app.quit]x[/]"},
        patientInstruction="up\u202edown\x9b31m",
    )
    shown = read(hostile).program.prescription("sr-other")
    assert shown.name == "Squat\ufffd [@click=app.quit]x[/]"
    assert "\u202e" not in shown.instruction
    assert "\x9b" not in shown.instruction


def test_narrative_is_never_read():
    """The narrative of a resource is HTML of somebody else: nothing of it reaches the program."""
    beacon = {"status": "generated", "div": "<div><img src='https://evil.example/x'/>BEACON</div>"}
    assert "BEACON" not in repr(read(order(text=beacon)).program)


def test_unknown_extensions_of_ours_are_shown():
    """An extension of a later version of this program is told in words, and the exercise stays."""
    later = {"url": f"{codes.BASE}/StructureDefinition/stretch-target", "valueString": "hamstring"}
    foreign = {"url": "https://other.example/billing", "valueString": "97110"}
    shown = read(order(extension=[*GOOD["extension"], later, foreign])).program.prescription("sr-other")
    assert shown.not_understood == ("stretch-target: hamstring",)
    assert shown.dose.reps == 8
