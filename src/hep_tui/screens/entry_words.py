"""What was done, in few words."""

from __future__ import annotations

from collections.abc import Sequence

from hep_care.dose import Dose, Kind, Side
from hep_care.dose_text import number_text, seconds_text
from hep_care.entry import Entry, Outcome, PerformedSet
from hep_care.schedule_text import join_words


def how_it_went(entry: Entry) -> str:
    """What an entry says, in a few words: "3 × 10, pain 2, effort 4"."""
    if entry.status is Outcome.SKIPPED:
        reason = entry.reason.value.replace("-", " ") if entry.reason else ""
        return f"left out: {reason}" if reason else "left out"
    pain = f"pain {entry.pain}" if entry.pain is not None else ""
    effort = f"effort {entry.effort}" if entry.effort is not None else ""
    words = (_amounts(entry), pain, effort, entry.note, entry.private_note)
    return ", ".join(word for word in words if word)


def _amounts(entry: Entry) -> str:
    """The sets as one number where they were alike: "3 × 10", "10, 10 and 8", "2 × 30 s"."""
    if not entry.sets:
        return "done" if entry.status is Outcome.COMPLETE else "in part"
    each = []
    for one in entry.sets:
        if one.reps is not None:
            held = f" × {seconds_text(one.seconds)}" if one.seconds is not None else ""
            each.append(f"{one.reps}{held}")
        else:
            each.append(seconds_text(one.seconds) if one.seconds is not None else f"{number_text(one.metres or 0)} m")
    if len(set(each)) > 1:
        return join_words(each)
    unit = " reps" if len(each) == 1 and each[0].isdigit() else ""
    return f"{len(each)} × {each[0]}" if len(each) > 1 else f"{each[0]}{unit}"


def sets_words(dose: Dose, sets: Sequence[PerformedSet]) -> str:
    """Sets in short: "3 × 10 left", "10, 10, 8", "2 × 30 s each side"; empty for none."""
    if not sets:
        return ""
    amounts = [_amount(dose, one) for one in sets]
    sides = list(dict.fromkeys(one.side for one in sets))
    both = set(sides) == {Side.LEFT, Side.RIGHT}
    even = both and len(sets) % 2 == 0 and sum(one.side is Side.LEFT for one in sets) * 2 == len(sets)
    same = len(set(amounts)) == 1
    count = len(sets) // 2 if even else len(sets)
    amount = (
        (amounts[0] if count == 1 else f"{count} × {amounts[0]}") if same and (even or not both) else ", ".join(amounts)
    )
    side = "each side" if even else sides[0].value if len(sides) == 1 and sides[0] is not Side.NONE else ""
    return f"{amount} {side}".strip()


def _amount(dose: Dose, one: PerformedSet) -> str:
    if one.metres is not None:
        return f"{number_text(one.metres)} m"
    if one.reps is not None and one.seconds is not None and dose.kind is Kind.HOLD:
        return f"{one.reps} × {seconds_text(one.seconds)}"
    return str(one.reps) if one.reps is not None else seconds_text(one.seconds or 0)
