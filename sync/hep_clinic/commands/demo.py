"""`demo`: the server on a throw-away folder, with patients and their pasts."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import click

from hep_clinic.access.invitations import invite
from hep_clinic.care.made_people import INVITED, make_people
from hep_clinic.commands.common import Whole, this_command
from hep_clinic.commands.serve import listening, serve
from hep_clinic.fhir import tables
from hep_clinic.settings import ClinicSettings


@click.command("demo", short_help="The server with made-up patients, on a throw-away folder.")
@click.option("--port", type=Whole(0, 65535), default=8080, show_default=True, help="0 takes a free one.")
@click.pass_context
def demo_command(ctx: click.Context, port: int) -> None:
    """Serve a made-up clinic with a dozen patients until it is stopped; nothing of it stays, and nothing of yours is read."""
    with (
        closing(listening("127.0.0.1", port)) as listener,
        tempfile.TemporaryDirectory(prefix="hep-clinic-demo-") as made,
    ):
        settings = ClinicSettings(Path(made) / "clinic", clinic="Riverside Physiotherapy (made up)", phone="555 0134")
        with closing(tables.open_file(settings.file)) as db, tables.transaction(db):
            waiting = make_people(db, this_command(ctx), settings)
            code = invite(db, waiting, tables.now()).code
        taken = listener.getsockname()[1]
        look = f"Look around: hep-clinic --data {settings.data} tracker ana"
        connect = f"Connect as {INVITED.name}, born {INVITED.born}: hep-tui pair http://127.0.0.1:{taken}/{code}"
        serve(settings, listener, "", None, None, (connect, look))
