"""Taking programs in: a sample, a program file, a FHIR bundle, or a sheet typed line by line.

All of them become the same FHIR resources, which are kept as they came; programs are read from those alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace as dataclass_replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hep_care.courses import Course
from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_care.program import Program, Status
from hep_sync.errors import Quarantined
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.plan_versions import Found, clashes, fresh_versions, stamped, versions_of

if TYPE_CHECKING:
    from hep_care.dose_line import Understood
    from hep_sync.programs import SampleInfo
    from hep_sync.programs.reader import ProgramFile
    from hep_tui.diary.diary import Diary
    from hep_tui.store.resources import ActiveProgram, Resource

LARGEST_FILE = 1_000_000_000
CHUNK = 1_000_000
BATCH = 2000
PATIENT = "patient"
"""Key under which the file remembers whose it is, once a clinic's file said so."""
NOBODY = "me"
"""The patient of samples and typed sheets."""

Progress = Callable[[int], None]
"""Told how many entries were read so far."""


class QuestionError(Exception):
    """Something the patient must say yes to first; nothing was changed."""

    def __init__(self, question: str, flag: str) -> None:
        super().__init__(question)
        self.question = question
        self.flag = flag


@frozen
class Imported:
    """What came in."""

    program: Program
    prescriptions: int
    """Active exercises in what was read."""
    entries: int
    """Entries in what was read."""
    new: int
    """Resources and entries that were not here before."""
    quarantined: tuple[Quarantined, ...] = ()
    warnings: tuple[str, ...] = ()
    """What was passed over in a program file."""


# --- programs out of the file


def courses_of(resources: Sequence[Resource], history: Sequence[ActiveProgram], zone: str) -> tuple[Course, ...]:
    """Every program that was ever active, each with the dates it was, read from its resources."""
    from hep_sync.fhir.program import read_program

    versions = versions_of(resources)
    courses = []
    for active in history:
        program = read_program(versions, zone=zone, plan=active.program).program
        if program is not None:
            courses.append(Course(program, program.start or active.since, active.until))
    return tuple(_in_turn(courses))


def _in_turn(courses: Sequence[Course]) -> Iterator[Course]:
    """A later program begins only after the one before it has ended."""
    last: date | None = None
    for course in courses:
        since = course.since if last is None else max(course.since, last + timedelta(days=1))
        if course.until is None or since <= course.until:
            yield Course(course.program, since, course.until)
        last = course.until


# --- programs in


def samples() -> tuple[SampleInfo, ...]:
    """The programs that ship."""
    from hep_sync.programs import samples

    return samples()


def import_sample(diary: Diary, id: str, *, start: date | None = None, replace: bool = False) -> Imported:
    """Take in a sample program by its id."""
    from hep_sync.programs import sample_text

    return _import_text(diary, sample_text(id), start, replace)


