"""Programs from FHIR resources: the examples, revisions over time, phases, and the way back."""

from __future__ import annotations

import copy
import time as clock
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hep_care.dose import Side
from hep_care.due import day_plan
from hep_care.phases import Span, spans
from hep_care.program import (
    Advance,
    AfterEnd,
    Cue,
    CueType,
    Phase,
    PhaseEntry,
    Prescription,
    Priority,
    Program,
    Status,
    SymptomRule,
    Timings,
)
from hep_sync.fhir.care_plan_write import write_program
from hep_sync.fhir.program import ResourceVersion, read_program
from sync.records import doses, example
from sync.test_timing import _schedules

ZONE = "America/Chicago"
START = date(2026, 3, 2)
PLANS = ("careplan-program", "careplan-phase1", "careplan-phase2-draft")
ORDERS = (
    "servicerequest-n-per-day", "servicerequest-weekdays", "servicerequest-every-other-day",
    "servicerequest-time-of-day", "servicerequest-when-codes", "servicerequest-as-needed",
    "servicerequest-weekly-quota", "servicerequest-draft-next-phase",
)  # fmt: skip


def version(resource, label="1", day=START):
    """One version of a resource."""
    return ResourceVersion(resource, label, day)


def examples(*names):
    """Versions of these examples, as first seen."""
    return [version(example(name)) for name in names]


def later(resource, label, day, **changes):
    """A later version of a resource."""
    return version({**copy.deepcopy(resource), **changes}, label, day)


def reread(program, patient="me"):
    """A program written as resources and read again."""
    resources = write_program(program, patient=patient)
    seen = [version(resource, resource["meta"]["versionId"], program.start) for resource in resources]
    return read_program(seen, zone=ZONE)


def test_examples_make_one_program():
    """The example plans and orders are one program of two phases, in the order of the plan, with nothing set aside."""
    found = read_program(examples(*PLANS, *ORDERS, "servicerequest-revision-new"), zone=ZONE)
    assert found.quarantined == found.waiting == ()
    program = found.program
    assert (program.id, program.title, program.therapist) == ("hep42", "Knee home program", "Sam Therapist, PT")
    assert (program.start, program.end, program.patient) == (START, date(2026, 4, 26), "p1")
    assert [phase.id for phase in program.phases] == ["hep42-phase1", "hep42-phase2"]
    assert [phase.status for phase in program.phases] == [Status.ACTIVE, Status.DRAFT]
    assert [p.exercise for p in program.prescriptions] == [
        "slr", "slr", "mini-squat", "stationary-bike", "calf-stretch", "ankle-pump", "heel-slide", "walk", "step-up",
    ]  # fmt: skip
    assert program.prescriptions[2].affected is Side.LEFT


def test_replacement_ends_the_old_order_the_day_before():
    """The old order is in force through 16 March and the new one from the 17th, in one lineage."""
    old, new = example("servicerequest-n-per-day"), example("servicerequest-revision-new")
    revoked = version(example("servicerequest-revision-old-revoked"), "2", date(2026, 3, 16))
    found = read_program([*examples(*PLANS), version(old), version(new, day=date(2026, 3, 16)), revoked], zone=ZONE)
    in_force = [(p.id, p.version, p.valid_from, p.valid_to) for p in found.program.prescriptions]
    assert in_force == [
        ("sr-slr-1", "1", START, date(2026, 3, 16)),
        ("sr-slr-1", "2", date(2026, 3, 17), None),
        ("sr-slr-2", "1", date(2026, 3, 17), None),
    ]
    assert {p.line for p in found.program.prescriptions} == {"sr-slr-1"}


def test_history_is_the_same_where_only_the_end_was_seen():
    """A device that first sees an order after it was revoked still knows it was due until then."""
    plans = examples(*PLANS)
    revoked = version(example("servicerequest-revision-old-revoked"), "2", date(2026, 3, 16))
    new = version(example("servicerequest-revision-new"), "1", date(2026, 4, 1))
    both = [version(example("servicerequest-n-per-day")), revoked, new]
    for day in (START, date(2026, 3, 16), date(2026, 3, 17)):
        due = []
        for seen in (both, [revoked, new]):
            program = read_program([*plans, *seen], zone=ZONE).program
            run = (Span(program.phases[0], START),)
            due.append([item.prescription.id for item in day_plan(program, day, run).items])
        assert due[0] == due[1]
        assert due[0][0] == ("sr-slr-1" if day < date(2026, 3, 17) else "sr-slr-2")


