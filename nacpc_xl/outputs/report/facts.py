"""What the report is made from, and the views of it that more than one section needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from nacpc_xl.model.columns import folded
from nacpc_xl.model.coordinator import Commentary, Meeting
from nacpc_xl.model.finding import CheckRecord, Finding
from nacpc_xl.model.plan import Plan, Theme
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import ActionRecord, Ask, History, MeasureRecord, Register
from nacpc_xl.model.status import Status, is_better
from nacpc_xl.model.words import AskState, Outcome
from nacpc_xl.outputs.counts import standing
from nacpc_xl.outputs.report.sentences import day_or, run_of
from nacpc_xl.outputs.report.word import Element, Link, Piece, Shaded, as_written
from nacpc_xl.sheets.look import BY_COLOUR


@dataclass(frozen=True)
class Facts:
    """A quarter as the report sees it."""

    plan: Plan
    quarter: Quarter
    register: Register
    findings: Sequence[Finding]
    history: History
    meeting: Meeting
    commentary: Sequence[Commentary]
    checked: Sequence[CheckRecord] = ()

    @property
    def actions(self) -> tuple[ActionRecord, ...]:
        """Every action of the quarter."""
        return self.register.actions

    @property
    def cog(self) -> str:
        """What the group that is reported to is called for short."""
        return self.plan.details.reports_to_short

    def of_theme(self, theme: Theme) -> list[ActionRecord]:
        """The actions of one theme."""
        return [action for action in self.actions if action.theme == theme.code]

    def with_status(self, *statuses: Status) -> list[ActionRecord]:
        """The actions declared to have one of these statuses."""
        return [action for action in self.actions if action.status in statuses]

    @cached_property
    def overdue(self) -> list[ActionRecord]:
        """The actions whose current due date has passed and that are not Complete."""
        day = self.register.about.position_at
        return [
            action
            for action in self.actions
            if action.status is not Status.COMPLETE
            and action.current_due is not None
            and day is not None
            and action.current_due < day
        ]

    @cached_property
    def declared_better(self) -> list[ActionRecord]:
        """The actions whose declared status is better than the facts."""
        return [action for action in self.actions if is_better(action.status, action.computed_status)]

    @cached_property
    def lasting(self) -> list[ActionRecord]:
        """The actions that are At risk or Off track now and were so the last time."""
        bad = (Status.AT_RISK, Status.OFF_TRACK)
        return [action for action in self.with_status(*bad) if action.previous_status in bad]

    @cached_property
    def new_asks(self) -> list[Ask]:
        """What is asked of chief officers this quarter."""
        return [ask for ask in self.register.asks if ask.quarter == self.quarter.label]

    @cached_property
    def unanswered_asks(self) -> list[Ask]:
        """What was asked in earlier quarters, is not asked again, and has no recorded answer."""
        asked_again = {ask.ref for ask in self.new_asks}
        return [
            ask
            for ask in self.register.asks
            if ask.quarter != self.quarter.label and ask.state is AskState.OPEN and ask.ref not in asked_again
        ]

    @cached_property
    def silent_groups(self) -> list[str]:
        """The codes of the groups of which nothing usable came back."""
        return [one.subgroup for one in self.register.returns if one.outcome is Outcome.NO_RETURN]

    def measures_of(self, action: ActionRecord) -> list[MeasureRecord]:
        """The measures of one action."""
        return [measure for measure in self.register.measures if measure.action_ref == action.ref]

    def statuses_so_far(self, action: ActionRecord) -> str:
        """The action's statuses in words, the oldest first."""
        earlier = [record.status for record in reversed(self.history.actions(action.ref))]
        return run_of([*earlier, action.status])

    def remarks(self, place: str) -> list[Element]:
        """The coordinator's own words for one place of the report."""
        texts = [one.text for one in self.commentary if folded(one.about) == folded(place) and one.text]
        return [element for text in texts for element in as_written(text)]


def link(ref: str) -> Link:
    """A ref that leads to its row in the appendix."""
    return Link(ref, ref)


def linked(actions: Iterable[ActionRecord]) -> list[Piece]:
    """The refs of these actions, each leading to its row in the appendix, set off by commas."""
    pieces: list[Piece] = []
    for action in actions:
        pieces += [", ", link(action.ref)] if pieces else [link(action.ref)]
    return pieces


def named(action: ActionRecord) -> list[Piece]:
    """The action's ref, leading to the appendix, and its title."""
    return [link(action.ref), f" {action.action}"]


def status_cell(action: ActionRecord) -> Shaded:
    """The declared status on its colour, with the last one and what the facts say where that differs."""
    notes: list[str] = []
    if action.unread.get("status"):
        notes.append(f"Written as “{action.unread['status'].written}”")
    if action.previous_status is not None:
        said = f"{action.direction}, " if action.status is not None and action.is_answered else ""
        notes.append(f"{said}was {action.previous_status}")
    elif action.is_answered:
        notes.append("first report")
    if action.is_answered and action.status is not None and action.computed_status is not action.status:
        notes.append(f"The facts say {action.computed_status}")
    return shaded(action.status, standing(action), tuple(notes))


def shaded(status: Status | None, text: str = "", notes: tuple[str, ...] = ()) -> Shaded:
    """A status as a word on its colour."""
    look = BY_COLOUR[status.colour if status is not None else "No colour"]
    return Shaded(text or str(status), look["bg_color"].lstrip("#"), look["font_color"].lstrip("#"), notes)


def due_in_words(action: ActionRecord) -> str:
    """When the action is due, and when it was first due if that was another day."""
    due = f"due {day_or(action.current_due)}"
    if action.original_due != action.current_due:
        due += f" (first due {day_or(action.original_due)})"
    return due


@dataclass(frozen=True)
class Section:
    """One section: the marker at which it stands, its heading, and what makes its body.

    A section whose body is empty is left out, heading and all. An appendix is lettered, not numbered.
    """

    marker: str
    body: Callable[[Facts], list[Element]]
    heading: Callable[[Facts], str] | None = None
    is_appendix: bool = False

    def title(self, facts: Facts) -> str:
        """The heading without its number."""
        return self.heading(facts) if self.heading is not None else self.marker
