"""The `hep-clinic` command: its options, and where each subcommand lives."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from hep_clinic.settings import HOME, data_folder

FAMILIES = {
    "serve": "serve",
    "demo": "demo",
    "therapist": "therapist",
    "patient": "patient",
    "assign": "program",
    "invite": "invite",
    "tracker": "tracker",
    "receive": "program",
    "backup": "keep",
    "restore": "keep",
    "audit": "audit",
    "doctor": "doctor",
}


class Commands(click.Group):
    """A group that imports a subcommand's module when the subcommand is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand, in the order a clinic meets them."""
        return list(FAMILIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of this name."""
        if cmd_name not in FAMILIES:
            return None
        module = import_module(f"hep_clinic.commands.{FAMILIES[cmd_name]}")
        command = getattr(module, f"{cmd_name}_command")
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="hep-tui", prog_name="hep-clinic")
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"The folder of this clinic's data; otherwise {HOME}.",
)
@click.pass_context
def root(ctx: click.Context, data: Path | None) -> None:
    """The clinic's end of home exercise programs: a FHIR server, and the commands around it.

    All commands but serve and demo work beside a running server.
    """
    ctx.obj = data_folder(data)
