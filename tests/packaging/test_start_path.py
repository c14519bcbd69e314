"""What a start loads: nothing that is slow and not needed to draw the day or to print the status line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import RunCli


SLOW = (
    "httpx",
    "keyring",
    "sqlite_utils",
    "pydantic",
    "fhir",
    "importlib.metadata",
    "importlib_metadata",
    "dateutil",
    "tomlkit",
    "icalendar",
    "textual.widgets._markdown",
    "textual.widgets._text_area",
    "markdown_it",
    "click",
)
"""Each of these costs a start more than a hundredth of what it may take."""
NOT_ON_TODAY = (
    "hep_tui.player",
    "hep_tui.screens.calendar",
    "hep_tui.screens.confirm",
    "hep_tui.screens.first_run",
    "hep_tui.screens.session",
    "hep_tui.diary.bundles",
    "hep_tui.diary.programs",
    "hep_tui.store.audit",
    "hep_tui.store.backup",
    "hep_tui.store.receiving",
    "hep_tui.store.restore",
    "hep_care.dose_line",
    "hep_sync.fhir",
    "hep_sync.programs",
)
"""Our own modules that other screens and commands need."""

TODAY = """
from hep_tui.commands import launch
from hep_tui.app import HepApp
from hep_tui.diary import open_diary

diary = open_diary()
app = HepApp(diary, lambda wait: open_diary())
shown = []

async def look(pilot):
    await pilot.pause()
    # Textual's pilot is no part of a start.
    shown.extend([app.screen.name, *sys.modules])
    app.exit()

app.run(headless=True, size=(120, 40), auto_pilot=look)
diary.close()
assert shown[0] == "today", shown[0]
print(json.dumps(shown[1:]))
"""
STATUS = """
from hep_tui.__main__ import run

assert run(["status", "--short"]) == 0
print(json.dumps(list(sys.modules)))
"""


def loaded_by(program: str) -> set[str]:
    """The modules that a fresh process has loaded when it says so in its last line."""
    done = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{program}"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def among(loaded: set[str], unwanted: tuple[str, ...]) -> list[str]:
    """The unwanted ones that were loaded, by their own name or as the package of what was."""
    return [name for name in unwanted if any(f"{module}.".startswith(f"{name}.") for module in loaded)]


@pytest.fixture
def patient(run_cli: RunCli) -> None:
    """A file with a program in it that was read once, made by commands of this process and opened by another one."""
    assert run_cli("import", "acl-early").code == 0
    assert run_cli("today").code == 0


@pytest.mark.usefixtures("patient")
def test_todays_screen_loads_nothing_slow() -> None:
    """Opening the app up to the first drawn day needs no network, no parser of options and no schema library."""
    assert among(loaded_by(TODAY), SLOW) == []


@pytest.mark.usefixtures("patient")
def test_todays_screen_loads_nothing_of_other_screens() -> None:
    """The player, the dialogs of other screens and the readers of files wait until they are wanted."""
    assert among(loaded_by(TODAY), NOT_ON_TODAY) == []


@pytest.mark.usefixtures("patient")
def test_todays_classes_are_made_the_quick_way() -> None:
    """No module of a start makes a frozen data class: `hep_care.frozen` gives the same in a fifth of the time."""
    ours = [name for name in loaded_by(TODAY) if name.startswith("hep_")]
    assert len(ours) > 50
    sources = {name: Path(import_module(name).__file__ or "").read_text(encoding="utf-8") for name in ours}
    assert [name for name, text in sources.items() if re.search(r"^ *@dataclass\(frozen", text, re.MULTILINE)] == []


@pytest.mark.usefixtures("patient")
def test_the_status_line_loads_no_screen() -> None:
    """A status bar asks every few seconds: no toolkit of screens, no event loop, no network."""
    slow = tuple(name for name in SLOW if name != "click")
    assert among(loaded_by(STATUS), (*slow, *NOT_ON_TODAY, "textual", "rich", "asyncio", "hep_tui.app")) == []
