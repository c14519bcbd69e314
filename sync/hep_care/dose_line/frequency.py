"""When: "bd", "3x/day", "5/7", "Mon Wed Fri", "every 2 hours 8am-8pm", "prn for pain"."""

from __future__ import annotations

from datetime import time

from hep_care.dose_line.amounts import is_count
from hep_care.dose_line.lexer import Form
from hep_care.dose_line.words import NUMBER_WORDS, Line
from hep_care.frozen import frozen
from hep_care.schedule import Slot


@frozen
class When:
    """One remark about when; everything that it does not mention is at its default."""

    words: str = ""
    times: tuple[int, int] | None = None
    """Sessions a day, least and most."""
    maybe_reps: bool = False
    """The number may be repetitions where the line has no other dose: "x10 daily"."""
    loose: str = ""
    """How a number was tied to the day where that leaves it open: "daily", "times", or "a day"; empty if it is tied."""
    limit: bool = False
    """The number is said to be the most."""
    slots: tuple[Slot, ...] = ()
    weekdays: tuple[int, ...] = ()
    quota: tuple[int, int] | None = None
    """Days in seven, least and most."""
    every_days: int = 0
    every_hours: int = 0
    between: tuple[time, time] | None = None
    needed: str | None = None
    """As needed, and when that is, if the line says so."""
    unclear: bool = False
    """Words about time with more than one meaning."""


_TIMES_A_DAY = {
    "daily": 1, "od": 1, "qd": 1, "everyday": 1, "bd": 2, "bid": 2, "tds": 3, "tid": 3, "qds": 4, "qid": 4,
}  # fmt: skip
_SLOTS = {
    "am": "morning", "mane": "morning", "morning": "morning", "mornings": "morning", "midday": "midday",
    "noon": "midday", "lunch": "midday", "lunchtime": "midday", "afternoon": "afternoon", "pm": "evening",
    "afternoons": "afternoon", "evening": "evening", "evenings": "evening", "night": "night", "nights": "night",
    "nightly": "night", "nocte": "night", "bedtime": "bedtime", "bed": "bedtime",
}  # fmt: skip
_MEALS = frozenset(
    ("breakfast", "lunch", "dinner", "tea", "supper", "shower", "bath", "work", "meals", "bed", "waking")
)
_WEEKDAYS = {
    **dict.fromkeys(("mon", "monday", "mondays"), 0),
    **dict.fromkeys(("tue", "tues", "tuesday", "tuesdays"), 1),
    **dict.fromkeys(("wed", "weds", "wednesday", "wednesdays"), 2),
    **dict.fromkeys(("thu", "thur", "thurs", "thursday", "thursdays"), 3),
    **dict.fromkeys(("fri", "friday", "fridays"), 4),
    **dict.fromkeys(("sat", "saturday", "saturdays"), 5),
    **dict.fromkeys(("sun", "sunday", "sundays"), 6),
}
_DAY_LETTERS = _WEEKDAYS | {
    "m": 0,
    "t": 1,
    "tu": 1,
    "w": 2,
    "we": 2,
    "th": 3,
    "f": 4,
    "fr": 4,
    "sa": 5,
    "su": 6,
    "mo": 0,
}
_DAY_RUNS = {"mwf": (0, 2, 4), "tth": (1, 3), "weekdays": (0, 1, 2, 3, 4), "weekends": (5, 6), "mtwtf": (0, 1, 2, 3, 4)}
_DAY = frozenset(("day", "d", "daily"))
_WEEK = frozenset(("week", "wk", "w", "weekly"))
_PER = ("a", "per", "/", "in", "the", "an")
_COUNT_WORDS = frozenset(("times", "time", "sessions", "session", "x"))
_AWAKE = ("while you are awake", "when you are awake", "while awake", "when awake", "waking hours", "wa",
          "during the day", "awake")  # fmt: skip
_ORDINALS = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "other": 2}


def when(line: Line, at: int) -> tuple[When, int] | None:
    """The remark about when that stands here."""
    for rule in (_every, _per_period, _hours, _word, _weekdays, _clock_times, _slot, _needed):
        if (found := rule(line, at)) is not None:
            return found
    return None


