"""How much: "3 x 10", "hold 5s", "6-4-2", "rest 60s between sets", "as tolerated (min 3)"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from hep_care.dose import RepsCounted, RepsMode
from hep_care.dose_line.lexer import Form
from hep_care.dose_line.words import HOLD, NUMBER_WORDS, OTHER_UNITS, PARTS, UNITS, Line
from hep_care.frozen import frozen


@frozen
class Quantity:
    """One number of a dose, with what the line says it counts."""

    low: Decimal = Decimal(0)
    high: Decimal | None = None
    """The upper end, where it is a range."""
    unit: str = ""
    """`reps`, `sets`, a unit of time or length, `m?` for a bare "m", or empty where nothing is said."""
    series: tuple[Decimal, ...] = ()
    mode: RepsMode | None = None
    hold: bool = False
    up_to: bool = False


@frozen
class Amount:
    """Quantities that are multiplied: "3 x 10 x 5s" has three."""

    factors: tuple[Quantity, ...]
    words: str
    counted: RepsCounted | None = None
    each: bool = False
    """"each side" or its like follows directly."""
    bare_each: bool = False
    """Only "each" follows, which after a hold may mean each repetition."""


@frozen
class Rest:
    """A pause; `where` is reps, sets, sides, exercises, or empty where the line does not say."""

    time: Quantity
    where: str = ""


@frozen
class Least:
    """The least that is enough."""

    quantity: Quantity


@frozen
class Tolerated:
    """As tolerated."""


@frozen
class Tempo:
    """Seconds of each phase; empty where what is written are not only numbers."""

    phases: tuple[int, ...]
    words: str


@frozen
class JustOnce:
    """Just do it: there is nothing to count."""


Stop = Callable[[int, list[Quantity]], bool]
_OPENERS = ("(", "[")
_BETWEEN = {
    **dict.fromkeys(("rep", "reps", "repetitions", "holds", "stretches"), "reps"),
    **dict.fromkeys(("set", "sets"), "sets"),
    **dict.fromkeys(("side", "sides", "legs", "arms"), "sides"),
    **dict.fromkeys(("exercise", "exercises"), "exercises"),
}
_REST_FILLERS = ("period", "for", "of", ":", "=", "a", "about", "time")
_MANY = ("amrap", "as many as possible", "as many as you can", "as many reps as possible", "max reps")
_FATIGUE = ("to fatigue", "until fatigue", "until fatigued", "to failure", "until tired", "till fatigue")
_ABOUT = ("for", "each", "rep", "at", "top", "end", "bottom", "the", "of", "position", "it", "about", ":", "=", "a",
          "up", "to", "x", "~")  # fmt: skip


def amount(line: Line, at: int, stop: Stop) -> tuple[Amount, int] | None:
    """A chain of quantities: "3 x 10", "3 sets of 10", "x10", "10x", "10 reps x 3".

    `stop` tells at each place, given the quantities so far, whether something else than a quantity begins there.
    """
    here = at + 1 if line.form(at) is Form.TIMES else at
    first = quantity(line, here)
    if first is None:
        return None
    factors = [first[0]]
    here = first[1]
    while (after := _connector(line, here)) != here:
        if (more := None if stop(after, factors) else quantity(line, after)) is None:
            # The x of "10x" alone belongs to it; "of" begins something else.
            here = here + 1 if line.form(here) is Form.TIMES else here
            break
        factors.append(more[0])
        here = more[1]
    found = Amount(tuple(factors), line.raw(at, here))
    return _counted(line, here, found)


def _connector(line: Line, at: int) -> int:
    if line.form(at) is not Form.TIMES and not line.is_in(at, ("of", "by")):
        return at
    after = line.skip(at + 1, _OPENERS)
    return after + 1 if line.form(after) is Form.TIMES else after


def _counted(line: Line, here: int, found: Amount) -> tuple[Amount, int]:
    total = line.first_of(here, "in total", "total", "altogether", "( total )", "( in total )")
    if total != here:
        return replace(found, counted=RepsCounted.TOTAL), total
    inside = here + 1 if line.is_in(here, _OPENERS) else here
    after = each_side(line, inside)
    if after is None:
        return found, here
    bare = after == inside + 1 and line.is_in(inside, ("each", "ea"))
    return replace(found, counted=RepsCounted.PER_SIDE, each=True, bare_each=bare), after


def each_side(line: Line, at: int) -> int | None:
    """The place after "each side", "per leg", "/side", "ea" or "e/s"; `None` for "each rep" or "each way"."""
    if line.is_in(at, ("e/s",)):
        return at + 1
    after = line.skip(at, ("on", "for"))
    here = after if line.is_in(after, ("each", "ea", "per", "every")) else at
    if line.is_in(here, ("per", "every", "/", "each", "ea")) and line.is_in(here + 1, PARTS):
        return here + 2
    if line.first_of(here, "one side at a time", "one leg at a time", "one arm at a time") != here:
        return here + 5
    following = ("way", "direction", "rep", "repetition", "day", "time", "hour", "week", "set", "morning", "night",
                 "evening", "for", "exercise", "stretch",
                 "hold", "movement", "position", "one")  # fmt: skip
    if line.is_in(here, ("each", "ea")) and not line.is_in(here + 1, following):
        return here + 1
    return None


def quantity(line: Line, at: int) -> tuple[Quantity, int] | None:
    """A number or a range with its unit, and whether it is held."""
    held = line.is_in(at, HOLD)
    here = line.skip(at + 1, _ABOUT) if held else line.first_of(at, "up to")
    up_to = line.reads(here - 2, "up", "to")
    for mode, phrases in ((RepsMode.AMRAP, _MANY), (RepsMode.TO_FATIGUE, _FATIGUE)):
        if not held and (after := line.first_of(here, *phrases)) != here:
            return Quantity(mode=mode), after
    numbers, here = _numbers(line, here)
    if not numbers or line.is_in(here, OTHER_UNITS) or line.reads(here, "body", "weight"):
        return None
    unit, here = _unit(line, here)
    if unit is None:
        return None
    timed = unit in ("s", "min", "h")
    if held and not timed and (unit or line.form(here) is Form.TIMES):
        return None
    after_held = line.skip(here, ("isometric", "static"))
    if timed and not held and line.is_in(after_held, HOLD):
        held, here = True, after_held + 1
    if len(numbers) > 2 or (len(numbers) == 2 and numbers[0] >= numbers[1]):
        return Quantity(series=numbers, unit=unit, hold=held), here
    high = numbers[1] if len(numbers) == 2 else None
    return Quantity(numbers[0], high, unit, hold=held, up_to=up_to), here


def _numbers(line: Line, at: int) -> tuple[tuple[Decimal, ...], int]:
    """The numbers that stand here; "8 to 12" and "2 or 3" are ranges too."""
    numbers = line.numbers(at)
    if not numbers or line.form(at) is Form.FRACTION:
        return (), at
    if len(numbers) == 1 and line.is_in(at + 1, ("to", "or")):
        upper = line.numbers(at + 2)
        if len(upper) == 1 and upper > numbers:
            return numbers + upper, at + 3
    return numbers, at + 1


def _unit(line: Line, at: int) -> tuple[str | None, int]:
    """The unit that stands here; `None` where the number is the size of something: a 6" step."""
    dashed = at + 1 if line.reads(at, "-") and UNITS.get(line.text(at + 1)) else at
    if unit := UNITS.get(line.text(dashed)):
        # "Perform 1 Time(s) a Day" is how programs print it.
        return unit, line.first_of(dashed + 1, "( s )")
    if line.is_in(at, ('"', "”", "″", "''")):
        sized = line.is_in(at + 1, ("step", "box", "block", "stool", "ball", "wedge", "roll"))
        return (None if sized else "s"), at + 1
    if line.is_in(at, ("'", "’", "′")):
        return "min", at + 1
    return "", at


