"""What commands share: opening the clinic's file, the answer as JSON or words, and days."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from hep_care.plain_text import plain_text
from hep_clinic.access import audit
from hep_clinic.errors import NotDone, Refused
from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Caller, Role
from hep_clinic.settings import ClinicSettings, read_settings

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
patient_argument = click.argument("patient")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def clinic_of(ctx: click.Context) -> ClinicSettings:
    """The settings of the data folder that was asked for."""
    return read_settings(ctx.find_root().obj)


def open_clinic(ctx: click.Context, settings: ClinicSettings, *, create: bool = False) -> sqlite3.Connection:
    """The clinic's file, closed when the command ends. Raises `Refused` where there is none and none is to be made."""
    if not create and not settings.file.exists():
        raise Refused(
            f"There is no clinic in {settings.data}; `hep-clinic patient add` begins one, or --data names another folder."
        )
    return ctx.with_resource(closing(tables.open_file(settings.file)))


def this_command(ctx: click.Context) -> Caller:
    """The command itself as the one who asks."""
    return Caller(Role.CLINIC, str(ctx.command_path).partition(" ")[2] or "hep-clinic")


def note(db: sqlite3.Connection, ctx: click.Context, action: str, what: str, patient: str = "") -> None:
    """Write down that a command looked or wrote."""
    audit.note(db, this_command(ctx), action, what, 0, patient=patient)


def say(line: str) -> None:
    """One line for people, on standard error."""
    print(plain_text(line, limit=1000), file=sys.stderr)


def out(line: str = "") -> None:
    """One line of the answer, on standard output."""
    print(plain_text(line, limit=2000))


def out_json(document: Mapping[str, Any]) -> None:
    """One JSON document on standard output, in ASCII: what was typed into a record commands no terminal."""
    print(json.dumps(document, ensure_ascii=True, indent=2 if sys.stdout.isatty() else None))


def ask(question: str, flag: str) -> None:
    """Ask a yes-or-no question whose default is no. Raises `NotDone` for a no; without a terminal that is the answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NotDone(f"{question} Not done; {flag} says yes.")
    print(f"{plain_text(question, limit=1000)} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise NotDone("Nothing was changed.")


def day_of(text: str | None, today: date) -> date | None:
    """A date as people type it: YYYY-MM-DD, today or yesterday. Raises `Refused`."""
    if text is None:
        return None
    word = text.strip().lower()
    if word in ("today", "yesterday"):
        return today if word == "today" else today - timedelta(days=1)
    try:
        if not _DAY.fullmatch(word):
            raise ValueError
        return date.fromisoformat(word)
    except ValueError as error:
        raise Refused(f"{plain_text(text, limit=20)!r} is no day; days are YYYY-MM-DD, today or yesterday.") from error


class Whole(click.ParamType):  # type: ignore[type-arg]
    """A whole number in plain digits within limits."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high
        self.name = f"{low}-{high}"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        if isinstance(value, int):
            return value
        if not re.fullmatch(r"[0-9]{1,6}", value, re.ASCII) or not self.low <= int(value) <= self.high:
            self.fail(f"it is a whole number from {self.low} to {self.high}.", param, ctx)
        return int(value)


def read_secret(prompt: str, *, from_stdin: bool, flag: str) -> str:
    """A secret that is not shown: from standard input, or typed at the terminal. Raises `NotDone` without one."""
    if from_stdin:
        return sys.stdin.readline(1000).rstrip("\r\n")
    if not sys.stdin.isatty():
        raise NotDone(f"There is no terminal to ask for the password; {flag} reads it from standard input.")
    first = str(click.prompt(prompt, hide_input=True, err=True))
    if first != str(click.prompt("Once more", hide_input=True, err=True)):
        raise NotDone("The two were not the same; nothing was changed.")
    return first


def existing(path: str) -> Path:
    """A file that is there. Raises `Refused`."""
    found = Path(path)
    if not found.is_file():
        raise Refused(f"There is no file {plain_text(found.name, limit=80)}.")
    return found
