"""One day in full: the rows of its list, and what is told about one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from hep_care.counts import Tally
from hep_care.credit import ItemState, ItemStatus
from hep_care.day import zone_named
from hep_care.dose_text import dose_short, dose_text
from hep_care.entry import Entry, EntryKind, Record, Source, fold
from hep_care.frozen import frozen
from hep_care.schedule_text import schedule_text
from hep_care.why import day_words
from hep_tui.diary.entry_text import BEFORE_CLINIC, EARLIER_PLAN, sets_line
from hep_tui.diary.waiting import corrected_twice
from hep_tui.screens.day_lines import REASON_WORDS, TONES, glyph_of, outside, symptom_words
from hep_tui.screens.entry_words import how_it_went
from hep_tui.screens.today_items import is_free
from hep_tui.widgets.glyphs import Glyphs
from hep_tui.widgets.item_list import Row, RowKind

Part = str | tuple[str, str]
TWICE = "corrected on two computers; the later correction counts"
_BEFORE = BEFORE_CLINIC.capitalize()
_SOURCES = {
    Source.BACK_FILLED: "added later",
    Source.TIMED: "timed, not yet confirmed",
    Source.IMPORTED: "imported",
}


@frozen
class Told:
    """What a row stands for: a record, or an item of the day that has none."""

    name: str
    state: ItemState | None = None
    record: Record | None = None
    earlier: bool = False
    """Whether it answered a plan that had been changed by that day."""
    before: bool = False
    """Whether it answered a plan of one's own that the clinic's has taken the place of."""


def told_of(
    tally: Tally,
    records: Sequence[Record],
    names: dict[str, str],
    earlier: Collection[str] = (),
    before: Collection[str] = (),
) -> dict[str, Told]:
    """Everything of a day that can be selected, by the key of its row.

    `earlier` are records of an earlier plan, `before` those of a plan that the clinic did not write.
    """
    found: dict[str, Told] = {}
    for state in tally.states:
        p = state.item.prescription
        for record in state.records:
            found[f"record-{record.id}"] = Told(p.name, state, record, record.id in earlier)
        if not state.records:
            found[f"item-{p.id}-{state.item.slot or ''}"] = Told(p.name, state)
    for record in outside(tally, records):
        usual = "Symptom" if record.entry.kind is EntryKind.SYMPTOM else record.entry.exercise or "Something else"
        name = names.get(record.id) or usual
        found[f"record-{record.id}"] = Told(name, None, record, record.id in earlier, record.id in before)
    return found


def day_rows(told: dict[str, Told], tally: Tally, glyphs: Glyphs) -> list[Row]:
    """The sessions of the day, what was done at any time, extra work and symptoms, and what was withdrawn."""
    names = {slot.number: _slot_name(slot.name, slot.number, len(tally.plan.slots)) for slot in tally.plan.slots}
    groups: dict[str, list[Row]] = {}
    for key, one in told.items():
        if one.record is not None and one.record.retracted:
            group = "Withdrawn"
        elif one.state is None:
            group = _BEFORE if one.before else "Beside your plan"
        else:
            group = names[one.state.item.slot] if one.state.item.slot is not None else "Any time"
        groups.setdefault(group, []).append(_row(key, one, glyphs))
    return [row for group, rows in groups.items() for row in (Row(f"head-{group}", RowKind.HEADING, group), *rows)]


def _slot_name(name: str, number: int, of: int) -> str:
    word = name or ("On your plan" if of == 1 else f"Session {number}")
    return f"{word[:1].upper()}{word[1:]}"


def _row(key: str, one: Told, glyphs: Glyphs) -> Row:
    if one.record is None:
        dose = dose_short(one.state.item.prescription.dose) if one.state else ""
        free = one.state is not None and is_free(one.state)
        glyph, tone = (glyphs.rest, "rest-day") if free else (glyphs.todo, "due")
        return Row(key, RowKind.ITEM, one.name, dose, glyph, tone)
    if one.record.retracted:
        return Row(key, RowKind.ITEM, one.name, "withdrawn", "", "muted")
    status = _status(one)
    return Row(key, RowKind.ITEM, one.name, _short(one.record), glyph_of(status, glyphs), TONES[status])


def _status(one: Told) -> ItemStatus:
    """The state of a record by itself; of several in one session each has its own."""
    entry = one.record.entry if one.record else None
    if entry is None or entry.kind is EntryKind.SYMPTOM:
        return ItemStatus.UNKNOWN
    if entry.kind is EntryKind.SKIP:
        return ItemStatus.EXCUSED if one.state and one.state.excused else ItemStatus.SKIPPED
    return ItemStatus.DONE if entry.status == "complete" else ItemStatus.PARTIAL


def _short(record: Record) -> str:
    entry = record.entry
    if entry.kind is EntryKind.SYMPTOM:
        return ", ".join(symptom_words(entry)[:1])
    if entry.kind is EntryKind.SKIP:
        return REASON_WORDS[entry.reason] if entry.reason else "left out"
    return (dose_short(entry.dose) if entry.dose else "") if entry.status == "complete" else "in part"


def told_parts(one: Told, can_add: bool, delivered: str = "") -> list[Part]:
    """All there is to tell about a row; `delivered` is whether the clinic has the record."""
    parts: list[Part] = [(one.name, "bold"), "\n"]
    if one.state is not None:
        parts += [("Asked for  ", "$muted"), _asked(one.state), "\n"]
    elif one.record is not None and one.record.entry.dose is not None:
        parts += [("Asked for  ", "$muted"), dose_text(one.record.entry.dose), "\n"]
    if one.record is None:
        words = "Nothing is logged for it, and that is all right."
        return [*parts, "\n", words, *([" + adds what you did."] if can_add else []), "\n"]
    plan: list[Part] = [(f"{EARLIER_PLAN}; it counts", "$muted"), "\n"] if one.earlier else []
    if one.before:
        plan = [(f"{_BEFORE}; it stays on this computer and is not counted", "$muted"), "\n"]
    both: list[Part] = [(TWICE, "$muted"), "\n"] if corrected_twice(one.record) else []
    sent: list[Part] = [(delivered, "$muted"), "\n"] if delivered and not one.before else []
    return [*parts, *_now(one.record), *plan, *sent, *_history(one.record), *both]


def _asked(state: ItemState) -> str:
    p = state.item.prescription
    return f"{dose_text(p.dose)}; {schedule_text(p.schedule)}"


def _now(record: Record) -> Iterable[Part]:
    entry = record.entry
    if record.retracted:
        yield from ("\n", ("Withdrawn: it counts no more. It said: ", "$muted"), words_of(entry), "\n")
        return
    yield from ("\n", ("Logged  ", "$muted"), words_of(entry), "\n")
    sets = sets_line(entry)
    if sets:
        yield from (("Sets  ", "$muted"), sets, "\n")
    logged = entry.logged_at.astimezone(zone_named(entry.zone))
    said = f"{_SOURCES[entry.source]}, " if entry.source in _SOURCES else ""
    yield from ((f"{said}saved on {day_words(logged.date())} at {logged:%H:%M}", "$muted"), "\n")


def _history(record: Record) -> Iterable[Part]:
    """What it said before each correction, and why it was corrected, oldest first."""
    for at in range(1, len(record.log)):
        later = record.log[at]
        (earlier,) = fold(record.log[:at])
        why = f": {later.why}" if later.why else ""
        if later.kind is EntryKind.RETRACTION:
            on = later.logged_at.astimezone(zone_named(later.zone)).date()
            yield from ((f"withdrawn on {day_words(on)}{why}", "$muted"), "\n")
        else:
            yield from ((f"was {words_of(earlier.entry)}, corrected{why}", "$muted"), "\n")


def words_of(entry: Entry) -> str:
    """What an entry says, in a few words."""
    if entry.kind is EntryKind.SYMPTOM:
        return "; ".join([*symptom_words(entry), *filter(None, (entry.note, entry.private_note))])
    return how_it_went(entry)
