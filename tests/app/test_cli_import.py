"""Taking programs and histories in: what replaces what, and bad files by the number of the case."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from conftest import Answer, RunCli

HUGE = 4_000_000_000


@pytest.fixture
def bundle(run_cli: RunCli, tmp_path: Path) -> dict[str, Any]:
    """The export of a person with the knee program and one entry of it."""
    run_cli("--profile", "source", "import", "acl-early")
    run_cli("--profile", "source", "done", "quad set", "--note", "fine")
    whole: dict[str, Any] = run_cli("--profile", "source", "export", "--format", "fhir").json
    return whole


def take(run_cli: RunCli, tmp_path: Path, content: str | bytes | dict[str, Any], name: str = "in.json") -> Answer:
    """Take in a file with this content."""
    file = tmp_path / name
    data = content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else _text(content)
    file.write_bytes(data)
    return run_cli("import", str(file), "--json")


def _text(bundle: dict[str, Any]) -> bytes:
    return json.dumps(bundle).encode()


def refused(run_cli: RunCli, answer: Answer) -> str:
    """The line of a refusal that took nothing in."""
    assert (answer.code, answer.out) == (2, ""), (answer.code, answer.out, answer.err)
    lines = [line for line in answer.err.splitlines() if not line.startswith("The clock is pinned")]
    assert len(lines) == 1, lines
    assert lines[0].isprintable()
    assert run_cli("today", "--json").json["program"] is None
    assert run_cli("history", "--json").json["entries"] == []
    return lines[0]


def observation(bundle: dict[str, Any]) -> dict[str, Any]:
    """The one Observation of a bundle."""
    (found,) = (e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Observation")
    return dict(found)


def with_observation(bundle: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """The bundle with its Observation in the place of which another one stands."""
    kept = [e for e in bundle["entry"] if e["resource"]["resourceType"] != "Observation"]
    return {**bundle, "entry": [*kept, {"resource": changed}]}


# --- what replaces what


def test_another_program_needs_a_yes(run_cli: RunCli) -> None:
    """One program is active; another one is taken in only with `--replace`, and keeps the past of the first."""
    run_cli("import", "acl-early", "--start", "2026-02-20")
    run_cli("done", "--all", "--date", "2026-03-03")
    assert run_cli("import", "neck-pain", "--json").code == 1
    before = run_cli("history", "--to", "yesterday", "--json").json
    assert run_cli("import", "neck-pain", "--replace", "--json").json["program"]["id"] == "neck-pain"
    assert run_cli("today", "--json").json["program"]["id"] == "neck-pain"
    assert run_cli("today", "--date", "yesterday", "--json").json["program"]["id"] == "acl-early"
    assert run_cli("history", "--to", "yesterday", "--json").json == before


def test_a_newer_version_needs_nothing_and_keeps_the_past(run_cli: RunCli, tmp_path: Path) -> None:
    """A changed file of the same program is a new version from today on; past days count as they did."""
    text = 'id = "p"\ntitle = "P"\nversion = "{v}"\n[[exercises]]\nid = "sq"\nname = "Squat"\nsets = {n}\nreps = 10\n'
    file = tmp_path / "p.toml"
    file.write_text(text.format(v=1, n=2), encoding="utf-8")
    run_cli("import", str(file), now="2026-03-01T08:00:00-06:00")
    run_cli("done", "squat", now="2026-03-02T08:00:00-06:00")
    file.write_text(text.format(v=2, n=4), encoding="utf-8")
    assert run_cli("import", str(file), "--json").json["new"] > 0
    days = {day["date"]: day for day in run_cli("history", "--json").json["days"]}
    assert days["2026-03-02"]["credit"] == 1
    doses = [
        run_cli("today", "--date", day, "--json").json["slots"][0]["items"][0]["dose"]
        for day in ("2026-03-03", "2026-03-04")
    ]
    assert doses == ["2 × 10", "4 × 10"]
    assert run_cli("import", str(file), "--json").json["new"] == 0


def test_an_exercise_that_is_gone_ends_yesterday(run_cli: RunCli, tmp_path: Path) -> None:
    """An exercise that the new version leaves out is not due today, and was due yesterday."""
    one = '[[exercises]]\nid = "{id}"\nname = "{id}"\nsets = 2\nreps = 10\n'
    head = 'id = "p"\ntitle = "P"\nversion = "1"\n'
    file = tmp_path / "p.toml"
    file.write_text(head + one.format(id="squat") + one.format(id="lunge"), encoding="utf-8")
    run_cli("import", str(file), now="2026-03-01T08:00:00-06:00")
    file.write_text(head + one.format(id="squat"), encoding="utf-8")
    assert run_cli("import", str(file)).code == 0
    due = [run_cli("today", "--date", day, "--json").json["summary"]["due"] for day in ("2026-03-03", "2026-03-04")]
    assert due == [2, 1]


def test_start_shifts_a_sample_and_no_bundle(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any]) -> None:
    """`--start` moves the first day of a sample; a bundle keeps its own dates."""
    (tmp_path / "in.json").write_bytes(_text(bundle))
    assert run_cli("import", str(tmp_path / "in.json"), "--start", "2026-03-10").code == 2
    assert run_cli("import", "acl-early", "--start", "2026-03-10").code == 0
    assert run_cli("today", "--json").json["summary"]["due"] == 0
    assert run_cli("today", "--date", "2026-03-10", "--json").json["summary"]["due"] > 0


@pytest.mark.parametrize("name", ["nonsense", "nonsense.toml", "acl", "."])
def test_what_is_neither_a_file_nor_a_sample(run_cli: RunCli, name: str) -> None:
    """Unknown names and folders are refused."""
    refused(run_cli, run_cli("import", name))


def test_a_file_is_known_by_its_ending(run_cli: RunCli, tmp_path: Path) -> None:
    """A file that is neither .toml nor .json is refused."""
    assert ".toml" in refused(run_cli, take(run_cli, tmp_path, "id,name\n", "in.csv"))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('id = "p"\nid = "q"\n', "line 2"),
        ('id = "p"\ntitle = 5\nversion = "1"\n[[exercises]]\nid = "s"\nname = "S"\nsets = 1\nreps = 5\n', "line 2"),
        pytest.param("x = " + "[" * 5000, "deep", id="nested"),
        pytest.param(f"x = {'9' * 5000}", "long", id="digits"),
        ("\x00", "line 1"),
        ('id = "p"\ntitle = "P"\n', "exercises"),
    ],
)
def test_program_files_are_read_strictly(run_cli: RunCli, tmp_path: Path, text: str, where: str) -> None:
    """A mistake in a program file is refused, and the line or the key is named."""
    assert where in refused(run_cli, take(run_cli, tmp_path, text, "in.toml"))


def test_unknown_keys_of_a_program_file_are_said(run_cli: RunCli, tmp_path: Path) -> None:
    """What a program file says and this version does not know is passed over, in words."""
    text = 'id = "p"\ntitle = "P"\nversion = "1"\ncolour = "red"\n[[exercises]]\nid = "s"\nname = "S"\nsets = 1\nreps = 5\n'
    answer = take(run_cli, tmp_path, text, "in.toml")
    assert answer.code == 0
    assert "colour" in answer.err


# --- bad files


@pytest.mark.parametrize("name", ["in.json", "in.toml"])
def test_case_31_empty_files(run_cli: RunCli, tmp_path: Path, name: str) -> None:
    """A file of no bytes is refused."""
    assert "empty" in refused(run_cli, take(run_cli, tmp_path, b"", name))


@pytest.mark.parametrize("name", ["in.json", "in.toml"])
def test_case_32_files_that_are_too_large(run_cli: RunCli, tmp_path: Path, name: str) -> None:
    """A file of four gigabytes is refused before any of it is read."""
    file = tmp_path / name
    file.touch()
    os.truncate(file, HUGE)
    assert "nothing was" in refused(run_cli, run_cli("import", str(file)))


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.999])
def test_case_34_truncated_files(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any], keep: float) -> None:
    """A file that ends too early is refused with the place, and none of it is kept."""
    text = json.dumps(bundle)
    assert "character" in refused(run_cli, take(run_cli, tmp_path, text[: int(len(text) * keep)]))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"resourceType":"Bundle","entry":[{"resource":' + '{"a":' * 100_000])
def test_case_35_nesting_without_end(run_cli: RunCli, tmp_path: Path, text: str) -> None:
    """Brackets without end are refused."""
    refused(run_cli, take(run_cli, tmp_path, text))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "1" + "0" * 400])
def test_case_36_numbers_that_are_none(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any], number: str) -> None:
    """Numbers that JSON does not have, or that nothing can hold, are refused."""
    text = json.dumps(with_observation(bundle, {**observation(bundle), "strange": "HERE"})).replace('"HERE"', number)
    refused(run_cli, take(run_cli, tmp_path, text))


def test_case_37_keys_given_twice(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any]) -> None:
    """An object that gives a key twice is refused, at the top and inside."""
    text = json.dumps(bundle)
    for wrong in (
        text.replace('"resourceType": "Observation"', '"resourceType": "Observation", "resourceType": "Patient"'),
        text.replace('"fullUrl"', '"resource": {}, "fullUrl"', 1),
    ):
        assert "twice" in refused(run_cli, take(run_cli, tmp_path, wrong))


def test_case_38_lone_surrogates(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any]) -> None:
    """Half a character in a note is set aside or replaced; the rest comes in."""
    text = json.dumps(bundle).replace("fine", "\\ud800 half")
    answer = take(run_cli, tmp_path, text)
    assert answer.code == 0, answer.err
    assert answer.json["quarantined"] or answer.json["entries"] == 1
    assert run_cli("today", "--json").json["program"]["id"] == "acl-early"
    assert run_cli("export", "--format", "fhir").code == 0


def test_case_39_numbers_no_column_holds(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any]) -> None:
    """A number past 64 bits is refused or set aside, never an error of the database."""
    changed = {**observation(bundle), "extension": [], "note": [{"text": "x"}], "component": 2**70}
    answer = take(run_cli, tmp_path, with_observation(bundle, changed))
    assert answer.code == 2 or answer.json["quarantined"]
    assert "went wrong" not in answer.err


def test_case_41_other_encodings(run_cli: RunCli, tmp_path: Path) -> None:
    """Latin-1 and UTF-16 are refused with what to do, as a bundle and as a program; a UTF-8 mark is passed over."""
    program = 'id = "p"\ntitle = "Über"\nversion = "1"\n[[exercises]]\nid = "s"\nname = "S"\nsets = 1\nreps = 5\n'
    for encoding in ("latin-1", "utf-16"):
        assert "UTF-8" in refused(run_cli, take(run_cli, tmp_path, program.encode(encoding), "in.toml"))
        assert "UTF-8" in refused(run_cli, take(run_cli, tmp_path, '{"ü": 1}'.encode(encoding)))
    assert take(run_cli, tmp_path, program.encode("utf-8-sig"), "in.toml").code == 0


def test_case_42_the_same_file_twice(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any]) -> None:
    """The second time nothing is new, and the words say so."""
    assert take(run_cli, tmp_path, bundle).json["new"] > 0
    assert take(run_cli, tmp_path, bundle).json["new"] == 0
    assert "Nothing in it was new" in run_cli("import", str(tmp_path / "in.json")).out
    assert len(run_cli("history", "--json").json["entries"]) == 1


def test_case_43_another_patient(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any]) -> None:
    """A file of somebody else is a question whose answer is no; `--other-patient` says yes."""
    text = json.dumps(bundle)
    take(run_cli, tmp_path, text.replace("Patient/me", "Patient/ana"))
    answer = take(run_cli, tmp_path, text.replace("Patient/me", "Patient/ben"))
    assert answer.code == 1
    assert "--other-patient" in answer.err
    assert run_cli("import", str(tmp_path / "in.json"), "--other-patient").code == 0


def test_case_43_several_patients(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any]) -> None:
    """A file that mixes patients is refused as a whole."""
    changed = json.loads(json.dumps(observation(bundle)).replace("Patient/me", "Patient/ben"))
    mixed = json.loads(json.dumps(with_observation(bundle, changed)).replace("Patient/me", "Patient/ana"))
    assert "several patients" in refused(run_cli, take(run_cli, tmp_path, mixed))


@pytest.mark.parametrize("day", ["2099-01-01", "1850-01-01"])
def test_case_44_impossible_dates(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any], day: str) -> None:
    """Work of a day that has not come, or long before anybody's birth, is set aside, and the rest comes in."""
    plain = {k: v for k, v in observation(bundle).items() if k not in ("extension", "issued")}
    changed = {**plain, "effectiveDateTime": f"{day}T08:00:00Z"}
    answer = take(run_cli, tmp_path, with_observation(bundle, changed))
    assert answer.code == 0
    assert (answer.json["entries"], len(answer.json["quarantined"])) == (0, 1)
    assert run_cli("status", "--json").json["quarantined"] == 1
    assert run_cli("today", "--json").json["program"]["id"] == "acl-early"


