"""Taking in a FHIR Bundle from a file: the program, and everything that was logged, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hep_care.entry import Entry
from hep_care.plain_text import plain_text
from hep_sync.errors import NotUnderstood, Quarantined
from hep_sync.fhir.stream import Piece, entries_of
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.programs import BATCH, CHUNK, NOBODY, PATIENT, Imported, Progress, QuestionError, take_resources
from hep_tui.store.quarantine import Quarantined as SetAside

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

_FUTURE = timedelta(days=1)
_PLAN_TYPES = ("CarePlan", "ServiceRequest")


@dataclass(slots=True)
class _Survey:
    """What a first reading of the file found, before anything is written."""

    plan: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    patients: set[str] = field(default_factory=set)
    observations: int = 0
    pieces: int = 0


def import_bundle(
    diary: Diary, path: Path, *, replace: bool, other_patient: bool, progress: Progress | None = None
) -> Imported:
    """Take in a Bundle. It is read twice: once to see that all of it can be read, once to keep it."""
    survey = _survey(path)
    _check_patient(diary, survey, other_patient)
    root = _root(survey)
    if root is None and diary.course() is None:
        raise RefusedError("This bundle holds no program (CarePlan), and there is none here yet; nothing was taken in.")
    with diary.store.transaction():
        entries, new, set_aside = _keep_entries(diary, path, progress)
        if root is not None:
            taken = take_resources(diary, survey.plan, root, replace, entries, new)
        else:
            present = diary.program()
            assert present is not None
            taken = Imported(present, 0, entries, new)
        if survey.patients and diary.store.meta(PATIENT) is None:
            diary.store.set_meta(PATIENT, min(survey.patients))
    diary.forget()
    return Imported(taken.program, taken.prescriptions, taken.entries, taken.new, (*taken.quarantined, *set_aside))


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
    survey = _Survey()
    for piece in _pieces(path):
        survey.pieces += 1
        type = piece.resource.get("resourceType")
        if type in _PLAN_TYPES:
            survey.plan.append((piece.resource, piece.raw))
        survey.observations += type == "Observation"
        subject = piece.resource.get("subject")
        if isinstance(subject, dict) and isinstance(subject.get("reference"), str):
            patient = subject["reference"].removeprefix("Patient/")
            if patient != NOBODY:
                survey.patients.add(patient)
    return survey


def _check_patient(diary: Diary, survey: _Survey, other_patient: bool) -> None:
    if len(survey.patients) > 1:
        raise RefusedError("This file mixes several patients, so nothing of it was taken in.")
    known = diary.store.meta(PATIENT)
    other = survey.patients - {known}
    if known is not None and other and not other_patient:
        name = plain_text(min(other), limit=60)
        raise QuestionError(f"This file belongs to another patient ({name}).", "--other-patient")


def _root(survey: _Survey) -> str | None:
    """The CarePlan that is nobody's part."""
    plans = [r for r, _ in survey.plan if r.get("resourceType") == "CarePlan"]
    roots = [plan for plan in plans if not plan.get("partOf")]
    active = [plan for plan in roots if plan.get("status") == "active"] or roots
    if len(active) > 1:
        active.sort(key=lambda plan: str((plan.get("period") or {}).get("start", "")))
    return str(active[-1].get("id")) if active else None


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