def rest(line: Line, at: int) -> tuple[Rest, int] | None:
    """A pause: "rest 60s", "r60", "1 min rest", "30s between reps", "no rest"."""
    if line.reads(at, "no", "rest"):
        return _where(line, at + 2, Quantity(unit="s"))
    if line.is_in(at, ("rest", "rests", "relax")) or (line.reads(at, "r") and _touches(line, at + 1)):
        here = line.skip(at + 1, _REST_FILLERS)
        if line.is_in(here, ("between",)):
            where = _BETWEEN.get(line.text(here + 1))
            timed = quantity(line, line.skip(here + 2, (":", "=", "for", "of"))) if where else None
            return (Rest(timed[0], where), timed[1]) if timed and where else None
        timed = _rest_time(line, here)
        return _where(line, timed[1], timed[0]) if timed else None
    timed = None if line.is_in(at, HOLD) else quantity(line, at)
    if timed is None or timed[0].unit not in ("s", "min") or timed[0].hold:
        return None
    after = line.skip(timed[1] + 1, _REST_FILLERS)
    if line.is_in(timed[1], ("rest", "rests", "recovery", "relax")) and not _rest_time(line, after):
        return _where(line, timed[1] + 1, timed[0])
    return _where(line, timed[1], timed[0]) if line.is_in(timed[1], ("between", "btw", "b/w")) else None