@pytest.mark.parametrize(
    ("moment", "code"),
    [("2026-03-08T02:30:00-06:00", 0), ("2025-11-02T01:30:00-05:00", 0), ("2025-11-02T01:30:00-06:00", 0)],
)
def test_case_45_clock_changes(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any], moment: str, code: int) -> None:
    """Work in an hour that a clock change skips or doubles comes in, the same each time."""
    plain = {k: v for k, v in observation(bundle).items() if k not in ("extension", "issued")}
    changed = {**plain, "effectiveDateTime": moment}
    now = "2026-03-10T08:00:00-05:00"
    (tmp_path / "in.json").write_bytes(_text(with_observation(bundle, changed)))
    answers = [run_cli("--profile", p, "import", str(tmp_path / "in.json"), "--json", now=now) for p in ("a", "b")]
    assert [answer.code for answer in answers] == [code, code]
    histories = [run_cli("--profile", p, "history", "--json", now=now).json["entries"] for p in ("a", "b")]
    assert histories[0] == histories[1]
    assert len(histories[0]) == 1


def test_one_bad_record_does_not_keep_the_rest_out(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any]) -> None:
    """What cannot be understood is set aside with its reason and counted; everything else is there."""
    bad = {**observation(bundle), "modifierExtension": [{"url": "http://x", "valueBoolean": True}]}
    unknown = {"resourceType": "Nonsense", "id": "n"}
    bundle["entry"] += [{"resource": {**bad, "identifier": []}}, {"resource": unknown}]
    answer = take(run_cli, tmp_path, bundle)
    assert answer.code == 0
    assert len(answer.json["quarantined"]) >= 1
    assert all(set(one) == {"what", "why"} and one["why"] for one in answer.json["quarantined"])
    assert len(run_cli("history", "--json").json["entries"]) == 1


