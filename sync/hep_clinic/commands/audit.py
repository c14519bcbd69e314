"""`audit`: who looked at what, and whether the log is whole."""

from __future__ import annotations

import click

from hep_clinic.access import audit
from hep_clinic.commands.common import Whole, clinic_of, json_option, open_clinic, out, out_json
from hep_clinic.fhir.terms import instant

_SHOWN = 200


@click.command("audit", short_help="Who looked at what, and whether the log is whole.")
@click.option("--verify", is_flag=True, help="Walk along the whole chain.")
@click.option("--last", type=Whole(1, 100_000), default=_SHOWN, show_default=True, help="How many rows are shown.")
@json_option
@click.pass_context
def audit_command(ctx: click.Context, verify: bool, last: int, as_json: bool) -> None:
    """Show who looked at what, or check that no row was changed or removed. Exit code 1 where the chain is broken."""
    db = open_clinic(ctx, clinic_of(ctx))
    # Always checked: a log that is shown without a word about it would be believed.
    verdict = audit.verify(db)
    shown = [] if verify else audit.newest(db, last)
    if as_json:
        rows = [
            {"n": r.n, "at": instant(r.at), "actor": r.actor, "action": r.action, "what": r.what, "patient": r.patient,
             "status": r.status} for r in shown
        ]  # fmt: skip
        more = {} if verify else {"log": rows}
        out_json({"rows": verdict.rows, "ok": verdict.ok, "broken": verdict.broken, "head": verdict.head, **more})
    else:
        for r in shown:
            about = f"  patient {r.patient}" if r.patient else ""
            out(f"{r.n:>7}  {instant(r.at)}  {r.actor}  {r.action} {r.what}  {r.status or 'done'}{about}")
        out(f"{verdict.rows} rows, whole; the newest is {verdict.head[:16] or 'none'}." if verdict.ok
            else f"The log does not hold from row {verdict.broken} on.")  # fmt: skip
    if not verdict.ok:
        ctx.exit(1)
