"""Programs whose every text tries to command the terminal or the app, and harmless twins of the same shape.

A program is written with a `Word`: what stands in the field of a name. `hostile` and `harmless` are two of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hep_care.dose import Dose, Kind, Load, LoadKind, Side
from hep_care.entry import Entry, EntryKind, Outcome, PerformedSet, Reason, Source, Symptom, fold
from hep_sync.fhir import codes
from hep_sync.fhir.bundle import bundle_text, record_line, resource_line
from hep_sync.programs.reader import read_toml, to_resources

Word = Callable[[str], str]

CANARY = "PWNED"
MARKUP = "[@click=app.quit]x[/]"
PAYLOADS = (
    "\x1b]0;PWNED\x07",
    MARKUP,
    "\x1b]52;c;UFdORUQ=\x07",
    "\x9b31mPWNED\x9d0;PWNED\x9c",
    "\u202ePWNED\u202c\u2066\u2069\u200f",
    "\x1b[31m\x1b[2J\x1b[?1049l\x1b[5n",
    "\x1b]8;;http://pwned.example\x1b\\PWNED\x1b]8;;\x1b\\",
    "[/",
    "\x1bPq#0PWNED\x1b\\\x90PWNED\x9c\x1b_PWNED\x1b\\\x1b^PWNED\x1b\\\x1bXPWNED\x1b\\",
    "[$x][b][red on blue][link=http://pwned.example]y[/link]",
    "Z" + "\u0335\u0489" * 60,
    "\r\n\x0b\x0c\x85\u2028\u2029",
    "\x07\x08\x7f\x00\x0e\x0f\x1b7\x1bc\x1b#8\x1b(0",
    "\x1b]2;PWNED\x1b[[@click=app.simulate_key('q')]z[/]",
    "\U0001f468\u200d" * 30 + "\U000e0001\U000e0041\u00ad\ufeff\u2060",
)
LONG = 100_000
SURROGATES = "\ud800PWNED\udfff"
NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)
_MONDAY = date(2026, 3, 2)


def hostile(field: str) -> str:
    """Every payload, another one first in each field, then the name of the field."""
    first = sum(map(ord, field)) % len(PAYLOADS)
    return " ".join((*PAYLOADS[first:], *PAYLOADS[:first], field))


def hostile_short(field: str) -> str:
    """The beginning of one payload and the name, for a field that takes few characters."""
    return f"{PAYLOADS[sum(map(ord, field)) % len(PAYLOADS)][:30]} {field}"


def harmless(field: str) -> str:
    """Words of about the same shape."""
    return f"{field} in ordinary words, round and [square] ones"


def program_file(word: Word, short: Word | None = None, *, id: str = "foreign", limit: int = 190) -> str:
    """A program file with a word in every field that takes text; names are cut to what a file may say."""
    short = short or word

    def w(field: str, most: int = limit) -> str:
        return quoted(word(field)[:most])

    def exercise(n: int, dose: str) -> str:
        return f"""
[[exercises]]
id = "ex-{n}"
name = {w(f"name {n}")}
{dose}
cues = [{w(f"cue {n}")}, {{ setup = {w(f"setup {n}")} }}, {{ common-fault = {w(f"fault {n}")} }}, {{ safety = {w(f"care {n}")} }}]
precautions = [{w(f"precaution {n}")}]
purpose = {w(f"purpose {n}")}
equipment = [{w(f"thing {n}")}, {w(f"other thing {n}")}]
gate = {w(f"gate {n}")}
instruction = {w(f"instruction {n}")}
progression = [{{ when = {w(f"when {n}")}, ask = {w(f"ask {n}")} }}]
"""

    doses = (
        "hold = 2\nreps = 2\nside = 'left'\nload = '2 kg ' ",
        "reps = 2\nrep_time = 1\nsets = 2\nside = 'each'\nset_labels = [LABELS, LABELS]",
        "duration = 2\nload = LOAD",
        "reps = 'amrap'",
        "kind = 'completion'",
        "distance = 5\nload = { band = LOAD, maker = LOAD }",
        "reps = 3\ntempo = '1-0-1'\nsymptom = { scale = SCALE, ceiling = 2, settle = SETTLE, asks = true }",
        *("reps = 1\nrep_time = 1",) * 8,
    )
    given = {
        "LABELS": quoted(short("label")),
        "LOAD": quoted(short("load")),
        "SCALE": quoted(short("scale")),
        "SETTLE": w("settle"),
    }
    parts = []
    for n, dose in enumerate(doses, 1):
        for name, value in given.items():
            dose = dose.replace(name, value)
        parts.append(exercise(n, dose))
    return f"""
id = "{id}"
title = {w("title")}
clinic = {w("clinic")}
phone = {quoted(short("phone"))}
therapist = {w("therapist")}
precautions = [{w("program precaution")}]
stop_and_call = [{w("red flag")}, {w("other flag")}]
notes = [{w("note of the plan")}]
checks = [{w("check")}]

[timings]
lead_in = 1
switch = 1
rest = 1
between = 1

[symptom]
scale = "pain_0_10"
ceiling = 4
settle = {w("settling")}

[schedule]
times_a_day = 2
slots = [{quoted(_slot(short("slot")))}, "evening 20:00"]

