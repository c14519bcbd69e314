"""`therapist`: accounts of those who work at the clinic."""

from __future__ import annotations

import click

from hep_clinic.access import accounts
from hep_clinic.access.invitations import DAY
from hep_clinic.commands.common import Whole, clinic_of, json_option, note, open_clinic, out, out_json, read_secret
from hep_clinic.fhir import tables
from hep_clinic.fhir.terms import instant

FLAG = "--password-stdin"


@click.group("therapist", short_help="Accounts of those who work at the clinic.")
def therapist_command() -> None:
    """Accounts of those who work at the clinic: add, list, disable, token."""


@therapist_command.command("add")
@click.argument("email")
@click.option(FLAG, "from_stdin", is_flag=True, help="Read the password from standard input.")
@json_option
@click.pass_context
def add(ctx: click.Context, email: str, from_stdin: bool, as_json: bool) -> None:
    """Give somebody an account, or a disabled one a new password. The password is asked for, never on the command line."""
    email = accounts.checked_email(email)
    password = accounts.checked_password(read_secret("Password", from_stdin=from_stdin, flag=FLAG), email)
    db = open_clinic(ctx, clinic_of(ctx), create=True)
    with tables.transaction(db):
        accounts.add_account(db, email, password, tables.now())
        note(db, ctx, "create", f"account/{email}")
    _tell(email, "can sign in now.", as_json)


@therapist_command.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List the accounts."""
    found = accounts.accounts(open_clinic(ctx, clinic_of(ctx)), tables.now())
    if as_json:
        shapes = [
            {"therapist": a.email, "active": a.active, "since": instant(a.created), "tokens": a.tokens} for a in found
        ]
        out_json({"therapists": shapes})
        return
    for one in found:
        tokens = f"  {one.tokens} token{'s' if one.tokens != 1 else ''} for other programs" if one.tokens else ""
        out(f"{one.email}{'' if one.active else '  (disabled)'}{tokens}")


@therapist_command.command("disable")
@click.argument("email")
@json_option
@click.pass_context
def disable(ctx: click.Context, email: str, as_json: bool) -> None:
    """End an account and every token of it, at once."""
    db = open_clinic(ctx, clinic_of(ctx))
    with tables.transaction(db):
        email = accounts.disable_account(db, email)
        note(db, ctx, "delete", f"account/{email}")
    _tell(email, "can no longer sign in.", as_json)


@therapist_command.command("token")
@click.argument("email")
@click.option("--days", type=Whole(1, accounts.MOST_DAYS), default=90, show_default=True, help="How long it holds.")
@json_option
@click.pass_context
def token(ctx: click.Context, email: str, days: int, as_json: bool) -> None:
    """Print a bearer token for a therapist's other program. It is shown this once."""
    db = open_clinic(ctx, clinic_of(ctx))
    now = tables.now()
    with tables.transaction(db):
        email = accounts.checked_email(email)
        made = accounts.new_token(db, email, days, now)
        note(db, ctx, "create", f"token/{email}")
    if as_json:
        out_json({"therapist": email, "token": made, "expires": instant(now + days * DAY)})
    else:
        out(made)


def _tell(email: str, words: str, as_json: bool) -> None:
    if as_json:
        out_json({"therapist": email})
    else:
        out(f"{email} {words}")
