"""The table of hazards: complete, and every control's test exists; and no known edge case is without its test."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(?:(\w+)::)?(test_\w+)`")
EDGE_CASES = 40
"""Cases of exercise programs that simple trackers get wrong; a test of one carries its number in its name."""
EDGE_CASE_FILES = ("tests/care/*.py", "tests/app/test_player*.py", "tests/app/test_edge_cases.py")
"""Other tests number the bad inputs and bad files that they try."""
HAZARDS = [
    "Wrong side",
    "Double dose",
    "Stale plan",
    "Undelivered alarm",
    "Wrong patient",
    "Missed reminder",
    "False completion",
    "Wrong unit",
    "Lost or doubled work",
    "Hostile text on the terminal",
    "Timer wrong after suspend",
    "Too much pain not noticed",
]


def rows() -> list[list[str]]:
    """The cells of each row of the table: hazard, cause, control, test."""
    lines = (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def named_tests() -> list[tuple[str, str, str]]:
    """File, class (or nothing) and function of every test that the table names."""
    return [match for row in rows() for match in TEST.findall(row[-1])]


def functions(file: Path) -> set[tuple[str, str]]:
    """Class (or nothing) and name of every test function of a file, by reading it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = {("", node.name) for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    for group in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        found |= {
            (group.name, node.name) for node in group.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
    return found


@pytest.mark.parametrize("test", named_tests(), ids="::".join)
def test_a_named_test_exists(test: tuple[str, str, str]) -> None:
    """Each test that stands for a control is there, under that name."""
    path, group, name = test
    file = ROOT / path
    assert file.is_file(), f"docs/hazards.md names {path}, which does not exist"
    assert (group, name) in functions(file), f"docs/hazards.md names {name}, which is not in {path}"


def test_every_row_is_whole() -> None:
    """Each hazard has a cause, a control and at least one test, and nothing in the test column is misspelt."""
    for row in rows():
        assert len(row) == 4, row
        assert all(row), row
        assert TEST.sub("", row[3]).strip(" ,") == "", row[3]


@pytest.mark.parametrize("hazard", HAZARDS)
def test_each_known_hazard_is_in_the_table(hazard: str) -> None:
    """No hazard that was once found leaves the table unnoticed."""
    assert any(row[0].startswith(f"**{hazard}**") for row in rows())


def test_every_edge_case_has_a_test() -> None:
    """Each number from the first to the last is in the name of a test."""
    names = {name for glob in EDGE_CASE_FILES for file in ROOT.glob(glob) for _, name in functions(file)}
    numbers = {int(found[1]) for name in names if (found := re.match(r"test_case_(\d+)_", name))}
    assert numbers == set(range(1, EDGE_CASES + 1))
