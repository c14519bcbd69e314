"""The `hep-tui` command: its options, and where each subcommand lives."""

from __future__ import annotations

from importlib import import_module

import click

from hep_tui import __version__

# Loaded by name when called: a status line in a shell prompt must not wait for what other commands need.
FAMILIES = {
    "demo": "demo",
    "programs": "programs",
    "import": "programs",
    "add": "programs",
    "today": "today",
    "show": "today",
    "status": "status",
    "done": "log",
    "skip": "log",
    "symptom": "log",
    "amend": "correct",
    "retract": "correct",
    "calendar": "calendar",
    "history": "history",
    "score": "history",
    "pair": "pair",
    "unpair": "pair",
    "devices": "pair",
    "sync": "sync",
    "remind": "remind",
    "routine": "routine",
    "export": "data",
    "backup": "data",
    "restore": "data",
    "wipe": "data",
    "config": "config",
    "doctor": "doctor",
    "completion": "completion",
}


class LazyGroup(click.Group):
    """A group that imports a subcommand's module when the subcommand is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand, in the order a patient meets them."""
        return list(FAMILIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of this name."""
        family = FAMILIES.get(cmd_name)
        if family is None:
            return None
        module = import_module(f"hep_tui.commands.{family}")
        command = getattr(module, f"{cmd_name}_command")
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="hep-tui")
@click.option("--profile", metavar="NAME", help="The person, on a shared computer.")
@click.option("--plain", is_flag=True, help="Line by line, for screen readers and simple terminals.")
@click.pass_context
def root(ctx: click.Context, profile: str | None, plain: bool) -> None:
    """Your home exercise program: today's exercises, timers, and a calendar of what you did.

    Without a command it opens the full-screen app. While it is open in one window, another one of the same person can
    only look; commands log beside it.
    """
    ctx.obj = profile
    if ctx.invoked_subcommand is None:
        from hep_tui.commands.launch import launch

        launch(profile, plain=plain)