[[phases]]
id = "p1"
name = {w("first phase")}
criterion = {w("criterion")}

[[phases]]
id = "p2"
name = {w("second phase")}
{"".join(parts)}
[[exercises]]
id = "as-needed"
name = {w("as needed")}
reps = 1
schedule = {{ as_needed = {w("when needed")} }}
"""


def _slot(said: str) -> str:
    return said[:20] or "slot"


def quoted(text: str) -> str:
    """A TOML string; it cannot hold a lone surrogate."""
    return "".join(c if " " <= c < "\x7f" and c not in '"\\' else f"\\U{ord(c):08x}" for c in text).join('""')


def bundle_file(word: Word, note: Word, *, id: str = "foreign") -> bytes:
    """A FHIR bundle of such a program with a past: all its texts, those of an entry included, are foreign ones.

    `note` is the word for texts inside records, whose content is sealed and must be Unicode.
    """
    mark = "⟨{}⟩".format
    resources = to_resources(read_toml(program_file(mark, id=id)), start=_MONDAY)
    lines = [resource_line(one["resourceType"], one["id"], json.dumps(one)) for one in resources]
    lines += [record_line(record, "me") for record in fold(_entries(resources, note))]
    bundle = json.loads(bundle_text(lines))
    bundle["entry"] += [{"resource": one} for one in _other_makers(resources, word)]
    return json.dumps(_put_in(bundle, word)).encode()


def _put_in(value: Any, word: Word) -> Any:
    """The same with a word for each mark."""
    if isinstance(value, dict):
        return {key: _put_in(inner, word) for key, inner in value.items()}
    if isinstance(value, list):
        return [_put_in(inner, word) for inner in value]
    if isinstance(value, str):
        before, found, rest = value.partition("⟨")
        field, _, after = rest.partition("⟩")
        return before + word(field) + _put_in(after, word) if found else value
    return value


def _entries(resources: list[dict[str, Any]], note: Word) -> list[Entry]:
    orders = [one for one in resources if one["resourceType"] == "ServiceRequest"][:4]
    found = []
    for n, order in enumerate(orders):
        dose = Dose(Kind.REPS, reps=2, load=Load(LoadKind.TEXT, text=note("used load")), set_labels=(note("label"),))
        found.append(
            Entry(
                id=f"00000000-0000-4000-8000-00000000000{n}",
                kind=EntryKind.SKIP if n == 1 else EntryKind.COMPLETION,
                date=NOW.date() - timedelta(days=n % 2),
                zone="America/Chicago",
                at=NOW - timedelta(days=n % 2, hours=1),
                logged_at=NOW - timedelta(days=n % 2, hours=1),
                device="00000000-0000-4000-8000-0000000000ff",
                device_seq=n + 1,
                prescription=order["id"] if n < 3 else "gone",
                prescription_version=order["meta"]["versionId"],
                exercise=f"ex-{n + 1}" if n < 3 else note("exercise"),
                dose=dose,
                slot=1 if n < 3 else None,
                status=Outcome.SKIPPED if n == 1 else Outcome.COMPLETE,
                sets=() if n == 1 else (PerformedSet("s", 1, Side.NONE, reps=2, planned=2, load=dose.load),),
                symptoms=(Symptom(3, note("scale of an entry"), area=note("area")),),
                effort=4,
                reason=Reason.OTHER if n == 1 else None,
                reason_text=note("reason") if n == 1 else "",
                note=note(f"entry note {n}"),
                source=Source.LIVE,
            )
        )
    kept = found[0]
    found.append(
        Entry(
            id="00000000-0000-4000-8000-000000000010",
            kind=EntryKind.AMENDMENT,
            date=kept.date,
            zone=kept.zone,
            at=kept.at,
            logged_at=kept.logged_at + timedelta(minutes=1),
            device=kept.device,
            device_seq=5,
            refers_to=kept.id,
            slot=kept.slot,
            status=Outcome.PARTIAL,
            sets=(PerformedSet("s", 1, Side.NONE, reps=1, planned=2),),
            note=note("corrected note"),
            why=note("why"),
        )
    )
    return found


def _other_makers(resources: list[dict[str, Any]], word: Word) -> list[dict[str, Any]]:
    """What another server may hold: a record without our log, and things nobody asked for."""
    order = next(one for one in resources if one["resourceType"] == "ServiceRequest")
    text = word("text of another server")
    foreign = {
        "resourceType": "Observation",
        "id": "foreign-1",
        "status": "final",
        "text": {"status": "generated", "div": f"<div>{text}</div>"},
        "code": {"coding": [{"system": codes.URI, "code": "x", "display": text}], "text": text},
        "subject": {"reference": "Patient/me", "display": text},
        "basedOn": [{"reference": f"ServiceRequest/{order['id']}", "display": text}],
        "effectiveDateTime": "2026-03-03T09:00:00-06:00",
        "performer": [{"display": text}],
        "note": [{"text": text}],
    }
    odd = {"resourceType": text, "id": text, "status": text}
    return [foreign, odd, {"resourceType": "ServiceRequest", "id": "odd-1", "status": text, "intent": text}]


def hostile_in_json(field: str) -> str:
    """The payloads, and a line that never ends in the title."""
    return hostile(field) + ("A" * LONG if field == "title" else "")
