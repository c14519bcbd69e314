"""Ten years of one patient as a FHIR R4 Bundle: ten exercises a day, every one of them logged.

`python benchmarks/ten_years.py FILE [DAYS]` writes it; `hep-tui import FILE` takes it in. The same days
give the same bytes, so that importing it twice adds nothing.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from hep_care.dose import Dose, Kind, Side
from hep_care.entry import Entry, EntryKind, Outcome, PerformedSet, Record, Source, Symptom
from hep_care.program import Prescription, Program
from hep_care.schedule import Schedule
from hep_sync.fhir.care_plan_write import write_program
from hep_sync.fhir.observation_write import record_to_observation

EXERCISES = 10
DAYS = 3650
FIRST_NAME = "Bench exercise 1"
PATIENT = "bench"
_NUMBERS = range(1, EXERCISES + 1)
_NAMESPACE = uuid.UUID("5d0f3d0e-8f0c-4a0a-9a4e-1f6f3c6f7b10")


def resources(days: int, today: date) -> Iterator[dict[str, Any]]:
    """The plan, its orders, and a completion for each exercise of the `days` days before `today`, as exported."""
    start = today - timedelta(days=days)
    program = _program(start)
    yield from write_program(program, patient=PATIENT)
    seq = 0
    for passed in range(days):
        for n, prescription in zip(_NUMBERS, program.prescriptions, strict=True):
            seq += 1
            yield record_to_observation(_record(prescription, n, start + timedelta(days=passed), seq), patient=PATIENT)


def write(file: Path, days: int = DAYS, today: date | None = None) -> int:
    """Write the Bundle and give its number of completions."""
    with file.open("w", encoding="utf-8") as out:
        out.write('{"resourceType":"Bundle","type":"collection","entry":[')
        comma = ""
        for resource in resources(days, today or date.today()):
            out.write(comma + json.dumps({"resource": resource}, separators=(",", ":")))
            comma = ",\n"
        out.write("]}")
    return days * EXERCISES


def _program(start: date) -> Program:
    return Program(
        "bench", "Ten exercises a day", start=start, prescriptions=tuple(_prescription(n, start) for n in _NUMBERS)
    )


def _prescription(n: int, start: date) -> Prescription:
    # The last one is timed, so that a timer can be looked at while it runs.
    timed = Dose(Kind.DURATION, sets=3, duration_s=60, side=Side.LEFT)
    dose = timed if n == EXERCISES else Dose(Kind.REPS, sets=3, reps=10, side=Side.LEFT)
    return Prescription(
        f"bench-{n}", "1", f"bench-{n}", f"Bench exercise {n}", dose, Schedule(), start=start, valid_from=start
    )


def _record(prescription: Prescription, n: int, day: date, seq: int) -> Record:
    id = str(uuid.UUID(bytes=uuid.uuid5(_NAMESPACE, f"{day}/{n}").bytes, version=4))
    ended = datetime.combine(day, time(8, n * 5), UTC)
    counted = prescription.dose.kind is Kind.REPS
    done = {"reps": 10, "planned": 10} if counted else {"seconds": 60, "planned": 60}
    sets = tuple(PerformedSet(f"{id}-{k}", k, Side.LEFT, source=Source.LIVE, **done) for k in (1, 2, 3))
    entry = Entry(
        id, EntryKind.COMPLETION, day, "UTC", ended - timedelta(minutes=5), ended, "bench", seq,
        prescription=prescription.id, prescription_version="1", exercise=prescription.exercise, dose=prescription.dose,
        slot=1, status=Outcome.COMPLETE, ended=ended, sets=sets, symptoms=(Symptom(n % 4),), source=Source.LIVE,
    )  # fmt: skip
    return Record(entry, (entry,))


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else DAYS), "completions")
