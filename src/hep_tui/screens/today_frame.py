"""What stands above and below Today's list: where this day is in the program, and how it has been going."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen

from hep_care.adherence import Score
from hep_care.counts import DayCount, Tally
from hep_care.frozen import frozen
from hep_care.phases import Span
from hep_care.program import Program
from hep_care.why import day_words
from hep_tui.screens import today_words as words
from hep_tui.screens.today_told import Told, now_words
from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.plain import PlainStatic, content, fit

Part = str | tuple[str, str]
_BARS = ("▁", "▂", "▄", "▆", "█")
_SCREEN_PADDING = 4
_APART = 2
"""Free cells at least between two things on one line."""


@frozen
class Heading:
    """What the head tells of a day."""

    program: Program
    tally: Tally
    spans: Sequence[Span]
    now: datetime
    today: date
    notice: str
    """What is to be known about the clock."""


class _Fitted(PlainStatic):
    """Words that depend on how wide the screen is."""

    _drawn_at = 0

    def text(self, width: int) -> Content | None:
        """The words at a width; None where there are none yet."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draws the words anew; before the first layout by what the screen will leave."""
        self._draw_at(self.size.width or self.app.size.width - _SCREEN_PADDING)

    def on_resize(self, event: events.Resize) -> None:
        """Finds out anew how much there is room for."""
        if event.size.width != self._drawn_at:
            self._draw_at(event.size.width)

    def _draw_at(self, width: int) -> None:
        words = self.text(width)
        if words is not None:
            self._drawn_at = width
            self.say(words)


class TodayHead(_Fitted):
    """The greeting, the date, the program, what is next, and what is to be known about them."""

    _heading: Heading | None = None

    def show(self, heading: Heading) -> None:
        """Shows a day."""
        self._heading = heading
        self.draw()

    def text(self, width: int) -> Content | None:
        """The lines of the head."""
        return head_text(self._heading, width) if self._heading is not None else None


def head_text(heading: Heading, width: int) -> Content:
    """The lines of the head."""
    day, late = heading.tally.plan.day, heading.tally.plan.day != heading.today
    hello = f"Adding to {words.long_day(day)}" if late else words.greeting(heading.now)
    when = " · ".join(filter(None, (day_words(day), words.week_words(heading.program, heading.spans, day))))
    parts = two_ends((hello, "bold"), (when, "$muted"), width)
    title = words.title_words(heading.program, heading.tally.plan)
    upcoming = "" if late else now_words(heading.tally, heading.program.timings)
    short = upcoming.rpartition(" · ")[0] or upcoming
    fitting = next((one for one in (upcoming, short) if _fits(width, title, one)), "")
    parts += ["\n", *two_ends(title, (fitting, "bold $accent"), width)]
    if upcoming and not fitting:
        parts += ["\n", (upcoming if cell_len(upcoming) <= width else short, "bold $accent")]
    notices = (
        " ".join(filter(None, (words.SAMPLE if heading.program.sample else "", heading.notice))),
        words.phase_notice(heading.program, heading.tally.plan),
        "What you log here is marked as added later." if late else "",
    )
    parts += [(f"\n{line}", "$muted") for line in notices if line]
    return content(*parts)


class TodayFoot(_Fitted):
    """The last seven days, the score, and the days the patient showed up, on one line."""

    _shown: tuple[Score, Sequence[DayCount], date, GlyphSet] | None = None

    def show(self, score: Score, days: Sequence[DayCount], today: date, glyphs: GlyphSet) -> None:
        """Shows how it has been going; `days` are the last seven, and those before them that tell of a gap."""
        self._shown = (score, days, today, glyphs)
        self.draw()

    def text(self, width: int) -> Content | None:
        """As much of it as there is room for."""
        return foot_text(*self._shown, width=width) if self._shown is not None else None


def foot_text(score: Score, days: Sequence[DayCount], today: date, glyphs: GlyphSet, *, width: int) -> Content:
    """As much of the foot as there is room for; the bars always."""
    week = days[-7:]
    shown = words.shown_words(score)
    full, shorter = words.score_words(score), words.score_words(score, short=True)
    verdict = full.rpartition(" in full · ")[2]
    if words.after_gap(days, today):
        # A number that has sunk is no welcome.
        full = shorter = verdict = verdict.partition(" · ")[0]
    back = words.back_words(days, today) or shown
    last = "  last 7 days" if week else ""
    ways = [(last, full, back), (last, shorter, back), (last, verdict, back), (last, verdict, ""), ("", verdict, "")]
    before, middle, after = next((way for way in ways if _fits(width - len(week), *way)), ways[-1])
    free = width - len(week) - cell_len(before) - cell_len(middle) - cell_len(after)
    left = max(_APART, (width - cell_len(middle)) // 2 - len(week) - cell_len(before)) if after else free
    left = max(_APART, min(left, free - (_APART if after else 0)))
    gap = " " * max(0, free - left)
    return content(*bars(week, today, glyphs), (before, "$muted"), " " * left, middle, gap, (after, "$muted"))


def bars(counts: Sequence[DayCount], today: date, glyph_set: GlyphSet) -> list[Part]:
    """A bar a day, higher with more of it done; rest days and excused days have their own glyphs."""
    glyphs = glyphs_of(glyph_set)
    heights = (glyphs.todo, *glyphs.levels) if glyph_set == "ascii" else _BARS
    parts: list[Part] = []
    for count in counts:
        if count.credit is None:
            parts.append((glyphs.excused, "$excused") if count.excused else (glyphs.rest, "$rest-day"))
        elif count.day == today and not count.units:
            parts.append((glyphs.todo, "$due"))
        else:
            parts.append((heights[count.level], f"$heat-{count.level}"))
    return parts


def told_text(told: Told, screen: Screen[Any]) -> Content:
    """What a day says as a whole, with the keys as they are bound now."""
    parts: list[Part] = [(told.lead, "bold $accent")]
    parts += [f"\n{line}" for line in told.lines]
    keys = [(shown, use) for id, use in told.keys if (shown := key_shown(screen, id))]
    cells = max((cell_len(shown) for shown, _ in keys), default=0)
    for n, (shown, use) in enumerate(keys):
        parts += ["\n\n" if n == 0 else "\n", (f"{shown:<{cells}}", "bold"), (f"  {use}", "$muted")]
    return content(*parts)


def key_shown(screen: Screen[Any], id: str) -> str:
    """The first key of a binding, as it is drawn; empty where it does nothing now."""
    for active in screen.active_bindings.values():
        if active.binding.id == id and active.enabled:
            return active.binding.key_display or screen.app.get_key_display(active.binding)
    return ""


def two_ends(left: Part, right: Part, width: int) -> list[Part]:
    """Two things at the ends of a line; the left one gives way where there is no room for both."""
    words, style = (left, "") if isinstance(left, str) else left
    end = right if isinstance(right, str) else right[0]
    if not end:
        return [(fit(words, width).rstrip(), style)]
    room = max(0, width - cell_len(end) - _APART)
    return [(fit(words, room), style), " " * (width - room - cell_len(end)), right]


def _fits(width: int, *words: str) -> bool:
    there = [cell_len(word) for word in words if word]
    return sum(there) + _APART * (len(there) - 1) <= width
