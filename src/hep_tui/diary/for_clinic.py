"""What of a diary is the clinic's to know and to count, and what was done before it wrote a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from hep_care.courses import Course, course_on
from hep_care.entry import EntryKind, Record

SENT = (EntryKind.COMPLETION, EntryKind.SKIP, EntryKind.SYMPTOM)
"""Kinds of records that travel; a correction travels with what it corrects."""


class ForClinic:
    """Tells what is for a clinic, by the courses of a diary and whom it knows the patient as."""

    def __init__(self, courses: Sequence[Course], patient: str, *, loopback: bool) -> None:
        self._theirs = [course for course in courses if patient and course.program.patient == patient]
        self._known = {p.id for course in self._theirs for p in course.program.prescriptions}
        self._since = min((course.since for course in self._theirs), default=date.max)
        self._loopback = loopback

    def takes(self, kind: str, prescription: str | None, day: date, *, pinned: bool) -> bool:
        """Whether a record travels.

        What was done on a plan that the clinic did not write stays here, and what a pinned clock dates goes to no
        other computer.
        """
        if kind not in SENT or (pinned and not self._loopback):
            return False
        return day >= self._since if prescription is None else prescription in self._known


def of_own_plan(courses: Sequence[Course]) -> frozenset[str]:
    """Prescriptions of plans that no clinic wrote, in a diary that also holds a clinic's; else nothing."""
    theirs = {p.id for course in courses if course.program.patient for p in course.program.prescriptions}
    if not theirs:
        return frozenset()
    own = {p.id for course in courses if not course.program.patient for p in course.program.prescriptions}
    return frozenset(own - theirs)


def counting(courses: Sequence[Course], records: Mapping[date, Sequence[Record]]) -> Mapping[date, Sequence[Record]]:
    """Records without those that were done on a plan of one's own on a day that a clinic's plan counts.

    The clinic does not know of them, and both ends count the same.
    """
    own = of_own_plan(courses)
    if not own:
        return records

    def stays(record: Record) -> bool:
        if record.entry.prescription not in own:
            return True
        course = course_on(courses, record.entry.date)
        return course is None or not course.program.patient

    return {day: [record for record in here if stays(record)] for day, here in records.items()}
