"""The files of the project, for tests that look at them as text."""

from __future__ import annotations

import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@cache
def kept_files() -> tuple[Path, ...]:
    """What is under version control, or would be with the next commit."""
    try:
        run = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a checkout")
    return tuple(path for name in run.stdout.split("\0") if name and (path := ROOT / name).is_file())


@cache
def pyproject() -> dict[str, Any]:
    """The settings of the project and its tools."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def packages() -> list[Path]:
    """The folders of the import packages that are installed."""
    return [ROOT / name for name in pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]


def modules() -> list[Path]:
    """Every Python file that is installed."""
    return sorted(file for package in packages() for file in package.rglob("*.py"))


def pages() -> list[Path]:
    """Every page of Markdown that people read."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
