"""What the inner packages may know, proved by running them: everything they import at all, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest

from project_tree import ROOT

REPORT = """
import importlib, pkgutil, sys
at_start = set(sys.modules)
package = importlib.import_module({package!r})
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    # The one module that speaks HTTP; whom it knows is looked at by itself.
    if found.name != "hep_sync.client":
        importlib.import_module(found.name)
print("\\n".join(sorted(name for name in sys.modules if name not in at_start)))
"""


@cache
def imported(package: str) -> frozenset[str]:
    """Every module that is loaded once all modules of a package are."""
    run = subprocess.run(
        [sys.executable, "-c", REPORT.format(package=package)], capture_output=True, text=True, timeout=60, check=True
    )
    return frozenset(run.stdout.split())


def foreign(package: str) -> set[str]:
    """Top names of what a package imports that are neither its own nor the standard library's; dateutil may bring six."""
    tops = {name.partition(".")[0] for name in imported(package)}
    # zoneinfo asks sysconfig, whose data module is named after the platform and so is on no list.
    known = {package, "six", *sys.stdlib_module_names}
    return {top for top in tops - known if not top.startswith("_sysconfigdata")}


def test_the_record_of_care_knows_the_standard_library_and_dateutil() -> None:
    """`hep_care` runs with nothing else installed."""
    assert foreign("hep_care") <= {"dateutil"}
    assert "hep_care.adherence" in imported("hep_care")


@pytest.mark.parametrize("module", ["json", "sqlite3", "socket", "subprocess", "asyncio", "urllib.request", "logging"])
def test_the_record_of_care_does_no_input_or_output(module: str) -> None:
    """Neither `hep_care` nor what it imports loads anything that reads, writes or parses."""
    assert module not in imported("hep_care")


def test_the_wire_knows_the_record_of_care_and_nothing_else_of_ours() -> None:
    """`hep_sync` runs without the app, its screens and its database."""
    assert foreign("hep_sync") <= {"hep_care", "dateutil"}
    assert "hep_sync.fhir.program" in imported("hep_sync")


def test_only_the_client_speaks_http() -> None:
    """httpx stands in one module, so that another library takes one change; the engine runs without it."""
    users = [path.name for path in (ROOT / "sync" / "hep_sync").rglob("*.py") if "import httpx" in path.read_text()]

    assert users == ["client.py"]
    assert "httpx" not in imported("hep_sync")


@pytest.mark.parametrize("module", ["textual", "rich", "sqlite3", "sqlite_utils"])
def test_the_wire_draws_and_stores_nothing(module: str) -> None:
    """No screen and no database is loaded by `hep_sync`."""
    assert module not in imported("hep_sync")


def test_themes_are_data() -> None:
    """`hep_themes` imports nothing."""
    assert foreign("hep_themes") == set()


@pytest.mark.parametrize("package", ["hep_tui.store", "hep_tui.diary", "hep_tui.player"])
def test_what_keeps_the_record_draws_nothing(package: str) -> None:
    """The store, the diary and the player load without the app's screens and without Textual."""
    assert not {"textual", "rich"} & {name.partition(".")[0] for name in imported(package)}
    assert not any(name.startswith(("hep_tui.screens", "hep_tui.widgets")) for name in imported(package))
