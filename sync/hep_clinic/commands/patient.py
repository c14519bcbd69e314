"""`patient`: the clinic's patients."""

from __future__ import annotations

import click

from hep_clinic.care.patients import add_patient, patients
from hep_clinic.care.record import moment_of
from hep_clinic.commands.common import Whole, clinic_of, json_option, note, open_clinic, out, out_json, this_command
from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Archive
from hep_clinic.fhir.terms import instant


@click.group("patient", short_help="The clinic's patients.")
def patient_command() -> None:
    """The clinic's patients: add, list."""


@patient_command.command("add")
@click.argument("name")
@click.option("--born", type=Whole(1900, 2200), required=True, metavar="YYYY", help="The year they were born.")
@json_option
@click.pass_context
def add(ctx: click.Context, name: str, born: int, as_json: bool) -> None:
    """Add a patient; the year of birth is asked for when they connect a device."""
    db = open_clinic(ctx, clinic_of(ctx), create=True)
    with tables.transaction(db):
        id = add_patient(Archive(db, this_command(ctx)), name, born)
        note(db, ctx, "create", f"Patient/{id}", id)
    if as_json:
        out_json({"patient": id})
    else:
        out(f"{name} is here as {id}.")


@patient_command.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List the patients, by name."""
    db = open_clinic(ctx, clinic_of(ctx))
    with tables.transaction(db):
        found = patients(db)
        note(db, ctx, "search", "Patient")
    if as_json:
        shapes = [
            {
                "patient": one.id,
                "name": one.name,
                "born": int(one.born) if one.born.isdigit() else None,
                "devices": one.devices,
                "last_contact": None if one.contact is None else instant(one.contact),
            }
            for one in found
        ]
        out_json({"patients": shapes})
        return
    for one in found:
        seen = f"heard of on {moment_of(one.contact):%Y-%m-%d}" if one.contact else "not connected yet"
        out(f"{one.id}  {one.name}, {one.born or '?'}, {seen}")
