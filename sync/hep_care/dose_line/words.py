"""The words that sheets use, and a line of tokens that can be asked about them."""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal

from hep_care.dose_line.lexer import Form, Token
from hep_care.frozen import frozen


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UP_TO_TWELVE = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER_WORDS = {word: Decimal(n) for n, word in enumerate(_UP_TO_TWELVE, start=1)} | {
    "fifteen": Decimal(15),
    "twenty": Decimal(20),
    "thirty": Decimal(30),
    "sixty": Decimal(60),
}

UNITS = (
    dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s")
    | dict.fromkeys(("min", "mins", "minute", "minutes"), "min")
    | dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h")
    | {"m": "m?"}
    | dict.fromkeys(("metre", "metres", "meter", "meters", "mtr", "mtrs"), "m")
    | dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"), "km")
    | dict.fromkeys(("ft", "feet"), "ft")
    | dict.fromkeys(("yd", "yds", "yard", "yards"), "yd")
    | dict.fromkeys(("mile", "miles"), "mile")
    | dict.fromkeys(("rep", "reps", "repetition", "repetitions", "time", "times"), "reps")
    | dict.fromkeys(("set", "sets"), "sets")
)
SECONDS = {"s": Decimal(1), "min": Decimal(60), "h": Decimal(3600)}
METRES = {
    "m": Decimal(1),
    "km": Decimal(1000),
    "ft": Decimal("0.3048"),
    "yd": Decimal("0.9144"),
    "mile": Decimal("1609.344"),
}
OTHER_UNITS = _set(
    "kg kgs kilo kilos lb lbs pound pounds cm mm inch inches deg degs degree degrees % ° # week weeks wk wks "
    "day days month months breath breaths lap laps flight flights stairs bpm steps g oz"
)
"""What a number may count that is neither repetitions nor time; such a number is no part of the dose."""

HOLD = frozenset(("hold", "holds", "holding", "held", "pause", "pausing"))
PARTS = _set(
    "side sides leg legs arm arms foot feet hand hands knee knees hip hips ankle ankles shoulder shoulders wrist "
    "wrists elbow elbows calf calves thigh thighs limb limbs"
)
LEFT = frozenset(("left", "lt", "l", "lhs"))
RIGHT = frozenset(("right", "rt", "r", "rhs"))
COLOURS = _set("red green blue black yellow tan silver gold orange purple grey gray pink white brown")
BANDS = _set("band bands theraband therabands thera-band t-band tband tubing tube loop miniband mini-band")

FILLERS = _set(
    "a an and the of with w/ using use for on at to then do perform complete repeat please your x per each in "
    "dose freq frequency reps rep sets set sessions session hold holds times time"
)
"""Words that carry no meaning of their own once everything around them is understood."""
BEFORE_NAME = _set("do perform complete please the a an and of then or with")
AFTER_NAME = _set("repeat perform complete do a an the of with w/ using use for and or then is")
AROUND_NOTE = _set("a an the of with w/ using use for and or then is do perform complete please to your")

TAKES_TURNS = (
    "bird dog", "bird-dog", "birddog", "dead bug", "dead-bug", "deadbug", "mountain climber", "walking lunge",
    "marching", "bicycle", "alternat", "shoulder tap", "scissor",
)  # fmt: skip
"""Exercises whose repetitions go from side to side by themselves, so that a bare number leaves half of them open."""
HELD = ("plank", "wall sit", "wall-sit", "stretch", "isometric", "single leg stand", "single-leg stand", "tandem",
        "one leg stand", "one-leg stand", "single leg stance", "single-leg stance", "sls", "stork", "dead hang",
        "balance", "hold", "heel prop")  # fmt: skip
"""Exercises that are held, so that a bare number may be seconds as well as repetitions."""


@frozen
class Line:
    """The tokens of a line; every question about a place outside of it is answered no."""

    source: str
    tokens: tuple[Token, ...]

    def has(self, at: int) -> bool:
        """Whether there is a token at this place."""
        return 0 <= at < len(self.tokens)

    def text(self, at: int) -> str:
        """The token in lower case; empty outside the line."""
        return self.tokens[at].text if self.has(at) else ""

    def form(self, at: int) -> Form | None:
        """What the token looks like."""
        return self.tokens[at].form if self.has(at) else None

    def numbers(self, at: int) -> tuple[Decimal, ...]:
        """The numbers of the token; a number in words is one too."""
        if not self.has(at):
            return ()
        word = NUMBER_WORDS.get(self.text(at))
        return (word,) if word is not None else self.tokens[at].numbers

    def is_in(self, at: int, words: Container[str]) -> bool:
        """Whether the token is one of these words or marks."""
        return self.has(at) and self.tokens[at].text in words

    def reads(self, at: int, *words: str) -> bool:
        """Whether these words stand here one after the other."""
        return all(self.text(at + n) == word for n, word in enumerate(words))

    def first_of(self, at: int, *phrases: str) -> int:
        """The place after the first of these phrases that stands here; `at` itself where none does."""
        for phrase in phrases:
            words = phrase.split()
            if self.reads(at, *words):
                return at + len(words)
        return at

    def skip(self, at: int, words: Container[str]) -> int:
        """The next place whose token is none of these."""
        while self.is_in(at, words):
            at += 1
        return at

    def raw(self, first: int, end: int) -> str:
        """The line as written from token `first` up to, not including, token `end`."""
        return self.source[self.tokens[first].start : self.tokens[end - 1].end] if first < end else ""