def _every(line: Line, at: int) -> tuple[When, int] | None:
    """ "every other day", "alt days", "every day", "every 3 days", "every 2 hours"."""
    if line.is_in(at, ("qod", "eod")):
        return When(every_days=2), at + 1
    if line.is_in(at, ("alt", "alternate")) and line.is_in(at + 1, ("day", "days")):
        return When(every_days=2), at + 2
    if (here := line.first_of(at, "a day", "per day")) != at:
        return When(times=(1, 1)), here
    if not line.is_in(at, ("every", "each", "any")):
        return None
    second = line.text(at + 1)
    if second in ("day", "single") and line.text(at) != "any":
        return When(times=(1, 1)), at + 2 if second == "day" else at + 3
    if second in _ORDINALS and line.is_in(at + 2, ("day", "days")):
        return When(every_days=_ORDINALS[second]), at + 3
    if line.text(at) == "any" and is_count(line, at + 1) and line.is_in(at + 2, ("day", "days")):
        return _days_in_week(line, at + 1)
    if second in _SLOTS and line.text(at) != "any":
        return When(times=(1, 1), slots=(Slot(_SLOTS[second]),)), at + 2
    if second in ("hour", "hr", "waking"):
        here = line.first_of(at + 1, "waking hour", "waking hr", "hour", "hr")
        return _hourly(line, here, 1) if here != at + 1 else None
    numbers = line.numbers(at + 1)
    if len(numbers) == 1 and line.is_in(at + 2, ("hours", "hour", "hrs", "hr", "h")):
        return _hourly(line, at + 3, int(numbers[0]))
    if len(numbers) == 2 and line.is_in(at + 2, ("hours", "hrs", "h")):
        return When(unclear=True), at + 3
    if len(numbers) == 1 and line.is_in(at + 2, ("days",)):
        return When(every_days=int(numbers[0]), unclear=numbers[0] < 1), at + 3
    return None


def _hours(line: Line, at: int) -> tuple[When, int] | None:
    """ "hourly", "2 hourly", "q2h", "2/24"."""
    if line.reads(at, "hourly"):
        return _hourly(line, at + 1, 1)
    numbers = line.numbers(at)
    here = at + 2 if line.reads(at + 1, "-", "hourly") else at + 1
    if len(numbers) == 1 and line.is_in(here, ("hourly",)):
        return _hourly(line, here + 1, int(numbers[0]))
    if line.form(at) is Form.FRACTION and numbers[1] == 24:
        return _hourly(line, at + 1, int(numbers[0]))
    word = line.text(at)
    if line.form(at) is Form.WORD and word[:1] == "q" and word[1:-1].isdecimal() and word[-1] in "hd":
        n = int(word[1:-1])
        return _hourly(line, at + 1, n) if word[-1] == "h" else (When(every_days=n, unclear=n < 1), at + 1)
    return None


def _hourly(line: Line, here: int, hours: int) -> tuple[When, int]:
    after = line.first_of(line.skip(here, ("(", ",")), *_AWAKE)
    if after != line.skip(here, ("(", ",")):
        here = line.skip(after, (")",))
    span = _span(line, here)
    between, here = (None, here) if span is None else span
    return When(every_hours=hours, between=between, unclear=hours < 1), here


def _span(line: Line, at: int) -> tuple[tuple[time, time], int] | None:
    """ "8am-9pm", "from 8:00 to 21:00", "between 8 and 21"."""
    here = line.skip(at, ("from", "between", "(", ","))
    told = here != at
    first, last = _clock(line, here, told), _clock(line, here + 2, told)
    if first is not None and last is not None and line.is_in(here + 1, ("to", "-", "–", "and", "until", "till")):
        return (first, last), line.skip(here + 3, (")",))
    numbers = line.numbers(here)
    if told and line.form(here) is Form.RANGE and all(n == int(n) and n < 24 for n in numbers):
        return (time(int(numbers[0])), time(int(numbers[1]))), line.skip(here + 1, (")",))
    return None


