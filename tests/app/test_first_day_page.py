"""The page about the first day: every command on it is run, and answers what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from conftest import RunCli

PAGE = Path(__file__).parents[2] / "docs" / "first-day.md"


def commands() -> list[tuple[str, str]]:
    """Each command that the page shows with an answer, and that answer."""
    found = []
    for block in re.findall(r"```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        for part in block.split("$ hep-tui ")[1:]:
            command, _, answer = part.partition("\n")
            found.append((command, answer.strip()))
    return found


def test_the_page_shows_what_the_commands_answer(run_cli: RunCli) -> None:
    """Run in the order of the page, each command prints what stands below it."""
    assert len(commands()) > 5
    for command, answer in commands():
        done = run_cli(*shlex.split(command))
        assert done.code == 0, (command, done.err)
        assert done.out.strip() == answer, command
