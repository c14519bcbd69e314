"""`pair`, `unpair` and `devices`: connecting this computer with a clinic, and taking it off again."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hep_care.plain_text import plain_text
from hep_tui.commands.common import json_option, open_here, out, print_json, say
from hep_tui.diary.finding import RefusedError
from hep_tui.wording import NotDoneError

if TYPE_CHECKING:
    from hep_sync.invitation import Address
    from hep_sync.pairing import Endpoints, Paired
    from hep_tui.diary import Diary

Answer = TypeVar("Answer")
_LONGEST_TOKEN = 16_384


@click.command("pair", short_help="Connect this computer with your clinic.")
@click.argument("url", metavar="URL", required=False)
@click.option("--code", metavar="C", help="The clinic's code, where it is not in the address.")
@click.option("--born", metavar="YYYY", help="Your year of birth, as the clinic asks for it.")
@click.option("--patient", metavar="ID", help="With a token that was issued by hand: your id on the server.")
@click.option("--token-stdin", is_flag=True, help="Read that token from standard input; empty for an open server.")
@click.option("--client-id", metavar="ID", default="hep-tui", help="For a server's own sign-in: our name there.")
@json_option
@click.pass_context
def pair_command(
    ctx: click.Context,
    url: str | None,
    code: str | None,
    born: str | None,
    patient: str | None,
    token_stdin: bool,
    client_id: str,
    json: bool,
) -> None:
    """Connect this computer with your clinic, with what stands on its handout: clinic.example/KLMN-BCDF-RSTV.

    What is missing is asked for. Other FHIR servers let you sign in at their own page, or take a token that an
    administrator issued.
    """
    from hep_sync.errors import Refused
    from hep_sync.invitation import read_address
    from hep_tui.clinic_access import find, keep_pairing

    diary = open_here(ctx)
    try:
        address = read_address(url or _asked("Address and code on the handout: ", "URL"), code or "")
        endpoints = _run(find(diary, address))
        if patient is not None or token_stdin:
            paired = _with_token(endpoints, patient, token_stdin)
        else:
            paired = _with_server(diary, address, endpoints, born, client_id)
        binding = keep_pairing(diary, paired, say)
    except Refused as error:
        raise RefusedError(str(error)) from error
    if json:
        print_json({"paired": True, "clinic": binding.clinic, "patient": binding.patient})
    else:
        out(f"Paired with {binding.clinic}. `hep-tui sync` brings your program; the app does so by itself.")


def _with_token(endpoints: Endpoints, patient: str | None, token_stdin: bool) -> Paired:
    from hep_sync.pairing import by_token, checked_id

    if patient is None:
        raise RefusedError("--token-stdin needs --patient ID: a token says nothing about whose record it opens.")
    checked_id(patient)
    if token_stdin:
        token = sys.stdin.readline(_LONGEST_TOKEN).strip()
    else:
        token = _asked("Token (empty for an open server): ", "--token-stdin")
    return _run(by_token(endpoints, patient, token))


def _with_server(diary: Diary, address: Address, endpoints: Endpoints, born: str | None, client_id: str) -> Paired:
    from hep_sync.invitation import read_code, read_year
    from hep_sync.sign_in import by_sign_in
    from hep_tui.clinic_access import take_invitation

    if address.code or endpoints.invitations:
        secret = address.code or read_code(_asked("Code on the handout: ", "--code"))
        year = read_year(born or _asked("Year you were born: ", "--born"), diary.today.year)
        return _run(take_invitation(diary, endpoints, secret, year))
    if endpoints.authorize:
        return _run(by_sign_in(endpoints, _show, client_id=client_id))
    raise RefusedError(
        "This server has no sign-in of its own. With a token of its administrator: hep-tui pair URL --patient ID "
        "--token-stdin."
    )


def _show(url: str) -> None:
    import webbrowser

    say("Sign in on the page that opens in your browser. Where none opens, go to:")
    # Printed whole and by itself: a shortened address leads nowhere.
    print(plain_text(url, limit=8000), file=sys.stderr)
    webbrowser.open(url)


def _asked(question: str, flag: str) -> str:
    """What the patient types, not echoed. Raises `NotDoneError` where there is nobody to ask."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NotDoneError(f"{question.rstrip(': ')} is missing; nothing can be asked here, so give it with {flag}.")
    return getpass.getpass(question, sys.stderr)


@click.command("unpair", short_help="End the connection; what you logged stays.")
@json_option
@click.pass_context
def unpair_command(ctx: click.Context, json: bool) -> None:
    """End the connection of this computer with the clinic. Everything stays here; pairing again sends what is left."""
    from hep_tui.clinic_access import end_pairing

    done = _run(end_pairing(open_here(ctx)))
    if not done.told:
        say("The clinic could not be told; ask it to take this computer off its list.")
    if json:
        print_json({"paired": False, "clinic": done.clinic, "unsent": done.unsent, "told": done.told})
        return
    entries = "1 entry was" if done.unsent == 1 else f"{done.unsent} entries were"
    left = f" {entries} not sent yet and stay here." if done.unsent else " Everything had been sent."
    out(f"No longer paired with {done.clinic}.{left}")


@click.command("devices", short_help="The computers that are connected for you.")
@click.option("--revoke", metavar="ID", help="Take this one off the clinic's list.")
@json_option
@click.pass_context
def devices_command(ctx: click.Context, revoke: str | None, json: bool) -> None:
    """The computers that are connected with the clinic for you, as the clinic lists them."""
    from hep_tui.clinic_access import devices, revoke_device

    diary = open_here(ctx)
    if revoke is not None:
        _run(revoke_device(diary, revoke))
        say("It is off the clinic's list and gets nothing any more.")
    found = _run(devices(diary))
    if json:
        shapes = [
            {"id": d.id, "name": d.name, "since": d.since, "last_used": d.last_used, "this": d.this} for d in found
        ]
        print_json({"devices": shapes})
        return
    for one in found:
        here = "  (this computer)" if one.this else ""
        out(f"{one.id:<38} {one.name:<24} since {one.since[:10]}, last used {one.last_used[:10]}{here}")


def _run(job: Coroutine[Any, Any, Answer]) -> Answer:
    return asyncio.run(job)
