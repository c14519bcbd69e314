"""The keys of a running session, and what its help says."""

from __future__ import annotations

from textual.binding import Binding

_ADJUST = "5 s or 1 rep more, or less."

HELP = (
    "Before you start: s leaves an exercise out for once or puts it back, J and K move it. Then the timer leads you "
    "through; you need no key unless something differs. Space pauses (so do b and the full stop, as presenter clickers "
    "send them), n or PgDn goes on to the next part or says that you are done, PgUp goes back. + and - change the "
    "seconds, or the number of repetitions. p notes a symptom, x stops."
)
BINDINGS = (
    Binding(
        "enter", "in_turn('start')", "start", priority=True, id="session.start",
        tooltip="Begin with the first exercise.",
    ),
    Binding(
        "s", "leave_out", "leave out", id="session.leave_out",
        tooltip="Leave this exercise out for once, or put it back. Nothing is logged; Today still shows it.",
    ),
    Binding("J,shift+down", "move(1)", "later", key_display="J", id="session.later", tooltip="Do this exercise later."),
    Binding("K,shift+up", "move(-1)", "sooner", key_display="K", id="session.sooner", tooltip="Do it sooner."),
    Binding("escape", "back", "back", id="session.leave", tooltip="Back to Today."),
    Binding("ctrl+s", "save_again", "save again", id="session.save", tooltip="Try once more to save what you did."),
    Binding("space,b,full_stop", "pause", "pause", id="session.pause", tooltip="Stop the clock, or go on."),
    Binding("n,pagedown", "play('next')", "next", id="session.next", tooltip="Done with this part: go on."),
    Binding("pageup", "play('back')", "back", show=False, id="session.back", tooltip="The part before."),
    Binding("minus", "play('less')", "adjust", show=False, id="session.less", tooltip=_ADJUST),
    Binding("p", "symptom", "symptom", id="session.symptom", tooltip="Note a symptom now, 0 to 10."),
    Binding("x", "stop", "stop", id="session.stop", tooltip="Stop this exercise or the session."),
    Binding("escape", "stop", "stop", show=False, id="session.stop_too", tooltip="Stop this exercise or the session."),
    Binding("exclamation_mark", "app.when_to_call", "call", key_display="!", id="session.call", tooltip="When to call."),
    Binding("plus,equals_sign", "play('more')", "adjust", key_display="+/−", id="session.more", tooltip=_ADJUST),
    Binding("f5", "in_turn('start')", "start", show=False, id="session.start_too", tooltip="Begin."),
    Binding("f5", "pause", "pause", show=False, id="session.pause_too", tooltip="Stop the clock, or go on."),
    Binding("r", "play('redo')", "redo set", show=False, id="session.redo", tooltip="Do this set again."),
    Binding("question_mark", "app.help", "help", key_display="?", id="session.help", show=True),
)  # fmt: skip
"""One key each; presenter clickers and foot pedals send PageDown, PageUp, b, the full stop, F5 and Esc."""