def _clock(line: Line, at: int, bare: bool = False) -> time | None:
    if not line.has(at):
        return None
    if bare and line.form(at) is Form.NUMBER and line.numbers(at)[0] in range(24):
        return time(int(line.numbers(at)[0]))
    return line.tokens[at].at


def _per_period(line: Line, at: int) -> tuple[When, int] | None:
    """ "3/day", "x2 daily", "3 to 4 times a day", "twice a week", "3x/7", "5/7", "5 days a week"."""
    if (found := _days_in_week(line, at)) is not None:
        return found
    limit = line.first_of(at, "up to", "max", "maximum", "no more than", "at most")
    start = limit + 1 if line.form(limit) is Form.TIMES else limit
    least_most, here = _count(line, start)
    if least_most is None:
        return None
    if limit != at:
        least_most = (1, least_most[1])
    counted = here
    while line.form(here) is Form.TIMES or line.is_in(here, _COUNT_WORDS):
        here = line.first_of(here + 1, "( s )")
    tied = line.form(here - 1) is Form.TIMES
    period = line.skip(here, _PER + (("each", "every") if here > counted else ()))
    loose = "times" if here > counted else "a day"
    if line.is_in(here, ("daily", "weekly")):
        loose = "daily" if here == counted else "times"
    elif period == here and not tied:
        return None
    times = least_most if line.is_in(period, _DAY) else None
    quota = least_most if line.is_in(period, _WEEK) or _is_seventh(line, period) else None
    if times is None and quota is None:
        return None
    once = line.is_in(start, ("once", "twice", "thrice"))
    maybe_reps = least_most[0] == least_most[1] and not once and (here == counted or tied)
    loose = "" if once or tied or limit != at or line.is_in(here, ("/",)) else loose
    return When(times=times, quota=quota, maybe_reps=maybe_reps, loose=loose, limit=limit != at), period + 1


def _is_seventh(line: Line, at: int) -> bool:
    return 7 in line.numbers(at) and line.reads(at - 1, "/")


def _days_in_week(line: Line, at: int) -> tuple[When, int] | None:
    numbers = line.numbers(at)
    if line.form(at) is Form.FRACTION:
        if numbers[1] != 7 or not 1 <= numbers[0] <= 7:
            return None
        return When(quota=(int(numbers[0]), int(numbers[0]))), at + 1
    if line.is_in(at, ("weekly",)):
        return When(quota=(1, 1)), at + 1
    least_most, here = _count(line, at)
    if least_most is None or not line.is_in(here, ("days", "day", "nights")):
        return None
    after = line.first_of(
        here + 1, "a week", "per week", "each week", "/ week", "/ wk", "/ 7", "out of 7", "of 7", "a wk", "per wk",
        "weekly", "in 7", "of the week", "out of seven", "of seven", "every week",
    )  # fmt: skip
    return None if after == here + 1 else (When(quota=least_most), after)


def _count(line: Line, at: int) -> tuple[tuple[int, int] | None, int]:
    worded = {"once": 1, "twice": 2, "thrice": 3}.get(line.text(at))
    if worded is not None:
        upper = {"twice": 2, "thrice": 3}.get(line.text(at + 2)) if line.is_in(at + 1, ("or", "to", "-")) else None
        return ((worded, upper), at + 3) if upper else ((worded, worded), at + 1)
    if not (is_count(line, at) or line.form(at) is Form.RANGE):
        return None, at
    numbers, here = line.numbers(at), at + 1
    if len(numbers) == 1 and line.is_in(here, ("to", "or")) and is_count(line, here + 1):
        numbers, here = numbers + line.numbers(here + 1), here + 2
    if any(n != int(n) for n in numbers) or numbers[0] > numbers[-1]:
        return None, at
    return (int(numbers[0]), int(numbers[-1])), here


def _word(line: Line, at: int) -> tuple[When, int] | None:
    times = _TIMES_A_DAY.get(line.text(at))
    if times is not None:
        return When(times=(times, times)), at + 1
    if line.is_in(at, ("am/pm",)):
        return When(slots=(Slot("morning"), Slot("evening"))), at + 1
    return None


