"""The diary: what is due, log this, what did I do, how am I doing. The only door to the patient's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING

from hep_care.adherence import Score, score
from hep_care.blocks import compile_dose
from hep_care.counts import Counter, DayCount, Tally
from hep_care.courses import Course, by_date, count_days, course_on, spans_of
from hep_care.credit import NOTHING, ItemState, ItemStatus, item_state
from hep_care.day import DayRules, local_date
from hep_care.due import DayPlan, Item, held
from hep_care.entry import Entry, EntryKind, Record, Source, fold
from hep_care.frozen import frozen
from hep_care.phases import Span, span_on
from hep_care.program import Prescription, Program, Timings
from hep_tui.clock import Clock
from hep_tui.diary.finding import RefusedError, find_exercise
from hep_tui.diary.for_clinic import counting
from hep_tui.diary.kept_courses import Kept, kept_courses
from hep_tui.diary.writing import Draft, entry_of, moment_after, new_id
from hep_tui.locations import Places
from hep_tui.settings import Settings
from hep_tui.store.sessions import SessionJournal
from hep_tui.store.store import Store

if TYPE_CHECKING:
    from hep_tui.store.audit import Findings


@frozen
class History:
    """Everything logged for some local dates, and what those dates count for."""

    entries: tuple[Entry, ...]
    days: tuple[DayCount, ...]


class Diary:
    """One patient's diary, on one connection: to be used from the thread that opened it."""

    ONE_DAY = timedelta(days=1)

    def __init__(self, store: Store, clock: Clock, settings: Settings, places: Places) -> None:
        self.store = store
        self.clock = clock
        self.settings = settings
        self.places = places
        self.rules = DayRules(clock.zone, settings.rollover_hour)
        self._courses: tuple[Course, ...] | None = None
        self._kept: Kept | None = None
        self._spans: dict[tuple[int, date], tuple[Span, ...]] = {}
        self._logged: list[str] = []
        self._seen = self.store.data_version()
        self.problems: tuple[str, ...] = ()
        """What was wrong in the settings file."""
        self.look_only = False
        """Whether another window has the profile open, so that this one writes nothing."""

    @property
    def today(self) -> date:
        """The patient's local date."""
        return local_date(self.clock.now(), self.rules)

    # --- what is due

    def refresh(self) -> bool:
        """Notice what another process wrote; whether there was anything."""
        if not self.outdated:
            return False
        self._seen = self.store.data_version()
        self.forget()
        return True

    @property
    def outdated(self) -> bool:
        """Whether another process or thread wrote to the file since it was last looked at."""
        return self.store.data_version() != self._seen

    def forget(self) -> None:
        """Drop what was worked out from the file, so that it is read again."""
        self._courses = None
        self._spans.clear()

    def courses(self) -> tuple[Course, ...]:
        """Every program of this patient, oldest first."""
        if self._courses is None:
            self._kept = kept_courses(self.store, self.rules.zone, self.places.cache, self._kept)
            self._courses = self._kept.courses
        return self._courses

    def course(self, day: date | None = None) -> Course | None:
        """The program of a local date; without a date the present one, also where it begins later."""
        courses = self.courses()
        if day is not None:
            return course_on(courses, day)
        return courses[-1] if courses and courses[-1].until is None else None

    def program(self, day: date | None = None) -> Program | None:
        """The program of a local date, or the present one."""
        course = self.course(day)
        return course.program if course else None

    def spans(self, course: Course) -> tuple[Span, ...]:
        """The phases of a course that have begun by today."""
        key = (self.courses().index(course), self.today)
        if key not in self._spans:
            last = min(self.today, course.until or self.today)
            self._spans[key] = spans_of(course, last, self.rules, self.counted) if course.program.phases else ()
        return self._spans[key]

    def counter(self, day: date) -> Counter | None:
        """What counts the days around a local date; None where no program covers it."""
        course = self.course(day) or (self.course() if day >= self.today else None)
        if course is None:
            return None
        around = self.counted(day - course.reach, day + course.reach)
        return Counter(course.counted, self.spans(course), around, self.today)

    def tally(self, day: date) -> Tally:
        """The items of a local date, their states and numbers."""
        counter = self.counter(day)
        return counter.tally(day) if counter else Tally(DayPlan(day), (), frozenset(), DayCount(day))

    def not_due(self, day: date) -> tuple[ItemState, ...]:
        """The exercises of the program that a local date did not ask for; work on them is kept as extra.

        On a day before the program began they are those of the present one.
        """
        program = self.program(day) or self.program()
        if program is None:
            return ()
        due = {state.item.prescription.line for state in self.tally(day).states}
        begins = max(day, program.start or day)
        course = self.course(begins)
        span = span_on(self.spans(course), begins) if course else None
        here = {p.line: p for p in program.in_force(begins) if held(p, begins, span) and p.line not in due}
        records = self.counted(day, day).get(day, ())
        return tuple(item_state(Item(p), records, program) for p in here.values())

    def find(self, text: str, day: date | None = None) -> Prescription:
        """The prescription that `text` names, those of the day first.

        Raises `RefusedError` where no program is there, or none or several exercises match.
        """
        day = day or self.today
        program = self.program(day) or self.program()
        if program is None:
            raise RefusedError(
                "There is no program yet. `hep-tui programs` lists samples, `hep-tui import` takes one in."
            )
        plan = self.tally(day).plan
        here = [item.prescription.id for item in (*plan.items, *plan.anytime)]
        return find_exercise(text, program.prescriptions, here)

    def minutes_left(self, tally: Tally) -> int:
        """Whole minutes, rounded up, that the sessions of a day still take."""
        program = self.program(tally.plan.day)
        timings = program.timings if program else Timings()
        todo = [
            s for s in tally.states if s.item.slot is not None and s.status in (ItemStatus.TODO, ItemStatus.PARTIAL)
        ]
        return ceil(sum(compile_dose(s.item.prescription.dose, timings).total_seconds for s in todo) / 60)

    def state_outside(self, prescription: Prescription) -> ItemState:
        """The state of a prescription on a day it does not belong to."""
        return ItemState(Item(prescription), ItemStatus.TODO, NOTHING, False, ())

    def prescription_of(self, entry: Entry) -> Prescription | None:
        """The prescription an entry answered, in the version it answered where that is still known."""
        if entry.prescription is None:
            return None
        for course in reversed(self.courses()):
            found = course.program.prescription(entry.prescription, entry.prescription_version)
            found = found or course.program.prescription(entry.prescription)
            if found is not None:
                return found
        return None

    # --- what was done

    def records(self, first: date, last: date) -> Mapping[date, Sequence[Record]]:
        """What is true now of the local dates from `first` to `last`, by date."""
        return by_date(fold(self.store.entries(first, last)))

    def counted(self, first: date, last: date) -> Mapping[date, Sequence[Record]]:
        """Those of them that count: on a clinic's days not what was done on a plan it did not write."""
        return counting(self.courses(), self.records(first, last))

    def record(self, id: str) -> Record | None:
        """The record that an entry belongs to, by the id of any of its entries."""
        entry, seen = self.store.entry(id), set[str]()
        while entry is not None and entry.kind in (EntryKind.AMENDMENT, EntryKind.RETRACTION) and entry.id not in seen:
            seen.add(entry.id)
            entry = self.store.entry(entry.refers_to or "")
        if entry is None:
            return None
        here = fold(self.store.entries(entry.date, entry.date))
        return next((record for record in here if record.id == entry.id), None)

    def last_times(self, line: str, before: date, most: int = 3, back: int = 60) -> list[Record]:
        """The newest completions of one lineage before a local date, newest first."""
        program = self.program(before) or self.program()
        if program is None:
            return []
        ids = {p.id for p in program.prescriptions if p.line == line}
        found: list[Record] = []
        last = before - self.ONE_DAY
        # Mostly it was yesterday; two months are only read for what was left off that long ago.
        for days in sorted({1, min(7, back), back}):
            first = before - timedelta(days=days)
            here = chain.from_iterable(self.records(first, last).values())
            found += sorted((r for r in here if _answers(r, ids)), key=_when, reverse=True)
            if len(found) >= most:
                break
            last = first - self.ONE_DAY
        return found[:most]

    def history(self, first: date | None, last: date | None) -> History:
        """Everything logged for the dates from `first` to `last`, every kind, oldest first, and those dates counted."""
        entries = tuple(sorted(self.store.entries(first, last), key=lambda e: (e.logged_at, e.id)))
        begin = first or min((e.date for e in entries), default=self.today)
        courses = self.courses()
        if first is None and courses:
            begin = min(begin, courses[0].since)
        end = last or max([self.today, *(e.date for e in entries)])
        return History(entries, tuple(self.counts(begin, end)) if begin <= end else ())

    def counts(self, first: date, last: date) -> list[DayCount]:
        """Local dates in numbers; closed ones come from what was worked out before."""
        from hep_tui.diary.totals import totals

        return totals(self, first, last)

    @property
    def days_behind(self) -> int:
        """How many closed days `counts` must work out first; thousands of them take seconds."""
        from hep_tui.diary.totals import days_behind

        return days_behind(self)

    def count_afresh(self, first: date, last: date) -> list[DayCount]:
        """Local dates in numbers, worked out from the entries."""
        return count_days(self.courses(), first, last, self.today, self.rules, self.counted)

    def score(self) -> Score:
        """How steadily the programs were kept, up to today; where a clinic wrote the present one, those of a clinic."""
        courses = self.courses()
        if courses and courses[-1].program.patient:
            courses = tuple(course for course in courses if course.program.patient)
        first = min((course.since for course in courses), default=self.today)
        return score(self.counts(first, self.today) if courses else [], self.today)

    # --- log this

    def log(self, *drafts: Draft) -> tuple[Entry, ...]:
        """Save entries, all of them or none; durable when it returns.

        Raises a `NotSaved` of the store where that was not possible.
        """
        now = self.clock.now()

        def build(seq: int) -> list[Entry]:
            moment = self.store.last_logged_at()
            entries: list[Entry] = []
            for draft in drafts:
                moment = moment_after(now, moment)
                made = entry_of(
                    draft,
                    seq=seq + len(entries),
                    device=self.store.device,
                    now=moment,
                    today=self.today,
                    clock=self.clock,
                )
                entries.append(made)
            return entries

        saved = tuple(self.store.append(build))
        self._logged += [entry.id for entry in saved]
        return saved

    @property
    def can_undo(self) -> bool:
        """Whether something was logged through this diary that undo can take back."""
        return bool(self._logged)

    def undo(self) -> Record | None:
        """Take back what was logged last through this diary; everything stays readable.

        A correction goes back to what was there before it. What was withdrawn stays withdrawn.
        """
        from hep_tui.diary.corrections import before_last, withdrawal

        while self._logged:
            record = self.record(last := self._logged.pop())
            if record is None or (record.retracted and last == record.id):
                continue
            if record.retracted:
                return None
            if last == record.id:
                draft = replace(withdrawal(record, "undone"), source=Source.LIVE)
            elif last == record.log[-1].id:
                draft = before_last(self, record, "undone")
            else:
                continue
            self.log(draft)
            self._logged.pop()
            return record
        return None

    # --- a running session

    def begin_session(self, plan: str) -> str:
        """Write down that a session begins; `plan` is JSON text. Returns its id."""
        id = new_id()
        self.store.begin_session(id, plan, self.clock.now())
        return id

    def note_session(self, id: str, kind: str, payload: str, *drafts: Draft) -> tuple[Entry, ...]:
        """Write down what happened in a session, together with the entries it made: both or neither."""
        with self.store.transaction():
            saved = self.log(*drafts) if drafts else ()
            self.store.note_session(id, kind, payload, self.clock.now())
        return saved

    def close_session(self, id: str) -> None:
        """Write down that a session is over."""
        self.store.close_session(id, self.clock.now())

    def unfinished_session(self) -> SessionJournal | None:
        """The newest session that was begun and never closed, as after a crash."""
        return next(iter(self.store.unfinished_sessions()), None)

    # --- the plan's warnings

    def flags_seen(self) -> bool:
        """Whether the red flags of the present program version were shown in full."""
        program = self.program()
        return program is None or self.store.acknowledged(program.id, program.version)

    def note_flags_seen(self) -> None:
        """Write down that they were."""
        program = self.program()
        if program is not None:
            self.store.acknowledge(program.id, program.version, self.clock.now())

    # --- the file

    def examine(self) -> Findings:
        """Look at every row of the file; nothing is changed."""
        from hep_tui.store.audit import audit

        return audit(self.store.connection)

    def quarantined(self) -> int:
        """How many things were set aside because they could not be understood."""
        return len(self.store.quarantined())

    @property
    def notices(self) -> tuple[str, ...]:
        """What the patient should know about the clock and the file, a sentence each."""
        said = [notice.sentence for notice in self.store.notices]
        return (*filter(None, (self.clock.notice, *self.problems, *said)),)

    def close(self) -> None:
        """Close the file."""
        self.store.close()


def _answers(record: Record, prescriptions: set[str]) -> bool:
    entry = record.entry
    return not record.retracted and entry.kind is EntryKind.COMPLETION and entry.prescription in prescriptions


def _when(record: Record) -> tuple[date, datetime]:
    return record.entry.date, record.entry.logged_at
