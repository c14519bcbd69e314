"""The morning after: one quiet question on Today about yesterday's session, which nobody has to answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from textual import events, work

from hep_care.entry import EntryKind, Source, When
from hep_care.symptoms import MorningQuestion, morning_question, scale_word
from hep_tui.diary.seen import NEXT_MORNING, note_shown, shown_on
from hep_tui.screens.base import HepScreen
from hep_tui.widgets.plain import PlainStatic, content

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary
    from hep_tui.widgets.glyphs import GlyphSet


def open_question(diary: Diary) -> MorningQuestion | None:
    """What to ask this morning; None where nothing is to be asked, or it was answered or put aside."""
    today = diary.today
    yesterday = today - timedelta(days=1)
    if diary.look_only or shown_on(diary, NEXT_MORNING, yesterday):
        return None
    records = diary.records(yesterday, today)
    return morning_question(records.get(yesterday, ()), records.get(today, ()), diary.prescription_of)


class MorningLine(PlainStatic):
    """The question as one line, and the keys that answer it; not there where nothing is asked."""

    DEFAULT_CSS = """
    MorningLine { display: none; height: auto; margin-top: 1; }
    MorningLine.-asks { display: block; }
    MorningLine:hover { background: $panel; }
    """

    question: MorningQuestion | None = None

    def tell(self, question: MorningQuestion | None) -> None:
        """Show a question, or nothing."""
        self.question = question
        self.set_class(question is not None, "-asks")
        if question is not None:
            self.say(
                content(
                    f"After yesterday: how much {scale_word(question.scale)} this morning?  ",
                    ("p", "bold"),
                    ("  0 to 10   ", "$muted"),
                    ("Esc", "bold"),
                    ("  not now", "$muted"),
                )
            )

    async def on_click(self, event: events.Click) -> None:
        """Answers it."""
        event.stop()
        await self.screen.run_action("morning")


class MorningScreen(HepScreen):
    """A screen with the line, and the two actions that answer it or put it aside."""

    @property
    def _asked(self) -> MorningQuestion | None:
        line = next(iter(self.query(MorningLine)), None)
        return line.question if line is not None else None

    def tell_morning(self, *, here: bool) -> None:
        """Look whether there is something to ask; `here` is whether the screen shows this day."""
        line = self.query_one(MorningLine)
        before = line.question
        line.tell(open_question(self.diary) if here else None)
        if (before is None) != (line.question is None):
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys for it are there with the question."""
        if action in ("morning", "not_this_morning"):
            return self._asked is not None
        return super().check_action(action, parameters)

    @work(group="morning", exclusive=True)
    async def action_morning(self) -> None:
        """Answers the question."""
        if self._asked is not None:
            await answer(self.hep, self._asked)
            self.diary_changed()

    @work(group="morning", exclusive=True)
    async def action_not_this_morning(self) -> None:
        """Puts it aside."""
        if self._asked is not None:
            await not_now(self.hep, self._asked)
            self.diary_changed()


async def answer(hep: HepApp, question: MorningQuestion) -> None:
    """Ask, keep the answer with yesterday's session, and show the plan's own words where it has not settled."""
    from hep_tui.screens.symptom_question import SymptomQuestion

    scale, name = question.scale, question.prescription.name
    line = f"Yesterday: {name}." + ("" if question.before is None else f" Before it: {question.before}.")
    glyphs: GlyphSet = "ascii" if hep.settings.ascii else "unicode"
    dialog = SymptomQuestion(
        f"How much {scale_word(scale)} this morning?", scale, line=line, leave="not now", glyphs=glyphs
    )
    felt = await hep.push_screen_wait(dialog)
    if felt is None:
        await not_now(hep, question)
        return
    if await _keep(hep, question, felt.value, felt.area):
        await _plans_words(hep, question, felt.value)


async def not_now(hep: HepApp, question: MorningQuestion) -> None:
    """Put it aside for good: it is not asked again about that session."""
    from hep_tui.diary.errors import StoreError

    try:
        await hep.write(lambda diary: note_shown(diary, NEXT_MORNING, question.about.date))
    except StoreError as error:
        hep.say(str(error), warn=True)


async def _keep(hep: HepApp, question: MorningQuestion, value: int, area: str) -> bool:
    from hep_care.entry import Symptom
    from hep_tui.diary.errors import StoreError
    from hep_tui.diary.writing import Draft

    draft = Draft(
        EntryKind.SYMPTOM,
        hep.diary.today,
        question.prescription,
        symptoms=(Symptom(value, question.scale, When.NEXT_MORNING, area),),
        source=Source.LIVE,
        refers_to=question.about.id,
    )
    try:
        await hep.write(lambda diary: diary.log(draft))
    except StoreError as error:
        hep.say(str(error), warn=True)
        return False
    hep.say(f"Saved: {scale_word(question.scale)} {value} this morning.")
    return True


async def _plans_words(hep: HepApp, question: MorningQuestion, value: int) -> None:
    from hep_tui.diary.ceilings import morning_words
    from hep_tui.screens.choice import Choice, ChoiceDialog
    from hep_tui.screens.session_asks import NOT_TOLD
    from hep_tui.screens.when_to_call import WhenToCallScreen

    said = morning_words(question, value)
    while said:
        choices = [
            Choice("exclamation_mark,c", "call", "when to call your clinic, and the number"),
            Choice("enter,escape", "on", "on to today"),
        ]
        if await hep.push_screen_wait(ChoiceDialog("Not settled yet", (said, "", NOT_TOLD), choices)) != "call":
            return
        await hep.push_screen_wait(WhenToCallScreen(hep.diary.program(), lead=f"{said} {NOT_TOLD}"))
