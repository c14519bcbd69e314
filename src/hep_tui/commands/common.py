"""What commands share: opening the diary, asking questions, and options of the same meaning."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hep_care.plain_text import is_plain, plain_text
from hep_tui.wording import NotDoneError

if TYPE_CHECKING:
    from hep_tui.diary import Diary

F = TypeVar("F", bound=Callable[..., Any])
_WHOLE = re.compile(r"[0-9]{1,6}", re.ASCII)


def open_here(ctx: click.Context, *, create: bool = True) -> Diary:
    """The diary of the profile that was asked for; it is closed when the command ends."""
    from hep_tui.diary import open_diary

    diary = open_diary(profile_of(ctx), create=create, on_wait=_waiting)
    ctx.call_on_close(diary.close)
    for notice in diary.notices:
        say(notice)
    return diary


def profile_of(ctx: click.Context) -> str:
    """The profile: the option, else `HEP_TUI_PROFILE`, else `me`."""
    root: Any = ctx.find_root().obj
    return root or os.environ.get("HEP_TUI_PROFILE") or "me"


def _waiting(seconds: float) -> None:
    say("Waiting: another program is writing to your file.")


def say(line: str) -> None:
    """One line for people, on standard error."""
    print(plain_text(line, limit=1000), file=sys.stderr)


def out(line: str = "") -> None:
    """One line of a command's answer, on standard output."""
    with answering():
        print(plain_text(line, limit=4000))


def out_whole(text: str) -> None:
    """A whole document on standard output, in UTF-8 whatever the locale; a terminal gets no control characters."""
    if sys.stdout.isatty():
        text = "\n".join(map(_escaped, text.split("\n")))
    with answering():
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()


def _escaped(line: str) -> str:
    """A line in which JSON's own escapes stand for what would command a terminal; its meaning stays."""
    if is_plain(line.rstrip("\r")):
        return line
    return "".join(char if char.isprintable() or char in "\r\t" else _escape(char) for char in line)


def _escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


@contextmanager
def answering() -> Iterator[None]:
    """Around writing to standard output; raises `NotDoneError` where that cannot take it."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotDoneError(
            f"The answer could not be written ({error.strerror}). What was saved is saved: `hep-tui history` shows it."
        ) from error


def print_json(document: Mapping[str, Any] | list[Any]) -> None:
    """One JSON document on standard output."""
    from json import dumps

    out_whole(dumps(document, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None) + "\n")


def ask(question: str, flag: str, json: bool) -> None:
    """Ask a yes-or-no question whose default is no.

    Raises `NotDoneError` for a no; without a terminal, or with `--json`, the answer is no.
    """
    if json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NotDoneError(f"{question} Not done; {flag} says yes.")
    print(f"{plain_text(question, limit=1000)} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise NotDoneError("Nothing was changed.")


class Whole(click.ParamType):  # type: ignore[type-arg]
    """A whole number in plain digits: other scripts' digits, underscores and exponents are refused."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high
        self.name = f"{low}-{high}"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        if isinstance(value, int):
            return value
        if not _WHOLE.fullmatch(value) or not self.low <= int(value) <= self.high:
            self.fail(
                f"{plain_text(value, limit=20)!r} is not a whole number from {self.low} to {self.high}.", param, ctx
            )
        return int(value)


class Numbers(click.ParamType):  # type: ignore[type-arg]
    """Whole numbers with commas between them: "10,10,8"."""

    name = "n,n,…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The numbers, in order."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in value.split(",")]
        if len(parts) > 100 or not all(_WHOLE.fullmatch(part) and int(part) <= 36_000 for part in parts):
            self.fail(f'{plain_text(value, limit=40)!r} is not a list of whole numbers such as "10,10,8".', param, ctx)
        return tuple(int(part) for part in parts)


TEN = Whole(0, 10)

json_option = click.option("--json", "json", is_flag=True, help="Print one JSON document.")
date_option = click.option("--date", "date", metavar="D", help="YYYY-MM-DD, today or yesterday.")


def details(command: F) -> F:
    """The options that say how it went."""
    for option in (
        click.option("--private-note", metavar="T", help="A note that never leaves this computer."),
        click.option("--note", metavar="T", help="A note; your clinic can read it."),
        click.option("--effort", type=TEN, help="How hard it was, 0 to 10."),
        click.option("--pain", type=TEN, help="Pain during it, 0 to 10."),
    ):
        command = option(command)
    return command


def day_words(day: date, today: date) -> str:
    """A date as people say it."""
    if day == today:
        return "today"
    return "yesterday" if (today - day).days == 1 else f"on {day:%a} {day.day} {day:%b}"