def test_a_changed_entry_log_is_set_aside(run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any]) -> None:
    """An entry whose digest does not fit what it says is not taken for the one that was saved."""
    answer = take(run_cli, tmp_path, json.dumps(bundle).replace("fine", "good"))
    assert len(answer.json["quarantined"]) == 1
    assert run_cli("history", "--json").json["entries"] == []


@pytest.mark.parametrize(
    "text", ["null", "[]", '"x"', "5", "{}", '{"resourceType":"Patient"}', "<html>", '{"entry":[]}']
)
def test_other_json_is_no_bundle(run_cli: RunCli, tmp_path: Path, text: str) -> None:
    """JSON that is no Bundle is refused."""
    refused(run_cli, take(run_cli, tmp_path, text))


def test_a_version_that_says_something_else_now_is_set_aside(
    run_cli: RunCli, tmp_path: Path, bundle: dict[str, Any]
) -> None:
    """A resource changed under the version number it had is named and not taken; what was here stays."""
    take(run_cli, tmp_path, bundle)
    before = run_cli("today", "--json").json
    answer = take(
        run_cli, tmp_path, json.dumps(bundle).replace('"sets", "valuePositiveInt": 3', '"sets", "valuePositiveInt": 9')
    )
    assert (answer.code, answer.json["new"]) == (0, 0)
    assert answer.json["quarantined"]
    assert run_cli("today", "--json").json == before
