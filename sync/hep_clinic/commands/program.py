"""`assign` and `receive`: a program goes to a patient, and a patient's record comes by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click

from hep_care.plain_text import plain_text
from hep_clinic.care.assigning import Assigned, assign, present_program, root_of
from hep_clinic.care.patients import find_patient
from hep_clinic.care.program_files import program_resources
from hep_clinic.care.receiving import Received, receive
from hep_clinic.care.record import read_record
from hep_clinic.care.revising import business_id
from hep_clinic.commands.common import (
    clinic_of,
    day_of,
    existing,
    json_option,
    note,
    open_clinic,
    out,
    out_json,
    patient_argument,
    say,
    this_command,
)
from hep_clinic.errors import Refused
from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Archive
from hep_clinic.settings import LOOPBACK
from hep_sync.fhir.element import code, part

_CHUNK = 1_000_000


@click.command("assign", short_help="A program becomes a patient's.")
@patient_argument
@click.argument("program", metavar="FILE|SAMPLE")
@click.option("--start", metavar="D", help="The first day: YYYY-MM-DD, today or yesterday.")
@click.option("--reason", metavar="T", help="Why, in words the patient reads.")
@json_option
@click.pass_context
def assign_command(
    ctx: click.Context, patient: str, program: str, start: str | None, reason: str | None, as_json: bool
) -> None:
    """Give a patient a program: a sample's id, a program file (.toml) or a FHIR Bundle (.json).

    The program they have already becomes a new version; another one ends it.
    """
    settings = clinic_of(ctx)
    db = open_clinic(ctx, settings)
    with tables.transaction(db):
        id, name = find_patient(db, patient)
        now, record = tables.now(), read_record(db, id, settings)
        today = record.today(now)
        begins = day_of(start, today)
        resources, passed_over = program_resources(program, id, begins, today)
        here = present_program(Archive(db, this_command(ctx)), id, business_id(root_of(resources)))
        begun = day_of(code(part(here, "period"), "start") or None, today) if here and begins is None else None
        if begun is not None and begun != today and not program.lower().endswith(".json"):
            resources, passed_over = program_resources(program, id, begun, today)
        said = plain_text(reason or "", limit=500)
        made = assign(db, this_command(ctx), record, resources, settings, now, reason=said)
        note(db, ctx, "update", f"CarePlan/{made.careplan}", id)
    if passed_over:
        say(f"Passed over: {passed_over}")
    if as_json:
        out_json({"careplan": made.careplan, "version": made.version, "prescriptions": made.prescriptions})
    else:
        out(_words(made, name))


def _words(made: Assigned, name: str) -> str:
    exercises = "1 exercise" if made.prescriptions == 1 else f"{made.prescriptions} exercises"
    if not made.changed:
        return f"{name} has exactly this program already: {exercises}."
    return f"{name} has it now: {exercises}, version {made.version}. Their devices fetch it when they sync."


@click.command("receive", short_help="A patient's export, brought by hand.")
@patient_argument
@click.argument("file")
@json_option
@click.pass_context
def receive_command(ctx: click.Context, patient: str, file: str, as_json: bool) -> None:
    """Take in what a patient exported with `hep-tui export --format fhir`. What is here already adds nothing."""
    settings = clinic_of(ctx)
    path = existing(file)
    db = open_clinic(ctx, settings)
    pinned = (urlsplit(settings.public_url).hostname or LOOPBACK[0]) in LOOPBACK
    with tables.transaction(db):
        id, name = find_patient(db, patient)
        try:
            made = receive(db, this_command(ctx), id, _chunks(path), pinned=pinned)
        except UnicodeDecodeError as error:
            raise Refused("The file is not UTF-8 text; nothing was taken in.") from error
        note(db, ctx, "create", "Observation", id)
    for one in made.quarantined[:20]:
        say(f"Not taken in: {one.what}, because {one.why}.")
    if as_json:
        set_aside = [{"what": one.what, "why": one.why} for one in made.quarantined]
        shape = {"new": made.new, "known": made.known, "elsewhere": made.elsewhere, "quarantined": set_aside}
        out_json(shape)
    else:
        out(f"{name}: {_received(made)}")


def _received(made: Received) -> str:
    left = f" {made.elsewhere} of other programs stayed with the patient." if made.elsewhere else ""
    return f"{made.new} new, {made.known} known already.{left}"


def _chunks(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
