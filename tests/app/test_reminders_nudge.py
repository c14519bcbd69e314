"""The line at login, if-then plans, and the help of both."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from app.reminded_person import MIDDAY, MORNING, NIGHT, acl, computer, config, silent
from conftest import RunCli, RunProcess
from hep_tui.commands.remind import remind_command

__all__ = ["acl", "computer"]


# --- nudge


def test_a_nudge_is_one_line_while_something_is_due(acl: RunCli) -> None:
    """For the session of this time of day; nothing once it is done, at night, or on a day without exercises."""
    assert acl("remind", "nudge", now=MORNING).out == "Morning: Quad set and 3 more, 14 min · hep-tui\n"
    assert acl("remind", "nudge", now=MIDDAY).out.startswith("Midday: ")
    assert silent(acl("remind", "nudge", now=NIGHT))
    assert acl("remind", "nudge", now="2026-03-09T07:30:00-05:00").out.startswith("Ten minutes to start? Morning: ")
    acl("done", "--all")
    assert silent(acl("remind", "nudge", now=MORNING))


def test_a_nudge_never_fails(acl: RunCli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No profile, a bad name, a bad clock, a damaged file, a damaged setting: silence and exit 0."""
    assert silent(acl("--profile", "nobody", "remind", "nudge"))
    assert silent(acl("--profile", "../x", "remind", "nudge"))
    assert silent(acl("remind", "nudge", now="soon"))
    config(home).write_text("remind_at = [", encoding="utf-8")
    assert acl("remind", "nudge", now=MORNING).code == 0
    (home / "data" / "me" / "hep.db").write_bytes(b"not a database")
    assert silent(acl("remind", "nudge", now=MORNING))
    monkeypatch.setenv("HEP_TUI_HOME", "")
    monkeypatch.setenv("HOME", "")
    assert silent(acl("remind", "nudge"))


# --- routines


def test_routines_are_kept_in_the_settings(acl: RunCli, home: Path) -> None:
    """For a session or an exercise, however it is written; changed, listed and taken away, comments kept."""
    config(home).write_text('[routines]\n# why\nmorning = "tea" # hot\n', encoding="utf-8")
    assert acl("routine", "Morning", "after", "brushing", "my", "teeth.").out == "morning: after brushing my teeth\n"
    assert acl("routine", "quad", "with the kettle on", "--json").json == {
        "routines": {"quad-set": "with the kettle on"}
    }
    assert acl("routine", "--json").json["routines"] == {
        "morning": "after brushing my teeth", "quad-set": "with the kettle on",
    }  # fmt: skip
    assert "# why" in config(home).read_text(encoding="utf-8")
    assert acl("routine", "morning", "--remove").code == 0
    assert acl("routine", "--json").json["routines"] == {"quad-set": "with the kettle on"}
    assert acl("routine", "morning").out.startswith("There is no such plan for morning.")


@pytest.mark.parametrize(
    "arguments",
    [("lunch walk", "x"), ("morning", "  . "), ("morning", "x" * 81), ("evening", "--remove"), ("--remove",)],
)
def test_a_routine_that_cannot_be_is_one_line(acl: RunCli, home: Path, arguments: tuple[str, ...]) -> None:
    """An unknown name, no words, too many, or nothing to take away: exit 2, nothing written."""
    answer = acl("routine", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert not config(home).exists()


def test_routine_words_are_cleaned(acl: RunCli) -> None:
    """They are drawn in many places, so no control character gets in."""
    acl("routine", "morning", "after\x1b[31m\ntea\u202e")
    (words,) = acl("routine", "--json").json["routines"].values()
    assert words.isprintable()
    assert acl("remind", "nudge", now=MORNING).out.startswith("After")


# --- help


def test_the_manual_names_every_subcommand_and_option() -> None:
    """Also those of the family, whose options no other test looks at."""
    page = (Path(__file__).parents[2] / "docs" / "hep-tui.1").read_text(encoding="utf-8").replace("\\-", "-")
    for name, command in remind_command.commands.items():
        assert f"remind {name}" in page or f" {name} " in page
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert max(option.opts, key=len) in page


def test_a_shell_completes_the_family(run_process: RunProcess) -> None:
    """`hep-tui remind <Tab>` offers what there is."""
    env = {"_HEP_TUI_COMPLETE": "bash_complete", "COMP_WORDS": "hep-tui remind ", "COMP_CWORD": "2"}
    done = run_process(env=env)
    offered = {line.split(",")[1] for line in done.stdout.decode().split()}
    assert {"on", "off", "status", "test", "nudge"} <= offered
