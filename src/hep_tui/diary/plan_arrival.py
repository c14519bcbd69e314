"""A plan that was pulled comes into force: whole, and with a question where it would take much away."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hep_care.plan_changes import lines_asked
from hep_care.program import Program
from hep_sync import exact_json
from hep_sync.fhir.observation import observation_patient
from hep_sync.fhir.program import ReadProgram, read_program
from hep_sync.replica import Published
from hep_tui.diary.binding import Binding
from hep_tui.diary.plan_versions import Found, fresh_versions, versions_of
from hep_tui.store import wire
from hep_tui.store.quarantine import Quarantined

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary
    from hep_tui.store.resources import Resource

_AT_ONCE = ("urgent", "asap", "stat")
MOST_GONE, MOST_SHARE = 5, 30
"""Exercises, and per cent of the plan, that may go without a question."""


def arrive(diary: Diary, binding: Binding, *, allow_large: bool) -> Published:
    """Bring the staged resources into force, in one transaction; the past keeps the plan of its days.

    A change that would take away more than five exercises or 30 % of the plan waits for a yes, unless the clinic withdrew something as urgent.
    """
    staged = wire.staged(diary.store.connection)
    if not staged:
        return Published()
    found = [Found(exact_json.loads(raw), raw) for _, _, _, raw in staged]
    fresh = fresh_versions(diary, found)
    read = _read(diary, binding, fresh)
    present = _present(diary, binding)
    if present is not None and not allow_large and not any(_urgent(one.resource) for one in found):
        before, gone = _gone(present, read.program, diary.today)
        if large_removal(before, gone):
            return Published(held=f"The clinic's new plan takes away {gone} of your {before} exercises.")
    _keep(diary, read, fresh)
    return Published(changed=bool(fresh))


def large_removal(before: int, gone: int) -> bool:
    """Whether a change takes away so much of a plan of `before` exercises that a person is asked."""
    return gone > MOST_GONE or gone * 100 > before * MOST_SHARE


def _read(diary: Diary, binding: Binding, fresh: list[Resource]) -> ReadProgram:
    """The plan that holds with these resources: of what this patient's clinic wrote, and nothing else that is here."""
    versions = versions_of([*diary.store.resources(), *fresh])
    theirs = [one for one in versions if observation_patient(one.resource) == binding.patient]
    return read_program(theirs, zone=diary.rules.zone, patient=binding.patient)


def _present(diary: Diary, binding: Binding) -> Program | None:
    program = diary.program()
    return program if program is not None and program.patient == binding.patient else None


def _gone(present: Program, coming: Program | None, today: date) -> tuple[int, int]:
    before, after = lines_asked(present, today), lines_asked(coming, today)
    return len(before), len(before.keys() - after.keys())


def urgent_orders(diary: Diary) -> frozenset[str]:
    """Ids of the prescriptions that the clinic took away, or holds, and marked that as urgent."""
    newest = {one.id: one.raw for one in diary.store.resources("ServiceRequest")}
    return frozenset(id for id, raw in newest.items() if _urgent(exact_json.loads(raw)))


def _urgent(resource: dict[str, Any]) -> bool:
    ended = resource.get("status") in ("revoked", "entered-in-error", "on-hold")
    return ended and resource.get("priority") in _AT_ONCE


def _keep(diary: Diary, read: ReadProgram, fresh: list[Resource]) -> None:
    course = diary.course()
    now = diary.clock.now()
    with diary.store.transaction():
        diary.store.add_resources(fresh)
        wire.unstage(diary.store.connection)
        for one in read.quarantined:
            diary.store.quarantine(Quarantined("sync", one.what, one.why, "", now))
        if read.program is not None:
            since = read.program.start or diary.today
            if course is None or course.program.id != read.program.id:
                # A plan of one's own gives way on all days that the clinic's covers: both ends count the same days.
                diary.store.set_active(read.program.id, since, now)
            diary.store.mark_dirty(since)
    diary.forget()
