"""What a patient did, from an Observation: the entries of its log, or its content where the log is gone.

Without a log the content becomes one entry of source `IMPORTED`. Writing is in `observation_write`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import NAMESPACE_URL, UUID, uuid5

from hep_care.day import DayRules, local_date, zone_named
from hep_care.entry import (
    Entry,
    EntryKind,
    Outcome,
    Source,
)
from hep_care.plain_text import plain_text
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import (
    Json,
    code,
    coded,
    codings,
    concept_words,
    extension,
    extension_words,
    extensions,
    part,
    parts,
    reference_id,
    words,
)
from hep_sync.fhir.entry_log import read_log
from hep_sync.fhir.limits import check
from hep_sync.fhir.moment import read_day, read_moment
from hep_sync.fhir.observation_write import record_to_observation
from hep_sync.fhir.performed import component, read_effort, read_reason, read_sets, read_symptoms

__all__ = [
    "IMPORTED_DEVICE",
    "observation_patient",
    "observation_to_entries",
    "record_to_observation",
    "replaced_observation",
    "uid_of",
]

IMPORTED_DEVICE = "imported"
"""Device of an entry that no device of ours made; its `device_seq` is 0."""
_STATUSES = ("final", "amended", "corrected", "preliminary", "cancelled", "entered-in-error")
_URN = "urn:uuid:"


def observation_to_entries(resource: Json, *, zone: str = "UTC") -> tuple[Entry, ...]:
    """The entries of an Observation, oldest first; empty where it is no record of exercise or symptoms.

    `zone` is used where the resource names none. Raises `NotUnderstood` where it may not be taken.
    """
    check(resource)
    if resource["resourceType"] != "Observation" or _kind(resource) is None:
        return ()
    logged = extensions(resource, codes.ENTRY_LOG)
    if logged:
        return read_log(logged, uid_of(resource))
    return _from_content(resource, zone)


def replaced_observation(resource: Json) -> str:
    """Server id of the Observation that this one takes the place of; empty where it replaces none."""
    return reference_id(part(extension(resource, codes.OBSERVATION_REPLACES), "valueReference"), "Observation")


def observation_patient(resource: Json) -> str:
    """Id of the patient; empty where it is not on this server."""
    return reference_id(part(resource, "subject"), "Patient")


def uid_of(resource: Json) -> str:
    """The uuid of the record, which is that of its first entry; made from the server's id where it has none."""
    for item in parts(resource, "identifier"):
        value = code(item, "value")
        if item.get("system") == codes.URI and value.startswith(_URN):
            try:
                return str(UUID(value.removeprefix(_URN)))
            except ValueError:
                continue
    id = code(resource, "id")
    if not id:
        raise NotUnderstood("it has neither an identifier of ours nor an id")
    return str(uuid5(NAMESPACE_URL, f"{codes.BASE}/Observation/{id}"))


def _kind(resource: Json) -> EntryKind | None:
    asked = resource.get("code")
    if coded(asked, codes.LOINC) == codes.EXERCISE_ACTIVITY:
        absent = coded(resource.get("dataAbsentReason"), codes.DATA_ABSENT) == "not-performed"
        return EntryKind.SKIP if absent or code(resource, "status") == "cancelled" else EntryKind.COMPLETION
    if coded(asked, codes.LOINC) == codes.PAIN or coded(asked, codes.HEP) == "symptom":
        return EntryKind.SYMPTOM
    return None


