"""What a therapist prescribed: a program, its phases, and the prescriptions in it.

A prescription never changes once it is active: a change is a new revision that is in force from a
local date on, so that what a past day asked for can always be told (`Program.in_force`).
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from enum import StrEnum

from hep_care.dose import Dose, Side
from hep_care.frozen import frozen
from hep_care.schedule import Schedule


class CueType(StrEnum):
    """What a cue is about."""

    SETUP = "setup"
    MOVEMENT = "movement"
    BREATHING = "breathing"
    COMMON_FAULT = "common-fault"
    FEEL = "feel"
    """Where the patient should feel it."""
    SAFETY = "safety"


@frozen
class Cue:
    """One sentence that helps to do the exercise well."""

    text: str
    type: CueType = CueType.MOVEMENT


@frozen
class SymptomRule:
    """When an exercise is too much: a scale, a ceiling during it, and how soon it must settle.

    The ceiling belongs to the prescription and never to the app; `docs/intended-use.md` names the sources.
    """

    scale: str = "pain_0_10"
    ceiling: int | None = None
    settle: str = ""
    """By when a raised symptom must be back, in the clinic's words or ours: "24 h", "before next session"."""
    baseline_first: bool = False
    """Ask for the symptom before the exercise too, and compare with that."""
    mild_expected: bool = False
    """A little of it is expected and no reason to stop."""
    asks: bool = False
    """The patient is asked for the symptom at the end of this exercise, not only of the session."""
    easier: str = ""
    """What to do instead when it is too much, in the clinic's words; empty where the plan names nothing."""


class Priority(StrEnum):
    """What a short day keeps."""

    CORE = "core"
    OPTIONAL = "optional"


class Status(StrEnum):
    """State of a prescription or a phase, in FHIR's words; only an active one can be due."""

    DRAFT = "draft"
    ACTIVE = "active"
    ON_HOLD = "on-hold"
    REVOKED = "revoked"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    UNKNOWN = "unknown"


class PhaseEntry(StrEnum):
    """How a phase is entered."""

    DATE = "date"
    WEEKS = "weeks"
    """When the phase before it has lasted its number of weeks."""
    WORD = "word"
    """When the clinician says so; the app only says that it may be time to ask."""


class Advance(StrEnum):
    """What happens when the weeks of a phase are over."""

    CALENDAR = "calendar"
    ASK = "ask"
    """With less than half of the phase done it holds, and the app offers a question to the therapist."""


@frozen
class Phase:
    """One stretch of a program with its own doses and schedules."""

    id: str
    name: str
    entry: PhaseEntry = PhaseEntry.WORD
    start: date | None = None
    """Local date of its start where that is fixed or has happened."""
    end: date | None = None
    """Last local date, inclusive, where one is fixed."""
    weeks: int | None = None
    """How long it lasts once begun."""
    advance: Advance = Advance.ASK
    criterion: str = ""
    """What must be true before it is left for the next one, in the clinician's words."""
    status: Status = Status.ACTIVE
    """`DRAFT` until it is entered, where the clinician's word decides."""


@frozen
class Prescription:
    """One revision of one prescribed exercise."""

    id: str
    version: str
    exercise: str
    """Identifies the exercise within the program: "slr"."""
    name: str
    dose: Dose
    schedule: Schedule
    lineage: str = ""
    """Equal for all revisions, and for the same exercise in several phases; empty means its own `id`."""
    phase: str | None = None
    status: Status = Status.ACTIVE
    start: date | None = None
    """First local date on which it can be due; also the anchor of "every n days"."""
    end: date | None = None
    """Last local date on which it can be due, inclusive."""
    valid_from: date | None = None
    """Local date from which this revision is in force."""
    valid_to: date | None = None
    """Last local date on which this revision is in force, inclusive."""
    cues: tuple[Cue, ...] = ()
    precautions: tuple[str, ...] = ()
    purpose: str = ""
    equipment: tuple[str, ...] = ()
    gate: str = ""
    """A condition the patient checks first: "only if the knee stays straight"."""
    symptom_rule: SymptomRule | None = None
    priority: Priority = Priority.CORE
    progression: tuple[str, ...] = ()
    instruction: str = ""
    """The whole prescription as text; shown where the rest is not understood."""
    not_understood: tuple[str, ...] = ()
    """What a program file said that this version does not know; shown, never dropped."""
    replaces: str | None = None
    reason: str = ""
    """Why this revision was made or withdrawn, in the therapist's words."""
    affected: Side | None = None
    """The operated or sore side."""

    @property
    def line(self) -> str:
        """The lineage: what stays the same when doses change."""
        return self.lineage or self.id

    def covers(self, day: date) -> bool:
        """Whether this revision is in force and within its own bounds on a local date."""
        return (
            (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
            and (self.start is None or self.start <= day)
            and (self.end is None or day <= self.end)
        )


class AfterEnd(StrEnum):
    """What a program past its end offers; nothing is due any more either way."""

    ASK = "ask"
    MAINTENANCE = "maintenance"


@frozen
class Timings:
    """Seconds used where a prescription says nothing."""

    rep_s: int = 3
    switch_s: int = 5
    lead_in_s: int = 5
    rest_s: int = 30
    rep_rest_s: int = 0
    between_s: int = 15


@frozen
class Program:
    """Everything one clinic prescribed to one patient, with the revisions of the past."""

    id: str
    title: str
    version: str = "1"
    start: date | None = None
    end: date | None = None
    status: Status = Status.ACTIVE
    phases: tuple[Phase, ...] = ()
    """In the order they are meant to be entered; empty for a program without phases."""
    prescriptions: tuple[Prescription, ...] = ()
    """Every revision, in the order a session does them."""
    precautions: tuple[str, ...] = ()
    stop_and_call: tuple[str, ...] = ()
    """The clinic's red flags in its own words; empty means that the plan lists none."""
    phone: str = ""
    clinic: str = ""
    therapist: str = ""
    patient: str = ""
    """Id of the patient it was written for; empty for a sample or a sheet typed in."""
    sample: bool = False
    after_end: AfterEnd = AfterEnd.ASK
    self_progress: bool = False
    min_gap_minutes: int = 120
    """Least time between two slots of a day; a missed slot inside it is left, never doubled up."""
    timings: Timings = field(default_factory=Timings)
    notes: tuple[str, ...] = ()
    affected: Side | None = None

    def phase(self, id: str | None) -> Phase | None:
        """The phase with this id."""
        return next((phase for phase in self.phases if phase.id == id), None)

    def in_force(self, day: date) -> tuple[Prescription, ...]:
        """The revisions that hold on a local date, phases not yet considered, in session order."""
        return tuple(p for p in self.prescriptions if p.covers(day))

    def prescription(self, id: str, version: str | None = None) -> Prescription | None:
        """The revision with this id and version; without a version the newest one."""
        found = [p for p in self.prescriptions if p.id == id and version in (None, p.version)]
        return found[-1] if found else None
