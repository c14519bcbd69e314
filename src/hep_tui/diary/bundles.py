"""Taking in a FHIR Bundle from a file: the program, and everything that was logged, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hep_care.entry import Entry
from hep_care.plain_text import plain_text
from hep_sync.errors import NotUnderstood, Quarantined
from hep_sync.fhir.bundle import Piece, entries_of
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.plan_versions import Found
from hep_tui.diary.programs import (
    BATCH,
    CHUNK,
    NOBODY,
    PATIENT,
    Imported,
    Progress,
    QuestionError,
    begin_past_program,
    take_history,
    take_resources,
)
from hep_tui.store.quarantine import Quarantined as SetAside

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

_FUTURE = timedelta(days=1)
_PLAN_TYPES = ("CarePlan", "ServiceRequest")


@dataclass(slots=True)
class _Survey:
    """What a first reading of the file found, before anything is written."""

    plan: list[Found] = field(default_factory=list)
    active: list[tuple[date, date | None, str]] = field(default_factory=list)
    """First and last day of each program, where the file says which one was the patient's when."""
    patients: set[str] = field(default_factory=set)
    observations: int = 0
    pieces: int = 0


def import_bundle(
    diary: Diary, path: Path, *, replace: bool, other_patient: bool, progress: Progress | None = None
) -> Imported:
    """Take in a Bundle. It is read twice: once to see that all of it can be read, once to keep it."""
    survey = _survey(path)
    _check_patient(diary, survey, other_patient)
    roots = _roots(survey)
    if not roots and diary.course() is None:
        raise RefusedError("This bundle holds no program (CarePlan), and there is none here yet; nothing was taken in.")
    with diary.store.transaction():
        entries, new, set_aside = _keep_entries(diary, path, progress)
        taken = _take_programs(diary, survey, roots, replace)
        if survey.patients and diary.store.meta(PATIENT) is None:
            diary.store.set_meta(PATIENT, min(survey.patients))
    diary.forget()
    return Imported(taken.program, taken.prescriptions, entries, taken.new + new, (*taken.quarantined, *set_aside))


def _take_programs(diary: Diary, survey: _Survey, roots: list[str], replace: bool) -> Imported:
    """The programs of the file, one after the other; what they replaced in the file they replace here."""
    if not roots:
        present = diary.program()
        assert present is not None
        return Imported(present, 0, 0, 0)
    present = diary.program()
    known = {course.program.id for course in diary.courses()}
    if survey.active and not known:
        return take_history(diary, survey.plan, sorted(survey.active, key=lambda one: one[0]))
    if present is None:
        for earlier in roots[:-1]:
            begin_past_program(diary, survey.plan, earlier)
    elif present.id in roots[:-1] and roots[-1] not in known:
        replace = True
    return take_resources(diary, survey.plan, roots[-1], replace)


def _pieces(path: Path) -> Iterator[Piece]:
    def chunks() -> Iterator[str]:
        with path.open(encoding="utf-8-sig") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    try:
        yield from entries_of(chunks())
    except UnicodeDecodeError as error:
        raise RefusedError("The file is not UTF-8 text; nothing was taken in.") from error


def _survey(path: Path) -> _Survey:
    from hep_sync.fhir import codes
    from hep_sync.fhir.element import extension, extensions, part

    survey = _Survey()
    for piece in _pieces(path):
        survey.pieces += 1
        type = piece.resource.get("resourceType")
        if type in _PLAN_TYPES:
            survey.plan.append(Found(piece.resource, piece.raw, _day(extension(piece.beside, codes.EFFECTIVE_FROM))))
            periods = (part(item, "valuePeriod") for item in extensions(piece.beside, codes.ACTIVE_PERIOD))
            found = [(_day(period, "start"), _day(period, "end")) for period in periods]
            survey.active += [(start, end, str(piece.resource.get("id"))) for start, end in found if start is not None]
        survey.observations += type == "Observation"
        subject = piece.resource.get("subject")
        if isinstance(subject, dict) and isinstance(subject.get("reference"), str):
            patient = subject["reference"].removeprefix("Patient/")
            if patient != NOBODY:
                survey.patients.add(patient)
    return survey


def _day(element: dict[str, Any], key: str = "valueDate") -> date | None:
    """A date that our own export writes beside a resource."""
    from hep_sync.fhir.moment import read_day

    try:
        return read_day(element.get(key), "UTC")
    except NotUnderstood:
        return None


def _check_patient(diary: Diary, survey: _Survey, other_patient: bool) -> None:
    if len(survey.patients) > 1:
        raise RefusedError("This file mixes several patients, so nothing of it was taken in.")
    known = diary.store.meta(PATIENT)
    other = survey.patients - {known}
    if known is not None and other and not other_patient:
        name = plain_text(min(other), limit=60)
        raise QuestionError(f"This file belongs to another patient ({name}).", "--other-patient")


def _roots(survey: _Survey) -> list[str]:
    """The ids of the programs, in the order they begin: CarePlans that are nobody's part."""
    newest = {
        str(r.get("id")): r for r, *_ in survey.plan if r.get("resourceType") == "CarePlan" and not r.get("partOf")
    }
    return sorted(newest, key=lambda at: (newest[at].get("status") == "active", _start(newest[at]), at))


def _start(plan: dict[str, Any]) -> str:
    period = plan.get("period")
    return str(period.get("start", "")) if isinstance(period, dict) else ""


def _keep_entries(diary: Diary, path: Path, progress: Progress | None) -> tuple[int, int, list[Quarantined]]:
    seen, new = 0, 0
    set_aside: list[Quarantined] = []
    stream = _entries(diary, path, set_aside)
    while batch := list(islice(stream, BATCH)):
        seen += len(batch)
        new += diary.store.receive(batch, diary.clock.now()).new
        if progress is not None:
            progress(seen)
    return seen, new, set_aside


def _entries(diary: Diary, path: Path, set_aside: list[Quarantined]) -> Iterator[Entry]:
    from hep_sync.fhir.observation import observation_to_entries

    latest = diary.clock.now() + _FUTURE
    for piece in _pieces(path):
        if piece.resource.get("resourceType") in (*_PLAN_TYPES, "Patient", None) and piece.resource:
            continue
        what = f"{piece.resource.get('resourceType', 'entry')}/{piece.resource.get('id', '?')}"
        try:
            found = observation_to_entries(piece.resource)
            if any(entry.at > latest for entry in found):
                raise NotUnderstood("its date lies in the future")
        except NotUnderstood as error:
            quarantined = Quarantined(plain_text(what, limit=120), str(error))
            set_aside.append(quarantined)
            diary.store.quarantine(SetAside("import", quarantined.what, quarantined.why, piece.raw, diary.clock.now()))
            continue
        yield from found