def _rest_time(line: Line, at: int) -> tuple[Quantity, int] | None:
    """A time as it stands after the word rest; a number without a unit is one unless it begins a "3 x 10"."""
    found = quantity(line, at)
    if found is None or found[0].unit not in ("", "s", "min") or found[0].series or found[0].mode:
        return None
    return None if not found[0].unit and line.form(found[1]) is Form.TIMES else found


def _touches(line: Line, at: int) -> bool:
    return line.has(at) and line.tokens[at].glued and line.form(at) is Form.NUMBER


def _where(line: Line, here: int, time: Quantity) -> tuple[Rest, int] | None:
    if line.is_in(here, ("between", "btw", "b/w", "after", "in")):
        word = line.skip(here + 1, ("each", "the", "between"))
        if line.is_in(word, _BETWEEN):
            return Rest(time, _BETWEEN[line.text(word)]), word + 1
    return Rest(time), here


def least(line: Line, at: int) -> tuple[Least, int] | None:
    """The least that is enough: "min 3", "at least 5 minutes"."""
    here = line.first_of(at, "at least", "minimum of", "minimum", "min", ">=", "≥")
    found = quantity(line, line.skip(here, (":", "=", "."))) if here != at else None
    return None if found is None else (Least(found[0]), found[1])


def tolerated(line: Line, at: int) -> tuple[Tolerated, int] | None:
    """As much as can be managed."""
    here = line.first_of(at, "as tolerated", "as able", "as you can manage", "as comfortable", "to tolerance")
    return None if here == at else (Tolerated(), here)


def tempo(line: Line, at: int) -> tuple[Tempo, int] | None:
    """A tempo that says so: "tempo 3-0-3", "3-0-3 tempo", "tempo 3010"; one with letters ("30X1") has no phases."""
    if line.form(at) is Form.SERIES and line.reads(at + 1, "tempo"):
        return Tempo(tuple(map(int, line.numbers(at))), line.raw(at, at + 2)), at + 2
    if not line.reads(at, "tempo"):
        return None
    here = line.skip(at + 1, (":", "=", "of"))
    if line.form(here) is Form.SERIES:
        return Tempo(tuple(map(int, line.numbers(here))), line.raw(at, here + 1)), here + 1
    end = here + 1
    while line.has(end) and line.tokens[end].glued and line.form(end) in (Form.TIMES, Form.NUMBER, Form.WORD):
        end += 1
    digits = line.text(here) if end == here + 1 and line.form(here) is Form.NUMBER else ""
    phases = tuple(map(int, digits)) if digits.isdigit() and len(digits) in (3, 4) else ()
    return Tempo(phases, line.raw(at, min(end, len(line.tokens)))), min(end, len(line.tokens))


def just_once(line: Line, at: int) -> tuple[JustOnce, int] | None:
    """ "just do it once", "do it once", "once"."""
    here = line.first_of(at, "just do it once", "do it once", "just do it", "just once", "once")
    return None if here == at else (JustOnce(), here)


def is_count(line: Line, at: int) -> bool:
    """Whether a plain number stands here, in digits or in words."""
    return line.form(at) is Form.NUMBER or line.text(at) in NUMBER_WORDS
