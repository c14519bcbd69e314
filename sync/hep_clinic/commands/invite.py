"""`invite`: a one-time code, and the handout with it."""

from __future__ import annotations

import re
import sqlite3

import click

from hep_clinic.access import invitations
from hep_clinic.care.patients import find_patient
from hep_clinic.care.record import moment_of, usual_zone
from hep_clinic.commands.common import clinic_of, json_option, note, open_clinic, out, out_json, patient_argument, say
from hep_clinic.errors import Refused
from hep_clinic.fhir import tables
from hep_clinic.fhir.terms import instant
from hep_clinic.settings import ClinicSettings

SERVED_AT = "served_at"
"""Key under which the file remembers at which address the server was started last."""
_USUAL = "http://127.0.0.1:8080"
_LIFE = re.compile(r"(\d{1,5})([mhd])\Z", re.ASCII)
_UNITS = {"m": invitations.MINUTE, "h": invitations.HOUR, "d": invitations.DAY}


@click.command("invite", short_help="A one-time code, and the handout with it.")
@patient_argument
@click.option("--valid", metavar="T", default="72h", show_default=True, help="How long: 10m to 7d.")
@json_option
@click.pass_context
def invite_command(ctx: click.Context, patient: str, valid: str, as_json: bool) -> None:
    """Make a code with which a patient connects a device, once. An earlier code of theirs no longer works."""
    settings = clinic_of(ctx)
    db = open_clinic(ctx, settings)
    with tables.transaction(db):
        id, name = find_patient(db, patient)
        try:
            made = invitations.invite(db, id, tables.now(), _life(valid))
        except ValueError as error:
            raise Refused(str(error)) from error
        note(db, ctx, "create", f"invitation/{id}", id)
        url = f"{address(db, settings)}/{made.code}"
    if as_json:
        out_json({"code": made.code, "url": url, "expires": instant(made.expires)})
        return
    for line in handout(name, url, made, settings):
        out(line)


def address(db: sqlite3.Connection, settings: ClinicSettings) -> str:
    """The address patients use: as it is set, else as the server was started last."""
    known = settings.public_url or tables.single(db, SERVED_AT)
    if known is None:
        say(f"No address is set yet, so this is for this machine: {_USUAL}. Set public_url in clinic.toml.")
    return known or _USUAL


def handout(name: str, url: str, made: invitations.Invitation, settings: ClinicSettings) -> list[str]:
    """What is printed and given to the patient; one string to type, and plain words around it."""
    from hep_care.day import zone_named

    until = moment_of(made.expires).astimezone(zone_named(usual_zone(settings)))
    call = f" Or call us: {settings.phone}." if settings.phone else ""
    return [
        f"For {name}, from {settings.clinic}",
        "",
        "To connect your exercise program with us:",
        "",
        "  1. Open a terminal on your computer and type",
        "",
        f"       hep-tui pair {url.removeprefix('https://')}",
        "",
        "  2. It asks for the year you were born. That is all.",
        "",
        f"This works once, until {until:%A} {until.day} {until:%B}, {until:%H:%M}.",
        f"Later, or for another device, ask us for a new one.{call}",
    ]


def _life(text: str) -> int:
    found = _LIFE.match(text.strip().lower())
    if found is None:
        raise Refused("How long a code is valid is said as 90m, 72h or 7d.")
    return int(found.group(1)) * _UNITS[found.group(2)]