def import_file(
    diary: Diary,
    path: Path,
    *,
    start: date | None = None,
    replace: bool = False,
    other_patient: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Take in a program file (`.toml`) or a FHIR R4 Bundle (`.json`).

    Raises `RefusedError` for a file that cannot be used, and `QuestionError` where the patient must decide.
    """
    name = plain_text(path.name, limit=80)
    if not path.is_file():
        raise RefusedError(f"There is no file {name}.")
    if path.stat().st_size > LARGEST_FILE:
        raise RefusedError(f"{name} is larger than 1 GB, which is the most that is taken in; nothing was read.")
    if path.stat().st_size == 0:
        raise RefusedError(f"{name} is empty; nothing was taken in.")
    if path.suffix.lower() == ".toml":
        return _import_text(diary, _limited(path), start, replace)
    if path.suffix.lower() != ".json":
        raise RefusedError(f"{name} is neither a program file (.toml) nor a FHIR bundle (.json).")
    if start is not None:
        raise RefusedError("--start shifts a sample or a .toml program; a bundle keeps its own dates.")
    from hep_tui.diary.bundles import import_bundle

    return import_bundle(diary, path, replace=replace, other_patient=other_patient, progress=progress)


def import_lines(diary: Diary, title: str, lines: Sequence[Understood], *, replace: bool = False) -> Imported:
    """Take in a paper sheet that was typed line by line."""
    from hep_sync.fhir.care_plan_write import write_program
    from hep_tui.diary.typed import program_of_lines

    program = program_of_lines(title, lines, diary.today)
    return take_made(diary, write_program(program), program.id, replace)


def _limited(path: Path) -> bytes:
    """No more of a program file than can be one; what is longer is refused by its reader."""
    with path.open("rb") as file:
        return file.read(CHUNK + 1)


def _import_text(diary: Diary, text: str | bytes, start: date | None, replace: bool) -> Imported:
    from hep_sync.programs.reader import ProgramErrors, read_toml

    found = read_toml(text)
    if isinstance(found, ProgramErrors):
        more = f" (and {len(found.errors) - 1} more)" if len(found.errors) > 1 else ""
        raise RefusedError(f"{found.errors[0]}{more}")
    return _take(diary, found, start, replace)


def _take(diary: Diary, file: ProgramFile, start: date | None, replace: bool) -> Imported:
    from hep_sync.programs.reader import to_resources

    id = file.program.id
    begins = start or _start_here(diary, id) or file.start or diary.today
    taken = take_made(diary, to_resources(file, start=begins), id, replace)
    return dataclass_replace(taken, warnings=tuple(str(warning) for warning in file.warnings))


def _start_here(diary: Diary, id: str) -> date | None:
    """When a program of this id began, if it is the present one: importing it again does not move it."""
    course = diary.course()
    return course.program.start if course is not None and course.program.id == id else None


def take_made(diary: Diary, resources: Sequence[dict[str, Any]], program: str, replace: bool) -> Imported:
    """Take in a whole program made here; exercises that it no longer has end yesterday."""
    here = {str(r["id"]) for r in resources if r["resourceType"] == "ServiceRequest"}
    gone = [r for r in _newest_orders(diary, program) if str(r["id"]) not in here and r.get("status") == "active"]
    withdrawn = [{**r, "status": "revoked"} for r in gone]
    taken = take_resources(diary, stamped(diary, [*resources, *withdrawn]), program, replace)
    return dataclass_replace(taken, prescriptions=len(here))


def _newest_orders(diary: Diary, program: str) -> list[dict[str, Any]]:
    course = diary.course()
    if course is None or course.program.id != program:
        return []
    mine = {p.id for p in course.program.prescriptions}
    newest = {r.id: json.loads(r.raw) for r in diary.store.resources("ServiceRequest") if r.id in mine}
    return list(newest.values())


def take_resources(
    diary: Diary,
    found: Sequence[Found],
    program: str,
    replace: bool,
    entries: int = 0,
    new: int = 0,
) -> Imported:
    """Keep a program's resources, given with their own text, and make it the present program."""
    from hep_sync.fhir.program import read_program

    present = diary.course()
    if present is not None and present.program.id != program and not replace and not _ended(present):
        title = plain_text(present.program.title, limit=80)
        raise QuestionError(f"“{title}” is your program now; taking in another one ends it yesterday.", "--replace")
    replacing = present is not None and present.program.id != program
    ended = _ended_yesterday(diary, present.program) if replacing and present and not _ended(present) else []
    fresh, different = fresh_versions(diary, [*ended, *found]), clashes(diary, found)
    check = read_program(versions_of([*diary.store.resources(), *fresh]), zone=diary.rules.zone, plan=program)
    if check.program is None:
        why = check.quarantined[0].why if check.quarantined else "it holds no program"
        raise RefusedError(f"This program cannot be used: {plain_text(why, limit=200)}.")
    since = check.program.start or diary.today
    if replacing and not _ended(present):
        since = diary.today
    with diary.store.transaction():
        diary.store.add_resources(fresh)
        if present is None or replacing:
            diary.store.set_active(program, since, diary.clock.now())
        diary.store.mark_dirty(since)
    diary.forget()
    count = new + len(fresh) - len(ended)
    return Imported(check.program, _active_orders(found), entries, count, (*different, *check.quarantined))


def take_history(diary: Diary, found: Sequence[Found], active: Sequence[tuple[date, date | None, str]]) -> Imported:
    """Keep the programs of an export in an empty file, each as the program of the days on which it was."""
    from hep_sync.fhir.program import read_program

    fresh = fresh_versions(diary, found)
    diary.store.add_resources(fresh)
    for start, end, program in active:
        diary.store.set_active(program, start, diary.clock.now())
        if end is not None:
            diary.store.set_active(None, end + timedelta(days=1), diary.clock.now())
    diary.forget()
    check = read_program(versions_of(diary.store.resources()), zone=diary.rules.zone, plan=active[-1][2])
    if check.program is None:
        raise RefusedError("This export holds no program that can be used; nothing was taken in.")
    return Imported(check.program, _active_orders(found), 0, len(fresh), check.quarantined)


def _active_orders(found: Sequence[Found]) -> int:
    newest = {
        one.resource.get("id"): one.resource for one in found if one.resource.get("resourceType") == "ServiceRequest"
    }
    return sum(order.get("status") == "active" for order in newest.values())


def _ended(course: Course | None) -> bool:
    """Whether a program has an end that is over, so that another one follows it without replacing it."""
    return course is not None and course.program.status is Status.COMPLETED


def begin_past_program(diary: Diary, found: Sequence[Found], program: str) -> None:
    """Keep a program that another one of the same file replaced, as the program of its days."""
    from hep_sync.fhir.program import read_program

    diary.store.add_resources(fresh_versions(diary, found))
    read = read_program(versions_of(diary.store.resources()), zone=diary.rules.zone, plan=program).program
    if read is not None and read.start is not None:
        diary.store.set_active(program, read.start, diary.clock.now())
    diary.forget()


def _ended_yesterday(diary: Diary, program: Program) -> list[Found]:
    """The last word about a program of our own that another one replaces; a clinic's plan is the clinic's to end."""
    if program.patient:
        return []
    plans = [json.loads(r.raw) for r in diary.store.resources("CarePlan") if r.id == program.id]
    yesterday = (diary.today - timedelta(days=1)).isoformat()
    period = {**plans[-1].get("period", {}), "end": yesterday}
    if str(period.get("start", "")) > yesterday:
        period["start"] = yesterday
    return stamped(diary, [{**plans[-1], "status": "completed", "period": period}])
