"""A program becomes a patient's: new, as a new version of the one they have, or in place of another one.

What a past day asked for never moves. An order that changes is a new order that takes the place of the old one from
today on; what did not change keeps its id and its version.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from hep_care.courses import course_on, spans_of
from hep_care.phases import Span
from hep_clinic.care import revising
from hep_clinic.care.ending import end_others, withdraw_missing
from hep_clinic.care.plans import OPEN, Plan, below, part_of, start_of, stored_plan
from hep_clinic.care.record import PatientRecord, courses_of, plan_versions
from hep_clinic.errors import Refused
from hep_clinic.fhir.archive import Archive, Caller
from hep_clinic.settings import ClinicSettings
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, extensions, own, part, parts
from hep_sync.fhir.program import read_program


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the patient has now."""

    careplan: str
    version: str
    prescriptions: int
    changed: bool


def root_of(resources: Sequence[Json]) -> Json:
    """The CarePlan that is the program. Raises `Refused` where there is none, or more than one."""
    roots = [one for one in resources if one["resourceType"] == "CarePlan" and not one.get("partOf")]
    current = [one for one in roots if one.get("status") == "active"]
    if len(current or roots) != 1:
        raise Refused(
            "The file holds no program." if not roots else "The file holds several programs; give one at a time."
        )
    return (current or roots)[0]


def present_program(archive: Archive, patient: str, business: str) -> Json | None:
    """The patient's program of this name, where they have it now."""
    return Plan(patient, date.min, "", "", stored_plan(archive, patient)).open_of("CarePlan", business)


def assign(
    db: sqlite3.Connection, caller: Caller, record: PatientRecord, resources: Sequence[Json], settings: ClinicSettings,
    now: int, *, reason: str = "",
) -> Assigned:  # fmt: skip
    """Keep a program as the patient's, in the transaction that is open. Raises `Refused` where it cannot be used."""
    archive = Archive(db, caller)
    resources = _current(resources)
    root = root_of(resources)
    plan = Plan(record.patient, record.today(now), record.rules.zone, reason, stored_plan(archive, record.patient))
    wanted = [root, *below(root, resources)]
    known = plan.open_of("CarePlan", revising.business_id(root))
    begun = start_of(known)
    plan.renew = known is not None and begun != start_of(root) and (begun is None or begun > plan.today)
    _give_ids(plan, wanted)
    spans = _spans(record, known, plan.today)
    for one in wanted:
        if one["resourceType"] == "ServiceRequest":
            _order(plan, one, spans, begun, new_program=known is None)
    for one in wanted:
        if one["resourceType"] == "CarePlan":
            _care_plan(plan, one, settings, is_root=one is root)
    if known is None:
        end_others(plan, start_of(root) or plan.today)
    else:
        withdraw_missing(plan, known, wanted)
    stored = [archive.update(one)[0] for one in plan.writes]
    id = plan.ids[f"CarePlan/{root['id']}"].partition("/")[2]
    version = archive.read("CarePlan", id).version
    written = {f"{one.type}/{one.id}" for one in stored}
    return Assigned(id, str(version), _checked(db, record, id, written), bool(stored))


def _current(resources: Sequence[Json]) -> list[Json]:
    """What is in force now, without what it once replaced: elsewhere that was somebody's past."""
    here = [one for one in resources if one.get("status") in OPEN]
    gone = {f"{one['resourceType']}/{one['id']}" for one in resources if one.get("status") not in OPEN}
    made = []
    for one in here:
        made.append({key: value for key, value in one.items() if key != "replaces"})
        if "activity" in one:
            listed = [item for item in parts(one, "activity") if part(item, "reference").get("reference") not in gone]
            made[-1]["activity"] = listed
    return [one if one.get("activity") != [] else {k: v for k, v in one.items() if k != "activity"} for one in made]


def _give_ids(plan: Plan, wanted: Sequence[Json]) -> None:
    """Ids on this server: those of what is unchanged, new ones for the rest."""
    for one in wanted:
        type, business = str(one["resourceType"]), revising.business_id(one)
        here = plan.open_of(type, business)
        same = here is not None and (
            type == "CarePlan" or (not plan.renew and revising.digest_kept(here) == revising.digest(one))
        )
        id = str(here["id"]) if here is not None and same else str(uuid4())
        plan.ids[f"{type}/{one['id']}"] = f"{type}/{id}"


