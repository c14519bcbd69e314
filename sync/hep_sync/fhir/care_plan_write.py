"""A program and its phases as CarePlans: writing, and the whole program as resources."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from hep_care.program import AfterEnd, Phase, Prescription, Program, Timings
from hep_sync.fhir import codes
from hep_sync.fhir.care_plan import LOCAL_PATIENT, TIMING_PARTS
from hep_sync.fhir.element import Json, duration, own, quantity, texts
from hep_sync.fhir.service_request_write import write_order


def write_program(program: Program, *, patient: str = LOCAL_PATIENT, source: str = "") -> list[Json]:
    """The resources of a program: its CarePlan, its phases' CarePlans, then its orders, in the order of a session.

    `source` is the digest of the file it comes from. Deterministic: equal programs make equal resources.
    """
    return [
        _write_plan(program, patient, source),
        *(_write_phase(program, phase, number, patient) for number, phase in enumerate(program.phases, 1)),
        *(
            write_order(
                prescription,
                patient=patient,
                plan=prescription.phase or program.id,
                authored=program.start,
                therapist=program.therapist,
                revision=f"{program.id}.{program.version}",
            )
            for prescription in program.prescriptions
        ),
    ]


def _write_plan(program: Program, patient: str, source: str) -> Json:
    own_orders = [p for p in program.prescriptions if p.phase is None]
    resource = _plan(program.id, program.version, program.title, patient)
    resource["status"] = program.status.value
    resource["extension"] = _program_extensions(program, source)
    resource |= _period(program.start, program.end)
    if program.start is not None:
        resource["created"] = program.start.isoformat()
    if program.therapist:
        resource["author"] = {"display": program.therapist}
    if program.notes:
        resource["note"] = [{"text": note} for note in program.notes]
    return resource | _activity(own_orders)


def _write_phase(program: Program, phase: Phase, number: int, patient: str) -> Json:
    resource = _plan(phase.id, program.version, phase.name, patient)
    resource["status"] = phase.status.value
    resource["partOf"] = [{"reference": f"CarePlan/{program.id}"}]
    inner: list[Json] = [
        {"url": "entry", "valueCode": phase.entry.value},
        {"url": "order", "valuePositiveInt": number},
        {"url": "advance", "valueCode": phase.advance.value},
    ]
    if phase.weeks is not None:
        inner.append({"url": "weeks", "valuePositiveInt": phase.weeks})
    if phase.criterion:
        inner.append({"url": "criterion", "valueString": phase.criterion})
    resource["extension"] = own(codes.PHASE_ENTRY, inner)
    resource |= _period(phase.start, phase.end)
    return resource | _activity([p for p in program.prescriptions if p.phase == phase.id])


def _plan(id: str, version: str, title: str, patient: str) -> Json:
    return {
        "resourceType": "CarePlan",
        "id": id,
        "meta": {"profile": [codes.PROFILE_CARE_PLAN], "versionId": version},
        "identifier": [{"system": codes.CARE_PLAN_ID, "value": id}],
        "intent": "plan",
        "category": [
            {"coding": [{"system": codes.CARE_PLAN_CATEGORY, "code": "assess-plan"}]},
            {"coding": [{"system": codes.PA_CODES, "code": "PhysicalActivity", "display": "Physical Activity"}]},
        ],
        "title": title,
        "subject": {"reference": f"Patient/{patient}"},
    }


def _program_extensions(program: Program, source: str) -> list[Json]:
    contact = [("name", program.clinic), ("phone", program.phone)]
    flags = {codes.SELF_PROGRESS: program.self_progress, codes.SAMPLE: program.sample}
    gap = quantity(program.min_gap_minutes, "min")
    return [
        *texts(codes.STOP_AND_CALL, program.stop_and_call),
        *texts(codes.EXERCISE_PRECAUTION, program.precautions),
        *own(codes.CLINIC_CONTACT, [{"url": url, "valueString": said} for url, said in contact if said]),
        *({"url": url, "valueBoolean": True} for url, said in flags.items() if said),
        *([{"url": codes.AFFECTED_SIDE, "valueCode": program.affected.value}] if program.affected else []),
        *([{"url": codes.AFTER_END, "valueCode": program.after_end.value}] * (program.after_end is not AfterEnd.ASK)),
        *([{"url": codes.MIN_GAP, "valueDuration": gap}] if program.min_gap_minutes != 120 else []),
        *own(codes.TIMINGS, _timing_parts(program.timings)),
        *texts(codes.SOURCE_DIGEST, (source,) if source else ()),
    ]


def _timing_parts(timings: Timings) -> list[Json]:
    usual = Timings()
    return [
        {"url": TIMING_PARTS[field.name], "valueDuration": duration(getattr(timings, field.name))}
        for field in fields(Timings)
        if getattr(timings, field.name) != getattr(usual, field.name)
    ]


def _period(start: date | None, end: date | None) -> Json:
    period = {"start": start, "end": end}
    said = {key: day.isoformat() for key, day in period.items() if day is not None}
    return {"period": said} if said else {}


def _activity(orders: list[Prescription]) -> Json:
    named = {p.id: p.name for p in orders}
    listed = [{"reference": {"reference": f"ServiceRequest/{id}", "display": name}} for id, name in named.items()]
    return {"activity": listed} if listed else {}
