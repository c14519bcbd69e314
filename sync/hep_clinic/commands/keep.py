"""`backup` and `restore`: verified copies of the clinic's file."""

from __future__ import annotations

from pathlib import Path

import click

from hep_clinic.commands.common import ask, clinic_of, existing, json_option, note, open_clinic, out, out_json
from hep_clinic.errors import NotDone, Refused
from hep_clinic.fhir import tables
from hep_clinic.keeping import back_up, put_back, verified


@click.command("backup", short_help="A verified copy, made while the server runs.")
@click.argument("file")
@json_option
@click.pass_context
def backup_command(ctx: click.Context, file: str, as_json: bool) -> None:
    """Copy the clinic's file while the server runs, and look at the copy. Keep it encrypted and elsewhere."""
    db = open_clinic(ctx, clinic_of(ctx))
    target = Path(file)
    if not target.absolute().parent.is_dir():
        raise Refused("The folder for the backup is not there.")
    with tables.transaction(db):
        note(db, ctx, "read", "backup")
    count = back_up(db, target)
    if as_json:
        out_json({"file": str(target), "resources": count, "verified": True})
    else:
        out(f"{target.name}: {_resources(count)}, verified.")


@click.command("restore", short_help="Puts a backup back.")
@click.argument("file")
@click.option("--yes", is_flag=True, help="Put it back without a question.")
@json_option
@click.pass_context
def restore_command(ctx: click.Context, file: str, yes: bool, as_json: bool) -> None:
    """Put the records of a backup in place of the present ones.

    Devices notice and send again what the backup does not hold. Devices that were disconnected stay disconnected.
    """
    settings = clinic_of(ctx)
    source = existing(file)
    count = verified(source)
    if not yes:
        question = f"Put back {_resources(count)} from {source.name}? What is here now is replaced."
        if as_json:
            raise NotDone(f"{question} Not done; --yes says yes.")
        ask(question, "--yes")
    put_back(settings.file, source)
    db = open_clinic(ctx, settings)
    with tables.transaction(db):
        note(db, ctx, "update", "restore")
    if as_json:
        out_json({"file": str(source), "resources": count, "verified": True, "epoch": tables.epoch(db)[0]})
    else:
        out(f"Back from {source.name}: {_resources(count)}. Devices send again what is missing when they sync.")


def _resources(count: int) -> str:
    return "1 resource" if count == 1 else f"{count:,} resources"