def _weekdays(line: Line, at: int) -> tuple[When, int] | None:
    """ "Mon Wed Fri", "M/W/F", "Mon-Fri", "weekdays"."""
    parts = line.text(at).split("/")
    if len(parts) > 1 and all(part in _DAY_LETTERS or (part == "s" and len(parts) > 2) for part in parts):
        if "s" in parts:
            return When(unclear=True), at + 1
        return When(weekdays=tuple(_DAY_LETTERS[part] for part in parts)), at + 1
    here = line.skip(at, ("on", "every", "each")) if line.is_in(at, ("on", "every", "each")) else at
    if line.text(here) in _DAY_RUNS:
        return When(weekdays=_DAY_RUNS[line.text(here)]), here + 1
    days: list[int] = []
    while (found := _day_or_run(line, here)) is not None:
        days += found[0]
        joined = line.skip(found[1], (",", "and", "&", "/", "+"))
        here = joined if _day_or_run(line, joined) is not None else found[1]
    return (When(weekdays=tuple(sorted(set(days)))), here) if days else None


def _day_or_run(line: Line, at: int) -> tuple[list[int], int] | None:
    first, _, last = line.text(at).partition("-")
    if first not in _WEEKDAYS:
        return None
    end = at + 1
    if not last and line.is_in(at + 1, ("-", "–", "to")) and line.is_in(at + 2, _WEEKDAYS):
        last, end = line.text(at + 2), at + 3
    if not last:
        return [_WEEKDAYS[first]], end
    if last not in _WEEKDAYS:
        return None
    begin = _WEEKDAYS[first]
    return [(begin + n) % 7 for n in range((_WEEKDAYS[last] - begin) % 7 + 1)], end


def _clock_times(line: Line, at: int) -> tuple[When, int] | None:
    """ "at 7:30 and 20:00"."""
    here = line.skip(at, ("at", "@")) if line.is_in(at, ("at", "@")) else at
    slots: list[Slot] = []
    while (clock := _clock(line, here)) is not None:
        slots.append(Slot(at=clock))
        joined = line.skip(here + 1, (",", "and", "&", "/", "+"))
        here = joined if _clock(line, joined) is not None else here + 1
    return (When(slots=tuple(slots)), here) if slots else None


def _slot(line: Line, at: int) -> tuple[When, int] | None:
    """ "in the morning", "at night", "before bed", "after breakfast", "mane"."""
    if line.is_in(at, ("after", "before", "with")) and line.is_in(at + 1, _MEALS):
        if line.reads(at, "before", "bed"):
            return When(slots=(Slot("bedtime"),)), at + 2
        if line.reads(at + 1, "meals"):
            return When(
                slots=tuple(Slot(f"{line.text(at)} {meal}") for meal in ("breakfast", "lunch", "dinner"))
            ), at + 2
        return When(slots=(Slot(line.raw(at, at + 2).lower()),)), at + 2
    here = line.skip(at, ("in", "at", "the", "(")) if line.is_in(at, ("in", "at")) else at
    if not line.is_in(here, _SLOTS):
        return None
    name = _SLOTS[line.text(here)]
    if line.is_in(here + 1, ("after", "before")) and line.is_in(here + 2, _MEALS):
        return When(slots=(Slot(f"{name} {line.raw(here + 1, here + 3).lower()}"),)), here + 3
    return When(slots=(Slot(name),)), here + 1


def _needed(line: Line, at: int) -> tuple[When, int] | None:
    """ "prn", "as needed for stiffness", "when needed"."""
    here = line.first_of(at, "prn", "as needed", "when needed", "as required", "if needed", "when required")
    if here == at:
        return None
    begin = line.skip(here, ("for", ":")) if line.is_in(here, ("for", "if", "when", ":")) else -1
    end = begin
    while begin >= 0 and line.has(end) and line.form(end) is Form.WORD and line.text(end) not in NUMBER_WORDS:
        end += 1
    return When(needed=line.raw(begin, end) if end > begin else ""), max(here, end)