def _order(plan: Plan, one: Json, spans: Mapping[str, Span], begun: date | None, *, new_program: bool) -> None:
    here = plan.open_of("ServiceRequest", revising.business_id(one))
    name = plan.ids[f"ServiceRequest/{one['id']}"]
    if here is not None and name == f"ServiceRequest/{here['id']}":
        return
    made = revising.tagged(revising.with_business_id(_here(plan, one)), revising.digest(one))
    if not new_program:
        first, anchor = _from(plan, one, spans, begun)
        made = revising.beginning(made, first, anchor, plan.zone) if first is not None else made
        made = revising.with_reason({**made, "authoredOn": plan.today.isoformat()}, plan.reason)
    if here is not None:
        made = {**made, "replaces": [{"reference": f"ServiceRequest/{here['id']}"}]}
        plan.writes.append(revising.with_reason({**here, "status": "revoked"}, plan.reason))
    plan.writes.append(made)


def _from(plan: Plan, one: Json, spans: Mapping[str, Span], begun: date | None) -> tuple[date | None, date | None]:
    """From when a changed order is due, and what its rhythm counts from; None where it has not begun yet."""
    if begun is None or begun > plan.today:
        return None, None
    on_phase = any(item.get("valueCode") == "phase" for item in extensions(one, codes.DAY_ANCHOR))
    homes = {plan.ids.get(f"CarePlan/{id}", "").partition("/")[2] for id in part_of(one)}
    phase = next((spans[id] for id in homes if id in spans), None)
    if on_phase:
        # Before its phase begins nothing of it is past, and the phase will say from when on.
        return (plan.today, phase.start) if phase else (None, None)
    return plan.today, begun


def _care_plan(plan: Plan, one: Json, settings: ClinicSettings, *, is_root: bool) -> None:
    here = plan.open_of("CarePlan", revising.business_id(one))
    made = revising.tagged(revising.with_business_id(_here(plan, one)), revising.digest(one))
    if here is not None:
        if "start" in part(here, "period") and not (is_root and _moved(one, here)):
            made["period"] = {**part(made, "period"), "start": here["period"]["start"]}
        if one.get("status") == "draft":
            # The therapist has said meanwhile that the phase begins.
            made["status"] = here["status"]
        if "created" in here:
            made["created"] = here["created"]
    if is_root:
        made = _with_contact(made, settings)
        if plan.reason:
            made["note"] = [*parts(made, "note"), {"text": plan.reason, "time": plan.today.isoformat()}]
        elif here is not None and here.get("note") and _same_but(made, here, "note"):
            # Nothing changed, so that what was said of the last change still holds.
            made["note"] = here["note"]
    if here is None or revising.content_of(made) != revising.content_of(here):
        plan.writes.append(made)


def _moved(one: Json, here: Json) -> bool:
    """Whether the program is to begin on another day, and has not begun yet."""
    return bool(part(one, "period").get("start") != here["period"]["start"])


def _same_but(made: Json, here: Json, key: str) -> bool:
    first, second = revising.content_of(made), revising.content_of(here)
    return {k: v for k, v in first.items() if k != key} == {k: v for k, v in second.items() if k != key}


def _with_contact(made: Json, settings: ClinicSettings) -> Json:
    if not extensions(made, codes.CLINIC_CONTACT):
        said = [("name", settings.clinic), ("phone", settings.phone)]
        contact = own(codes.CLINIC_CONTACT, [{"url": url, "valueString": text} for url, text in said if text])
        made = {**made, "extension": [*parts(made, "extension"), *contact]}
    return made if made.get("author") else {**made, "author": {"display": settings.clinic}}


def _here(plan: Plan, one: Json) -> Json:
    made: Json = revising.rewritten(one, plan.ids, plan.patient)
    subject = {"reference": f"Patient/{plan.patient}"}
    id = plan.ids[f"{one['resourceType']}/{one['id']}"].partition("/")[2]
    made = {**made, "id": id, "subject": subject}
    if one["resourceType"] == "ServiceRequest" and "performer" in made:
        made["performer"] = [subject]
    return made


def _spans(record: PatientRecord, known: Json | None, today: date) -> dict[str, Span]:
    """The phases of the present program that have begun, by their id here."""
    course = course_on(record.courses, today)
    if known is None or course is None or course.program.id != known["id"]:
        return {}
    return {span.phase.id: span for span in spans_of(course, today, record.rules, record.read)}


def _checked(db: sqlite3.Connection, record: PatientRecord, id: str, written: set[str]) -> int:
    """How many exercises the patient's app will find in it; raises `Refused` where it could not use it."""
    versions = plan_versions(db, record.patient, record.rules)
    read = read_program(versions, zone=record.rules.zone, patient=record.patient, plan=id)
    doubts = [one for one in read.quarantined if one.what in written]
    if read.program is None or doubts:
        why = doubts[0].why if doubts else "it holds no program"
        raise Refused(f"This program cannot be used: {why}.")
    if not courses_of(versions, record.patient, record.rules.zone):
        raise Refused("This program cannot be used: it is not active.")
    newest = {one.id: one for one in read.program.prescriptions}
    return sum(one.status.value == "active" for one in newest.values())
