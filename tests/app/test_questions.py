"""Questions at the command line: what is not a clear yes is a no, and a no changes nothing."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from conftest import RunCli
from hep_tui.commands.common import ask
from hep_tui.wording import NotDoneError


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It does."""
        return True


@pytest.mark.parametrize("typed", ["", "\n", "n\n", "no\n", "x\n", "yy\n"])
def test_what_is_not_a_yes_is_a_no(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """Enter alone, the end of the input and anything but yes are a no."""
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    with pytest.raises(NotDoneError):
        ask("Really?", "--really", json=False)
    assert "[y/N]" in shown.getvalue()


@pytest.mark.parametrize("typed", ["y\n", "Yes\n"])
def test_a_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """In either form, whatever its case; with `--json` nobody is asked, so it is a no."""
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    monkeypatch.setattr(sys, "stderr", Terminal())
    ask("Really?", "--really", json=False)
    with pytest.raises(NotDoneError, match="--really"):
        ask("Really?", "--really", json=True)


def test_another_patients_file_is_a_question_that_changes_nothing(run_cli: RunCli, tmp_path: Path) -> None:
    """Whose file it is, is asked before anything is read in; unanswered, program and history are as they were: exit 1."""
    run_cli("--profile", "source", "import", "acl-early")
    run_cli("--profile", "source", "done", "quad set", "--note", "hers")
    text = run_cli("--profile", "source", "export", "--format", "fhir").out
    files = {name: tmp_path / f"{name}.json" for name in ("ana", "ben")}
    for name, file in files.items():
        file.write_text(text.replace("Patient/me", f"Patient/{name}").replace("acl-early", f"knee-{name}"))
    assert run_cli("import", str(files["ana"])).code == 0
    before = [run_cli(*command, "--json").out for command in (("today",), ("history",), ("status",))]
    answer = run_cli("import", str(files["ben"]))
    assert (answer.code, answer.out) == (1, "")
    assert "another patient (ben)" in answer.err
    assert "--other-patient" in answer.err
    assert [run_cli(*command, "--json").out for command in (("today",), ("history",), ("status",))] == before
    assert "knee-ben" not in json.dumps(before)
