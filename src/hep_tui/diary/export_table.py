"""A table for a spreadsheet: one row a set, of every record as it stands now."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hep_care.dose import Side
from hep_care.dose_text import dose_text, load_text
from hep_care.entry import PerformedSet, Record, fold
from hep_sync.shapes import moment_text

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

COLUMNS = (
    "date", "session", "exercise", "name", "kind", "status", "set", "side", "reps", "seconds", "metres", "load",
    "planned", "pain", "effort", "symptoms", "reason", "note", "private_note", "source", "clock", "corrected",
    "withdrawn", "prescription", "prescription_version", "dose", "zone", "at", "logged_at", "entry", "set_id",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(diary: Diary) -> str:
    """The table of `COLUMNS`; a record without sets has one row, and what was corrected or withdrawn says so."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for record in fold(diary.store.entries()):
        writer.writerows(_rows(record, diary))
    return text.getvalue()


def _rows(record: Record, diary: Diary) -> Iterator[list[str]]:
    for one in record.entry.sets or (None,):
        values = {**_of_record(record, diary), **(_of_set(one) if one else {})}
        yield [_cell(values.get(column)) for column in COLUMNS]


def _of_record(record: Record, diary: Diary) -> dict[str, object]:
    entry = record.entry
    p = diary.prescription_of(entry)
    symptoms = "; ".join(" ".join(filter(None, (s.scale, str(s.value), s.when.value, s.area))) for s in entry.symptoms)
    return {
        "date": entry.date.isoformat(),
        "session": entry.slot,
        "exercise": entry.exercise,
        "name": p.name if p else None,
        "kind": entry.kind.value,
        "status": entry.status.value if entry.status else None,
        "pain": entry.pain,
        "effort": entry.effort,
        "symptoms": symptoms,
        "reason": ": ".join(filter(None, (entry.reason.value, entry.reason_text))) if entry.reason else None,
        "note": entry.note,
        "private_note": entry.private_note,
        "source": entry.source.value,
        "clock": entry.clock.value,
        "corrected": "yes" if record.amended else "no",
        "withdrawn": "yes" if record.retracted else "no",
        "prescription": entry.prescription,
        "prescription_version": entry.prescription_version,
        "dose": dose_text(entry.dose) if entry.dose else None,
        "zone": entry.zone,
        "at": moment_text(entry.at),
        "logged_at": moment_text(entry.logged_at),
        "entry": entry.id,
    }


def _of_set(one: PerformedSet) -> dict[str, object]:
    return {
        "set": one.n,
        "side": None if one.side is Side.NONE else one.side.value,
        "reps": one.reps,
        "seconds": one.seconds,
        "metres": one.metres,
        "load": load_text(one.load) if one.load else None,
        "planned": one.planned,
        "source": one.source.value,
        "set_id": one.id,
    }


def _cell(value: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
