"""A journal in Markdown, for reading and printing: day by day, oldest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hep_care.adherence import STATE_WORDS
from hep_care.courses import by_date
from hep_care.dose_text import dose_text
from hep_care.entry import Record, fold
from hep_care.schedule_text import schedule_text
from hep_tui.diary.entry_text import entry_line, sets_line

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

_SPECIAL = re.compile(r"([\\`*_\[\]#|])")


def as_markdown(diary: Diary) -> str:
    """The programs in short, then every day with something logged; what was withdrawn is struck out."""
    return "\n".join(("# Exercise journal", "", *_programs(diary), *_days(diary))).rstrip() + "\n"


def _programs(diary: Diary) -> Iterator[str]:
    for course in diary.courses():
        until = f" to {course.until:%d %b %Y}" if course.until else ""
        yield f"## {_plain(course.program.title)}, from {course.since:%d %b %Y}{until}"
        yield ""
        for p in {p.line: p for p in course.program.prescriptions}.values():
            yield f"- {_plain(p.name)}: {_plain(dose_text(p.dose))}; {_plain(schedule_text(p.schedule))}"
        yield ""


def _days(diary: Diary) -> Iterator[str]:
    history = diary.history(None, None)
    counts = {count.day: count for count in history.days}
    score = diary.score()
    value = "" if score.value is None else f", {score.value} of 100"
    yield "## Day by day"
    yield ""
    yield f"{score.done_days} of {score.due_days} days done in full. {STATE_WORDS[score.state]}{value}."
    for day, records in sorted(by_date(fold(history.entries)).items()):
        count = counts.get(day)
        done = f": {count.done} of {count.due} done" if count and count.due else ""
        yield from ("", f"### {day:%A} {day.day} {day:%B %Y}{done}", "")
        for record in records:
            yield from _record(record, diary)


def _record(record: Record, diary: Diary) -> Iterator[str]:
    entry = record.entry
    line = _plain(entry_line(entry, diary.prescription_of(entry)))
    corrected = " (corrected)" if record.amended else ""
    yield f"- ~~{line}~~ (withdrawn)" if record.retracted else f"- {line}{corrected}"
    if entry.sets and not record.retracted:
        yield f"  - {_plain(sets_line(entry))}"
    if entry.private_note:
        yield f"  - For myself: {_plain(entry.private_note)}"


def _plain(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("<", "&lt;").replace("~~", r"\~\~")
