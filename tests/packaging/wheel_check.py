"""What an installed wheel must bring; run by `scripts/test-wheel` in an environment without the sources."""

import json
import subprocess
import sys
from importlib import metadata, resources
from pathlib import Path

COMMAND = sys.argv[1]


def run(*arguments: str) -> str:
    """One command of the installed program."""
    return subprocess.run([COMMAND, *arguments], check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Package data is there, no generic name is claimed, and the main way through works."""
    tops = {Path(str(file)).parts[0] for file in metadata.files("hep-tui") or ()}
    assert tops <= {"hep_tui", "hep_care", "hep_sync", "hep_clinic", "hep_themes", ".."} | {
        t for t in tops if t.startswith("hep_tui-")
    }, tops
    for package in ("hep_tui", "hep_care", "hep_sync", "hep_clinic", "hep_themes"):
        where = Path(str(resources.files(package)))
        assert "site-packages" in where.parts, where
        assert (where / "py.typed").is_file(), package
    styles = list(Path(str(resources.files("hep_tui"))).rglob("*.tcss"))
    assert len(styles) >= 4, styles
    assert len(list(Path(str(resources.files("hep_themes"))).glob("*.toml"))) >= 2
    programs = json.loads(run("programs", "--json"))
    assert len(programs) == 10, programs
    for program in programs:
        answer = json.loads(run("--profile", program["id"], "import", program["id"], "--json"))
        assert answer["new"] > 0, answer
    saved = json.loads(run("--profile", "acl-early", "done", "quad-set", "--json"))
    assert saved["saved"] is True
    assert run("--profile", "acl-early", "status", "--short").startswith("1/")
    # Without the extra the clinic's server says in one line what is missing.
    clinic = Path(COMMAND).with_name("hep-clinic")
    told = subprocess.run([clinic, "demo", "--port", "0"], capture_output=True, text=True, check=False)
    assert told.returncode == 1, told
    assert "hep-tui[clinic]" in told.stderr, told
    assert told.stderr.count("\n") == 1, told
    print("The installed wheel works.")


if __name__ == "__main__":
    main()
