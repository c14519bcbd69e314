"""A small knee program for pictures and stories, in force from Monday 2 March 2026."""

from datetime import date

from hep_care.dose import Dose, Kind, Side
from hep_care.program import Cue, CueType, Prescription, Program, SymptomRule
from hep_care.schedule import Schedule, ScheduleKind, Slot

MONDAY = date(2026, 3, 2)
TODAY = date(2026, 3, 4)
TWICE = Schedule(slots=(Slot("morning"), Slot("evening")))
RULE = SymptomRule(ceiling=4, settle="24 h")


def exercise(id: str, name: str, dose: Dose, schedule: Schedule = TWICE, **more) -> Prescription:
    """One prescription of the program."""
    return Prescription(id, "1", id, name, dose, schedule, **{"symptom_rule": RULE} | more)


QUAD = exercise(
    "quad-set",
    "Quad set",
    Dose(Kind.HOLD, reps=10, hold_s=10, side=Side.LEFT),
    cues=(
        Cue("push the back of the knee into the bed"),
        Cue("kneecap slides toward the hip"),
        Cue("holding the breath", CueType.COMMON_FAULT),
    ),
    equipment=("rolled towel",),
    purpose="wakes the thigh up after the operation",
)
RAISE = exercise(
    "slr",
    "Straight-leg raise",
    Dose(Kind.REPS, sets=3, reps=10, side=Side.LEFT),
    gate="only if the knee stays straight",
)
PUMP = exercise(
    "pump",
    "Ankle pumps",
    Dose(Kind.REPS, reps=20),
    Schedule(ScheduleKind.HOURLY, slots=(), counts=False),
    symptom_rule=None,
)
KNEE = Program(
    "knee",
    "Knee, weeks 1 and 2",
    start=MONDAY,
    prescriptions=(QUAD, RAISE, PUMP),
    precautions=("bend no further than 90 degrees",),
    stop_and_call=("calf pain with swelling", "fever"),
    affected=Side.LEFT,
    sample=True,
)
