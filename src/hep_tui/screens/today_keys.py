"""Today's keys, and what its help says."""

from __future__ import annotations

from textual.binding import Binding

HELP = (
    "Today shows what is due, session by session. Enter starts the timer where the bar stands; d logs an exercise "
    "as planned, without a timer. With little time, r picks what fits. y opens yesterday to add what you did."
)
BINDINGS = (
    # The list has an Enter of its own, which a click uses too; here the key says what it does.
    Binding("enter", "in_turn('start')", "start", id="today.start", tooltip="Start the session here", priority=True),
    Binding("d", "log('planned')", "done", id="today.done", tooltip="Log this exercise as planned"),
    Binding("l", "log('details')", "log", id="today.log", tooltip="Log your own numbers, pain and effort"),
    Binding("s", "log('skip')", "skip", id="today.skip", tooltip="Leave it out, and say why"),
    # Before what there is only room for in a wider window: the way to help is always in sight.
    Binding("exclamation_mark", "app.when_to_call", "call", key_display="!", id="today.call", tooltip="Red flags"),
    Binding("y", "yesterday", "yesterday", id="today.yesterday", tooltip="Add to yesterday, or back to today"),
    # The question names its keys itself.
    Binding("p", "morning", "symptom", show=False, id="today.morning", tooltip="How yesterday's session feels now"),
    Binding("escape", "not_this_morning", "not now", show=False, id="today.not-now", tooltip="Leave that question"),
    Binding("escape", "back_to_today", "today", id="today.back", tooltip="Back to today"),
    Binding("r", "short_day", "short", id="today.short-day", tooltip="Little time: what fits into it"),
    Binding("w", "why", "why", id="today.why", tooltip="What is it for, and why is it due?"),
    Binding("f", "fault", "fault", id="today.fault", tooltip="What often goes wrong"),
    Binding("c,right", "cue(1)", "cue", show=False, id="today.cue", tooltip="The next cue"),
    Binding("left", "cue(-1)", "cue back", show=False, id="today.cue-back", tooltip="The cue before"),
    Binding("left_square_bracket", "day(-1)", "earlier", show=False, id="today.earlier", tooltip="A day back"),
    Binding("right_square_bracket", "day(1)", "later", show=False, id="today.later", tooltip="A day on"),
    Binding("ctrl+n", "programs", "another program", show=False, id="today.programs", tooltip="Your past stays"),
    Binding("question_mark", "app.help", "Help", key_display="?", id="today.help", tooltip="What the keys do"),
)