def test_withdrawn_without_replacement():
    """An order that is only revoked ends the day before that was seen, and stays readable."""
    revoked = version(example("servicerequest-revision-old-revoked"), "2", date(2026, 3, 16))
    found = read_program([*examples(*PLANS), version(example("servicerequest-n-per-day")), revoked], zone=ZONE)
    first, last = found.program.prescriptions
    assert (first.valid_to, first.status) == (date(2026, 3, 15), Status.ACTIVE)
    assert (last.valid_to, last.status, last.reason) == (None, Status.REVOKED, "Progressed")


def test_an_order_changed_in_place_makes_a_revision():
    """A clinic that edits an active order does not rewrite the days before."""
    old = example("servicerequest-weekdays")
    changed = copy.deepcopy(old)
    changed["extension"][0]["extension"][1]["valuePositiveInt"] = 12
    found = read_program([*examples(*PLANS), version(old), version(changed, "2", date(2026, 3, 11))], zone=ZONE)
    first, second = found.program.prescriptions
    assert (first.dose.reps, first.valid_from, first.valid_to) == (8, START, date(2026, 3, 10))
    assert (second.dose.reps, second.valid_from, second.valid_to) == (12, date(2026, 3, 11), None)
    assert [p.dose.reps for p in found.program.in_force(date(2026, 3, 10))] == [8]


def test_first_version_counts_from_its_own_start():
    """Whatever day it arrived: bounds first, then its plan's period, then the day it was written."""
    order, plan = example("servicerequest-draft-next-phase"), example("careplan-program")
    order |= {"basedOn": [{"reference": "CarePlan/hep42"}], "status": "active", "authoredOn": "2026-03-05T03:00:00Z"}
    late = date(2026, 5, 1)
    bounded = copy.deepcopy(order)
    bounded["occurrenceTiming"]["repeat"]["boundsPeriod"] = {"start": "2026-03-09"}
    no_period = {key: value for key, value in plan.items() if key != "period"}
    for this_plan, this_order, expected in (
        (plan, bounded, date(2026, 3, 9)),
        (plan, order, START),
        (no_period, order, date(2026, 3, 4)),
    ):
        found = read_program([version(this_plan, day=late), version(this_order, day=late)], zone=ZONE)
        assert found.program.prescriptions[0].valid_from == expected


def test_a_phase_seen_waiting_starts_when_it_is_entered():
    """A draft phase becomes active on 6 April although its plan said 30 March: the days between stay in phase one."""
    draft = example("careplan-phase2-draft")
    entered = later(draft, "2", date(2026, 4, 6), status="active")
    found = read_program([*examples("careplan-program", "careplan-phase1"), version(draft), entered], zone=ZONE)
    assert found.program.phases[1].start == date(2026, 4, 6)
    run = spans(found.program, date(2026, 4, 10), lambda *_: None)
    assert [(span.phase.id, span.start) for span in run] == [
        ("hep42-phase1", START),
        ("hep42-phase2", date(2026, 4, 6)),
    ]


def test_a_begun_program_is_not_put_off():
    """A later version of the plan with a later start leaves the past where it was."""
    plan = example("careplan-program")
    moved = later(plan, "2", date(2026, 3, 10), period={"start": "2026-03-09"})
    assert read_program([version(plan), moved], zone=ZONE).program.start == START
    put_off = later(plan, "2", date(2026, 3, 1), period={"start": "2026-03-09"})
    assert read_program([version(plan, day=date(2026, 2, 27)), put_off], zone=ZONE).program.start == date(2026, 3, 9)


def test_what_has_not_arrived_is_waited_for():
    """References to orders and plans that are not there yet are named, and nothing else is lost."""
    found = read_program(examples("careplan-program", "careplan-phase1", "servicerequest-weekdays"), zone=ZONE)
    assert "ServiceRequest/sr-slr-2" in found.waiting
    assert [p.id for p in found.program.prescriptions] == ["sr-squat-1"]
    found = read_program(examples("careplan-program", "servicerequest-weekdays"), zone=ZONE)
    assert found.waiting == ("CarePlan/hep42-phase1",)


def test_no_plan_is_no_program():
    """Orders alone make no program, and that is no error."""
    assert read_program(examples("servicerequest-weekdays"), zone=ZONE).program is None


def test_the_active_program_is_taken():
    """Of several programs the active one that begins last is read; another one by its id."""
    old = {**example("careplan-program"), "id": "old", "period": {"start": "2026-05-01"}, "status": "completed"}
    seen = [version(old), *examples("careplan-program")]
    assert read_program(seen, zone=ZONE).program.id == "hep42"
    assert read_program(seen, zone=ZONE, plan="old").program.status is Status.COMPLETED


def test_five_thousand_exercises_are_fine():
    """A plan of 5,000 exercises is read in under ten seconds, whatever machine this is."""
    plan, order = example("careplan-program"), example("servicerequest-n-per-day")
    seen = [version(plan)]
    for number in range(5000):
        seen.append(version({**order, "id": f"o{number}", "basedOn": [{"reference": "CarePlan/hep42"}]}))
    began = clock.monotonic()
    found = read_program(seen, zone=ZONE)
    assert clock.monotonic() - began < 10
    assert len(found.program.prescriptions) == 5000


