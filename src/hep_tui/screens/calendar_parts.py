"""The words beside the calendar: one day and its exercises, and how steadily it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len
from textual.geometry import Size

from hep_care.adherence import STATE_WORDS, Score, State
from hep_care.counts import DayCount
from hep_tui.screens.calendar_words import count_words, date_words
from hep_tui.screens.day_counts import Counted
from hep_tui.screens.day_lines import TONES, Line, glyph_of
from hep_tui.screens.year_cells import colour_of, day_cell
from hep_tui.widgets.glyphs import Glyphs
from hep_tui.widgets.line_board import STRONG, Part
from hep_tui.widgets.plain import fit
from hep_tui.widgets.year_grid import NO_DAY, cell_text

_NAME_CELLS, _DOSE_CELLS = 34, 14
_DATE_CELLS = 10
_BESIDE_CELLS = 11
"""How much fits beside the score's number in the narrowest panel."""


def day_line(day: date, count: DayCount | None, today: date, glyphs: Glyphs, one: bool = False) -> list[Part]:
    """The date, its shade, and what was done: "Thu 12 Nov   ▓ 3 of 4 done"; of one exercise (`one`) or all."""
    cell = day_cell(count) if count else NO_DAY
    shade = cell_text(cell, glyphs, 1).strip()
    # As wide as the longest date, so that what follows it stays where it is.
    line: list[Part] = [(f"{date_words(day, today):<{_DATE_CELLS}}", STRONG), ("  ", "")]
    line += [(f"{shade} ", colour_of(cell.shade))] if shade else []
    free = one and count is not None and not count.scheduled
    return [*line, ("not due on that day" if free else count_words(count, today), "")]


def item_lines(lines: Sequence[Line], room: Size, glyphs: Glyphs) -> list[list[Part]]:
    """A line an exercise; what is said of it follows on the line, or below it where there is room for that."""
    dose_cells = min(_DOSE_CELLS, max((cell_len(line.dose) for line in lines), default=0))
    longest = max((cell_len(line.name) for line in lines), default=0)
    beside = max((cell_len(line.said) for line in lines), default=0)
    free = room.height - len(lines)
    if free >= sum(bool(line.said) for line in lines):
        beside = 0
    for_names = max(room.width // 2 - 6, room.width - dose_cells - beside - 6)
    name_cells = min(_NAME_CELLS, for_names, longest)
    left = room.width - name_cells - dose_cells - 6
    shown: list[list[Part]] = []
    for line in lines:
        below = cell_len(line.said) > left and free > 0
        free -= below
        said = "" if below or not line.said else f"  {fit(line.said, left).rstrip()}"
        shown.append([
            (f"{glyph_of(line.status, glyphs)} ", TONES[line.status]),
            (fit(line.name, name_cells), ""),
            (f"  {fit(line.dose, dose_cells)}{said}", "muted"),
        ])  # fmt: skip
        if below:
            shown.append([(f"    {line.said}", "muted")])
    if len(shown) > room.height > 0:
        more = len(shown) - room.height + 1
        shown[room.height - 1 :] = [[(f"{more} more; enter opens the day", "muted")]]
    return shown


def score_parts(found: Counted, between: str = "\n", one: bool = False) -> list[str | tuple[str, str]]:
    """The plain counts first, then what the score says; what would be nothing is left out.

    One exercise (`one`) has counts, and no score of its own.
    """
    score = found.score
    rows: list[list[str | tuple[str, str]]] = []
    if score.done_days:
        rows.append([(f"{score.done_days} of {score.due_days}", "bold"), " days done"])
    if not one:
        rows += _score_rows(score, found.paused_for)
    if score.days_shown_up:
        shown = "1 day" if score.days_shown_up == 1 else f"{score.days_shown_up} days"
        rows.append([shown, " you did it" if one else " you showed up"])
    if found.back is not None and not one:
        back = found.back
        rows.append([(f"back after {back.after} days on {back.on.day} {back.on:%b} – well done", "$accent")])
    if not one:
        rows.append(["w ", ("how this is worked out", "$muted")])
    elif not rows:
        rows.append([("not done yet", "$muted")])
    parts: list[str | tuple[str, str]] = []
    for row in rows:
        parts += [between, *row] if parts else row
    return parts


def _score_rows(score: Score, paused_for: str) -> list[list[str | tuple[str, str]]]:
    if score.state is State.BUILDING:
        return [[("your score comes after a few days", "$muted")]]
    words = STATE_WORDS[score.state].lower()
    if score.state is State.PAUSED:
        return [[("Consistency  ", "$muted"), words, f" ({paused_for})" if paused_for else ""]]
    if not score.value:
        # Of somebody who did nothing yet there is no number to show.
        return [[words]]
    value: list[str | tuple[str, str]] = [("Consistency  ", "$muted"), (f"{round(score.value)}", "bold $accent")]
    return [[*value, f"  {words}"]] if len(words) <= _BESIDE_CELLS else [value, [words]]
