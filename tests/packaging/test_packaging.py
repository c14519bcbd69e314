"""What an install brings and what the repository holds; `scripts/test-wheel` looks at a wheel that was really installed."""

from __future__ import annotations

import ast
import os
import re
import sys
from importlib import import_module, metadata
from pathlib import Path

import pytest

import project_tree as tree
from hep_tui import __version__

ROOT = tree.ROOT
IMPORT_NAMES = {"python-dateutil": "dateutil", "sqlite-utils": "sqlite_utils", "argon2-cffi": "argon2"}
BROUGHT = {"rich": "textual"}
"""What another dependency brings and ties to its own version."""
FOREIGN = re.compile(
    "|".join(
        # In pieces, so that this file does not name them itself.
        (r"py" r"pi\.org", r"python" r"hosted", r"npm" r"js\.(?:org|com)", r"(?<![\w.~-])/wo" r"rk/", r"(?<![\w.~-])/ro" r"ot/",
         r"\.\./sha" r"red", r"(?i:iss" r"ue #\d)", r"(?i:hand" r"book)", r"RUL" r"INGS")
    )
)  # fmt: skip
LOCKS = re.compile(r"(?:^|[-.])lock(?:b|\.json|\.yaml)?$|^pdm\.lock$|^Pipfile")


def data_files() -> list[Path]:
    """Every file of the packages that is not code."""
    found = [file for package in tree.packages() for file in package.rglob("*") if file.is_file()]
    return [file for file in found if file.suffix not in (".py", ".pyc")]


# --- what an install puts on the disk


def test_five_packages_and_no_generic_name() -> None:
    """One distribution brings five import packages, each typed; nothing called `tests`, `app` or `sync`."""
    names = ["hep_tui", "hep_care", "hep_sync", "hep_clinic", "hep_themes"]
    assert [package.name for package in tree.packages()] == names
    assert all((package / "py.typed").is_file() for package in tree.packages())


@pytest.mark.parametrize(("command", "package"), [("hep-tui", "hep_tui"), ("hep-clinic", "hep_clinic")])
def test_two_commands(command: str, package: str) -> None:
    """The install brings `hep-tui` and `hep-clinic`, each of which runs its own package's entry."""
    scripts = tree.pyproject()["project"]["scripts"]
    assert set(scripts) == {"hep-tui", "hep-clinic"}
    assert scripts[command] == f"{package}.__main__:main"
    (entry,) = metadata.entry_points(group="console_scripts", name=command)
    assert entry.load() is import_module(f"{package}.__main__").main


def test_styles_themes_and_samples_are_package_data() -> None:
    """Each screen's style sheet lies beside it, and themes and samples are whole; nothing of them is ignored by git."""
    files = data_files()
    named = {
        module.parent / name
        for module in tree.modules()
        for line in re.findall(r"CSS_PATH[^=\n]*= (.+)", module.read_text(encoding="utf-8"))
        for name in re.findall(r'"([\w./]+\.tcss)"', line)
    }
    assert named == {file for file in files if file.suffix == ".tcss"}
    assert {"house-dark.toml", "house-light.toml"} <= {file.name for file in files if "hep_themes" in file.parts}
    assert len([file for file in files if file.parent.name == "samples"]) == 10
    assert set(files) <= set(tree.kept_files()), set(files) - set(tree.kept_files())


def test_the_manual_pages_come_along() -> None:
    """`man hep-tui` and `man hep-clinic` work where the install is on the manual's path."""
    shared = tree.pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    pages = ("hep-tui.1", "hep-clinic.1")
    assert shared == {f"docs/{page}": f"share/man/man1/{page}" for page in pages}
    assert all((ROOT / "docs" / page).is_file() for page in pages)


def test_everything_imported_is_declared() -> None:
    """What the packages import comes with them, by a dependency of their own and not by chance."""
    project = tree.pyproject()["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["clinic"]]
    needed = (re.match(r"[\w-]+", line) for line in lines)
    declared = {IMPORT_NAMES.get(found[0], found[0]) for found in needed if found}
    ours = {package.name for package in tree.packages()}
    used = {name for module in tree.modules() for name in imported(module)}
    foreign = {BROUGHT.get(name, name) for name in used - ours - set(sys.stdlib_module_names)}
    assert foreign <= declared


def imported(module: Path) -> set[str]:
    """Top names of everything that a module imports, at its start or later."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("module", tree.modules(), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_module_says_what_it_is(module: Path) -> None:
    """Each begins with a sentence."""
    said = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    assert said
    assert said[0].isupper() or said[0] in '`"“'
    assert re.search(r"[.:]$", said.split("\n\n")[0]), said


# --- versions


def test_the_version_is_the_same_everywhere() -> None:
    """The package, the project file, what is installed and the newest heading of the changelog agree."""
    assert tree.pyproject()["project"]["version"] == __version__
    assert metadata.version("hep-tui") == __version__
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    newest = [heading for heading in headings if heading != "Unreleased"][:1]
    assert headings[0] in ("Unreleased", __version__)
    assert newest in ([], [__version__])


# --- the repository


def test_the_readme_names_two_commands() -> None:
    """One line runs it and one line tests it; both are there to be run."""
    blocks = re.findall(
        r"^```\w*\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    commands = [block.strip() for block in blocks]
    assert commands == ["./hep-tui", "scripts/test"]
    assert all(os.access(ROOT / command, os.X_OK) for command in commands)


def test_the_readmes_pictures_are_there() -> None:
    """Each picture is a file of the repository, drawn by `scripts/pictures`."""
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert pictures
    for picture in pictures:
        assert picture.startswith("docs/pictures/")
        assert "<svg" in (ROOT / picture).read_text(encoding="utf-8")


def test_the_repository_stands_alone() -> None:
    """No file names a folder of one computer, a package registry, or papers that do not come with it."""
    found = []
    for file in tree.kept_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {match[0]}" for match in FOREIGN.finditer(text)]
    assert found == []


def test_there_is_no_lock_file() -> None:
    """Versions are bounded in the project file and pinned for contributors in one list, not in a resolver's own file."""
    names = [file.name for file in tree.kept_files()]
    assert [name for name in names if LOCKS.search(name)] == []


def test_what_is_ignored_is_ignored_in_one_place() -> None:
    """Each rule names a path from the top, so that none hides a source file that happens to have the same name."""
    rules = [line for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines() if line.strip()]
    assert [rule for rule in rules if not rule.startswith(("/", "#")) and rule not in ("*.pyc", "__pycache__/")] == []
