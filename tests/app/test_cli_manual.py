"""The manual page: whole, and without a mistake in its markup."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import click
import pytest

from hep_tui.commands.root import FAMILIES, root
from hep_tui.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "hep-tui.1"


def section(name: str) -> str:
    """The text of a command's entry, without markup."""
    text = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    entries = re.split(r"\n\.(?:TP|SS|SH)\b", text)
    (mine,) = (entry for entry in entries if re.match(rf"\s*\.BR {name}(?: |$)", entry, re.MULTILINE))
    return mine


@pytest.mark.parametrize("name", FAMILIES)
def test_every_command_and_option_is_in_it(name: str) -> None:
    """Each command has one entry that names all its options."""
    entry = section(name)
    command = root.get_command(click.Context(root), name)
    assert command is not None
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert max(parameter.opts, key=len) in entry, f"{name} {parameter.opts}"


def test_the_options_of_all_commands_variables_and_settings_are_in_it() -> None:
    """The common options, the environment and every key of the settings file are named."""
    text = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    for word in ("--profile", "--version", "--help", "HEP_TUI_HOME", "HEP_TUI_PROFILE", "HEP_TUI_NOW", "NO_COLOR"):
        assert word in text
    for setting in fields(Settings):
        assert setting.name in text


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_has_no_warnings() -> None:
    """`man` formats the page without a warning."""
    done = subprocess.run(
        ["man", "-l", "--warnings", str(PAGE)],
        capture_output=True,
        check=True,
        env={"MANWIDTH": "80", "PATH": "/usr/bin:/bin"},
    )
    assert done.stderr == b""
    assert b"EXIT STATUS" in done.stdout