def _from_content(resource: Json, zone: str) -> tuple[Entry, ...]:
    kind = _kind(resource) or EntryKind.COMPLETION
    status = code(resource, "status")
    if status not in _STATUSES:
        raise NotUnderstood(f"its status {ascii(status)[:40]} is not that of something done")
    zone = extension_words(resource, codes.LOCAL_ZONE) or zone
    slot_day, slot = _slot(resource, zone)
    start, end = _effective(resource, zone)
    day = _local_date(resource, zone) or slot_day or local_date(start, DayRules(zone))
    logged_at = read_moment(resource["issued"]) if "issued" in resource else end or start
    reason, reason_text = read_reason(resource)
    prescription, version = _prescription(resource)
    entry = Entry(
        id=uid_of(resource),
        kind=kind,
        date=day,
        zone=zone,
        at=start,
        logged_at=logged_at,
        device=IMPORTED_DEVICE,
        device_seq=0,
        refers_to=_derived_from(resource),
        prescription=prescription,
        prescription_version=version,
        exercise=_exercise(resource, kind),
        slot=slot,
        status=_outcome(resource, kind),
        ended=end,
        sets=read_sets(resource, uid_of(resource)),
        symptoms=read_symptoms(resource, kind),
        effort=read_effort(resource),
        reason=reason,
        reason_text=reason_text,
        note="\n".join(text for item in parts(resource, "note") if (text := words(item, "text", lines=True))),
        source=Source.IMPORTED,
    )
    return (entry, _retraction(entry, resource)) if status == "entered-in-error" else (entry,)


def _retraction(entry: Entry, resource: Json) -> Entry:
    why = concept_words(extension(resource, codes.EVENT_STATUS_REASON).get("valueCodeableConcept"))
    return Entry(
        id=str(uuid5(UUID(entry.id), "retraction")),
        kind=EntryKind.RETRACTION,
        date=entry.date,
        zone=entry.zone,
        at=entry.logged_at,
        logged_at=entry.logged_at,
        device=IMPORTED_DEVICE,
        device_seq=0,
        refers_to=entry.id,
        source=Source.IMPORTED,
        why=why,
    )


def _local_date(resource: Json, zone: str) -> date | None:
    said = extension(resource, codes.LOCAL_DATE).get("valueDate")
    return None if said is None else read_day(said, zone)


def _slot(resource: Json, zone: str) -> tuple[date | None, int | None]:
    """Local date and slot of "2026-03-04/1"."""
    said = code(extension(resource, codes.SCHEDULED_SLOT), "valueString")
    if not said:
        return None, None
    day, _, number = said.partition("/")
    if not (number.isascii() and number.isdigit() and len(number) < 4 and int(number) > 0):
        raise NotUnderstood(f"its slot {ascii(said)[:40]} is not a date and a number")
    return read_day(day, zone), int(number)


def _effective(resource: Json, zone: str) -> tuple[datetime, datetime | None]:
    period = part(resource, "effectivePeriod")
    if "start" in period:
        start = _moment(period["start"], zone)
        end = read_moment(period["end"]) if "end" in period else None
        if end is not None and end < start:
            raise NotUnderstood("it ends before it begins")
        return start, end
    said = resource.get("effectiveDateTime", resource.get("effectiveInstant"))
    if said is None:
        raise NotUnderstood("it does not say when it was done")
    return _moment(said, zone), None


def _moment(said: object, zone: str) -> datetime:
    """A moment; a date alone is its noon on the patient's wall."""
    if isinstance(said, str) and "T" not in said:
        return datetime.combine(read_day(said, zone), time(12), zone_named(zone))
    return read_moment(said)


def _prescription(resource: Json) -> tuple[str | None, str | None]:
    for item in parts(resource, "basedOn"):
        if id := reference_id(item, "ServiceRequest"):
            said = extension(item, codes.PRESCRIPTION_VERSION)
            version = words(said, "valueId", limit=64) or words(said, "valueString", limit=64)
            return id, version or None
    return None, None


def _derived_from(resource: Json) -> str | None:
    for item in parts(resource, "derivedFrom"):
        value = code(part(item, "identifier"), "value")
        if value.startswith(_URN):
            return plain_text(value.removeprefix(_URN), limit=64)
    return None


def _exercise(resource: Json, kind: EntryKind) -> str | None:
    asked = component(resource, "asked-exercise")
    said = asked if kind is EntryKind.SKIP and asked else resource
    concept = said.get("valueCodeableConcept")
    return next((found for item in codings(concept) if (found := words(item, "code", limit=80))), None)


def _outcome(resource: Json, kind: EntryKind) -> Outcome | None:
    said = coded(component(resource, "completion").get("valueCodeableConcept"), codes.HEP)
    if kind is EntryKind.SKIP:
        return Outcome.SKIPPED
    return Outcome(said) if said in Outcome._value2member_map_ else None