_text = st.sampled_from(("", "Keep the knee straight", "膝を伸ばす", "a [b] c"))
_texts = st.lists(_text.filter(bool), max_size=2).map(tuple)


@st.composite
def _programs(draw):
    phases = tuple(
        Phase(
            id=f"p-{name}",
            name=name,
            entry=PhaseEntry.DATE if number == 0 else draw(st.sampled_from((PhaseEntry.WEEKS, PhaseEntry.WORD))),
            start=START if number == 0 else None,
            weeks=draw(st.none() | st.integers(1, 12)),
            advance=draw(st.sampled_from(Advance)),
            criterion=draw(_text),
            status=Status.ACTIVE if number == 0 else Status.DRAFT,
        )
        for number, name in enumerate(draw(st.sampled_from(((), ("s1", "s2")))))
    )
    orders = [
        draw(_orders(f"p-{exercise}", exercise, phase))
        for phase in ([phase.id for phase in phases] or [None])
        for exercise in (f"a{len(phase or '')}{phase}", f"b{phase}")
    ]
    return Program(
        id="p",
        title=draw(_text.filter(bool)),
        version="1-ab",
        start=START,
        end=draw(st.sampled_from((None, START + timedelta(days=83)))),
        phases=phases,
        prescriptions=tuple(orders),
        precautions=draw(_texts),
        stop_and_call=draw(_texts),
        phone=draw(st.sampled_from(("", "+1 555 0100"))),
        clinic=draw(_text),
        therapist=draw(_text),
        sample=draw(st.booleans()),
        after_end=draw(st.sampled_from(AfterEnd)),
        self_progress=draw(st.booleans()),
        min_gap_minutes=draw(st.sampled_from((0, 120, 240))),
        timings=draw(st.sampled_from((Timings(), Timings(rep_s=4, rest_s=0, lead_in_s=10)))),
        notes=draw(_texts),
        affected=draw(st.sampled_from((None, Side.LEFT, Side.RIGHT))),
    )


@st.composite
def _orders(draw, id, exercise, phase):
    return Prescription(
        id=id,
        version="1-cd",
        exercise=exercise,
        name=draw(_text.filter(bool)),
        dose=draw(doses()),
        schedule=draw(_schedules()),
        lineage=draw(st.sampled_from(("", "7b1d"))),
        phase=phase,
        start=START,
        cues=tuple(Cue(text, draw(st.sampled_from(CueType))) for text in draw(_texts)),
        precautions=draw(_texts),
        purpose=draw(_text),
        equipment=draw(_texts),
        gate=draw(_text),
        symptom_rule=draw(
            st.none()
            | st.builds(
                SymptomRule,
                st.sampled_from(("pain_0_10", "dizziness_0_10")),
                st.none() | st.integers(0, 10),
                _text,
                st.booleans(),
                st.booleans(),
                st.booleans(),
                _text,
            )
        ),
        priority=draw(st.sampled_from(Priority)),
        progression=draw(_texts),
        instruction=draw(_text),
        affected=draw(st.sampled_from((None, Side.LEFT))),
    )


@given(_programs())
@settings(max_examples=60, deadline=None)
def test_round_trip(program):
    """A program read from its resources is written as the same resources and read as the same program."""
    found = reread(program)
    assert found.quarantined == ()
    first = found.program
    assert [p.dose for p in first.prescriptions] == [p.dose for p in program.prescriptions]
    assert [p.schedule for p in first.prescriptions] == [p.schedule for p in program.prescriptions]
    assert [p.cues for p in first.prescriptions] == [p.cues for p in program.prescriptions]
    assert [p.symptom_rule for p in first.prescriptions] == [p.symptom_rule for p in program.prescriptions]
    assert first.phases == program.phases
    assert reread(first).program == first
    assert write_program(first) == write_program(program)


def test_the_instruction_says_it_all():
    """The text of an order repeats the therapist's words, the dose, the times and when to stop."""
    rule = SymptomRule(ceiling=4, settle="24 h")
    dose = read_program(examples(*PLANS, "servicerequest-n-per-day"), zone=ZONE).program.prescriptions[0]
    order = Prescription("a", "1", "a", "A", dose.dose, dose.schedule, symptom_rule=rule, instruction="Lie down.")
    text = write_program(Program("p", "P", start=START, prescriptions=(order,)))[1]["patientInstruction"]
    for said in ("Lie down.", "3 × 10–12", "hold 5 s", "left side", "Twice a day", "stop above pain 4", "24 h"):
        assert said in text
