"""`completion`: the script that makes a shell complete commands, options and exercises."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from hep_tui.commands.common import out_whole


@click.command("completion", short_help="Shell completion.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print the completion script of a shell; `hep-tui completion bash >> ~/.bashrc` turns it on."""
    from hep_tui.commands.root import root

    found = get_completion_class(shell)
    assert found is not None
    maker = found(root, {}, "hep-tui", "_HEP_TUI_COMPLETE")
    # Filled in here: click's own `source()` starts a shell to ask for its version.
    out_whole(maker.source_template % maker.source_vars())
