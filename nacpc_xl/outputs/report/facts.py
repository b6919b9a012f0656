"""What the report is made from, and the views of it that more than one section needs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from nacpc_xl.model.columns import folded
from nacpc_xl.model.coordinator import Commentary, Meeting
from nacpc_xl.model.finding import CheckRecord, Finding
from nacpc_xl.model.plan import Plan, Theme
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import ActionRecord, Ask, DateChange, History, MeasureRecord, Register
from nacpc_xl.model.status import Status, is_better
from nacpc_xl.model.words import AskState, Decision, Direction, MeasureType, Outcome
from nacpc_xl.outputs.counts import standing
from nacpc_xl.outputs.report.blocks import (
    Block,
    Content,
    Link,
    Piece,
    Shaded,
    as_written,
    is_long,
    on_one_line,
    shortened,
)
from nacpc_xl.outputs.report.sentences import day_or, is_ended, run_of
from nacpc_xl.sheets.look import BY_COLOUR

LONGEST_WORD = 60  # characters of what was written in the place of a status
BAD = (Status.AT_RISK, Status.OFF_TRACK)


@dataclass(frozen=True)
class Place:
    """Where a section stands in this report: "section 4" or "Appendix A", and the bookmark of its heading."""

    name: str
    bookmark: str


@dataclass(frozen=True)
class Facts:
    """A quarter as the report sees it; `places` are the sections that the report has, by their markers."""

    plan: Plan
    quarter: Quarter
    register: Register
    findings: Sequence[Finding]
    history: History
    meeting: Meeting
    commentary: Sequence[Commentary]
    checked: Sequence[CheckRecord] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def actions(self) -> tuple[ActionRecord, ...]:
        """Every action of the quarter."""
        return self.register.actions

    @property
    def cog(self) -> str:
        """What the group that is reported to is called for short."""
        return self.plan.details.reports_to_short

    def group(self, code: str) -> str:
        """The name of a group; its code where the plan has no such group."""
        known = self.plan.subgroup_by_code.get(code)
        return known.name if known is not None else code

    def of_theme(self, theme: Theme) -> list[ActionRecord]:
        """The actions of one theme."""
        return [action for action in self.actions if action.theme == theme.code]

    def with_status(self, *statuses: Status) -> list[ActionRecord]:
        """The actions declared to have one of these statuses."""
        return [action for action in self.actions if action.status in statuses]

    @cached_property
    def _measures_by_action(self) -> Mapping[str, list[MeasureRecord]]:
        grouped: defaultdict[str, list[MeasureRecord]] = defaultdict(list)
        for measure in self.register.measures:
            grouped[measure.action_ref].append(measure)
        return grouped

    @cached_property
    def answered(self) -> list[ActionRecord]:
        """The actions of which a row came back in a return that was used."""
        return [action for action in self.actions if action.is_answered]

    @cached_property
    def better(self) -> list[ActionRecord]:
        """The actions that stand better than at the last report."""
        return [action for action in self.answered if action.direction is Direction.BETTER]

    @cached_property
    def worse(self) -> list[ActionRecord]:
        """The actions that stand worse than at the last report."""
        return [action for action in self.answered if action.direction is Direction.WORSE]

    @cached_property
    def overdue(self) -> list[ActionRecord]:
        """The actions whose current due date has passed and that are not Complete, as far as is known."""
        day = self.register.about.position_at
        return [
            action
            for action in self.actions
            if action.status is not Status.COMPLETE
            and not action.is_known_complete
            and action.current_due is not None
            and day is not None
            and action.current_due < day
        ]

    @cached_property
    def declared_better(self) -> list[ActionRecord]:
        """The actions whose declared status is better than the facts."""
        return [action for action in self.actions if is_better(action.status, action.computed_status)]

    @cached_property
    def declared_otherwise(self) -> list[ActionRecord]:
        """The answered actions whose declared status differs from the facts, and is not better."""
        return [
            action
            for action in self.answered
            if action.status not in (None, action.computed_status)
            and not is_better(action.status, action.computed_status)
        ]

    @cached_property
    def lasting(self) -> list[ActionRecord]:
        """The actions that are At risk or Off track now and were so the last time."""
        return [action for action in self.with_status(*BAD) if action.previous_status in BAD]

    @cached_property
    def going_on(self) -> list[ActionRecord]:
        """The actions that are not Complete, as far as is known."""
        return [one for one in self.actions if one.status is not Status.COMPLETE and not one.is_known_complete]

    @cached_property
    def _accepted_dates(self) -> Mapping[str, dt.date | None]:
        accepted = (one for one in self.register.date_changes if one.decision is Decision.ACCEPT)
        return {change.ref: change.new_due for change in accepted}

    def due_from_now(self, action: ActionRecord) -> dt.date | None:
        """When an action is due from the next quarter on: on the new date, where one was accepted."""
        return self._accepted_dates.get(action.ref, action.current_due)

    @cached_property
    def new_asks(self) -> list[Ask]:
        """What is asked of chief officers this quarter, decided or not."""
        return [ask for ask in self.register.asks if ask.quarter == self.quarter.label]

    @cached_property
    def wanted(self) -> list[Ask]:
        """What is asked of chief officers this quarter, and is still to be decided."""
        return [ask for ask in self.new_asks if ask.state is not AskState.CLOSED]

    @cached_property
    def decided_since(self) -> list[Ask]:
        """What is asked of chief officers this quarter, and was decided already when the report was made."""
        return [ask for ask in self.new_asks if ask.state is AskState.CLOSED]

    @cached_property
    def unanswered_asks(self) -> list[Ask]:
        """What was asked in earlier quarters, is not asked again, and has no recorded answer."""
        asked_again = {ask.ref for ask in self.new_asks}
        return [ask for ask in self.earlier_asks if ask.state is AskState.OPEN and ask.ref not in asked_again]

    @cached_property
    def earlier_asks(self) -> list[Ask]:
        """What was asked in earlier quarters."""
        return [ask for ask in self.register.asks if ask.quarter != self.quarter.label]

    @cached_property
    def newly_closed(self) -> list[Ask]:
        """What was asked in earlier quarters and was answered since the last report.

        What the last report asked can only have been answered since, even if its register was made anew after that.
        """
        if not self.history.registers:
            return []
        last = self.history.registers[-1]
        closed_before = {
            (ask.quarter, ask.ref) for ask in last.asks if ask.state is AskState.CLOSED and ask.quarter != last.quarter
        }
        return [
            ask
            for ask in self.earlier_asks
            if ask.state is AskState.CLOSED and (ask.quarter, ask.ref) not in closed_before
        ]

    @cached_property
    def told_before(self) -> list[Ask]:
        """What was asked in earlier quarters, with an answer that an earlier report has told."""
        news = {(ask.quarter, ask.ref) for ask in self.newly_closed}
        closed = (ask for ask in self.earlier_asks if ask.state is AskState.CLOSED)
        return [ask for ask in closed if (ask.quarter, ask.ref) not in news]

    @cached_property
    def redated(self) -> list[DateChange]:
        """The new due dates asked for this quarter."""
        return [change for change in self.register.date_changes if change.quarter == self.quarter.label]

    @cached_property
    def silent_groups(self) -> list[str]:
        """The codes of the groups of which nothing usable came back."""
        return [one.subgroup for one in self.register.returns if one.outcome is Outcome.NO_RETURN]

    def measures_of(self, action: ActionRecord) -> list[MeasureRecord]:
        """The measures of one action."""
        return self._measures_by_action.get(action.ref, [])

    def outcomes_of(self, actions: Iterable[ActionRecord]) -> list[MeasureRecord]:
        """The outcome measures of these actions."""
        return [one for action in actions for one in self.measures_of(action) if one.type is MeasureType.OUTCOME]

    def statuses_so_far(self, action: ActionRecord) -> str:
        """The action's statuses in words, the oldest first."""
        earlier = [record.status for record in reversed(self.history.actions(action.ref))]
        return run_of([*earlier, action.status])

    def remarks(self, *places: str) -> list[Block]:
        """The coordinator's own words for one place of the report, by any of its names."""
        names = {folded(place) for place in places}
        texts = [one.text for one in self.commentary if folded(one.about) in names and one.text]
        return list(chain.from_iterable(map(as_written, texts)))

    def see(self, marker: str) -> list[Piece]:
        """Words in brackets that lead to the section with this marker; none where the report has no such section."""
        place = self.places.get(marker)
        return [" (", Link(place.name, place.bookmark), ")"] if place is not None else []

    def in_short(self, text: str, ref: str) -> Content:
        """A lead's text on an action: as it was written, or where it is long, its beginning and where the whole is."""
        return shortened(text, self.in_full(ref)) if is_long(text) else text

    def in_full(self, ref: str) -> list[Piece]:
        """Words that say where the whole of a text stands: the appendix for one on an action, else the register."""
        place = self.places.get(EVERY_ACTION) if ref else None
        return ["(whole text: ", Link(place.name, whole(ref)), ")"] if place else ["(whole text: the register)"]

    def named(self, action: ActionRecord) -> list[Piece]:
        """The action's ref, leading to the appendix, and its title."""
        return [link(action.ref), " ", *self.in_line(action.action, action.ref)]

    def as_sentence(self, text: str, ref: str) -> list[Piece]:
        """A text in one paragraph, with a full stop where it has no sign at its end."""
        return [*self.in_line(text, ref), *([] if is_ended(text) else ["."])]

    def who_and_when(self, action: ActionRecord) -> list[Piece]:
        """Who answers for an action, and when it is due."""
        return [*self.in_line(action.lead, action.ref), f", {due_in_words(action)}"]

    def coming_for(self, action: ActionRecord, otherwise: str) -> list[Piece]:
        """An action's next milestone with its day; `otherwise` where none was given."""
        if not action.next_milestone:
            return [otherwise]
        day = action.written("milestone_due") or "no date"
        return [*self.in_line(action.next_milestone, action.ref), " (", *self.in_line(day, action.ref), ")"]

    def in_line(self, text: str, ref: str) -> list[Piece]:
        """A text in one paragraph, shortened where it is long."""
        if not is_long(text):
            return [on_one_line(text)]
        *_, last = shortened(on_one_line(text), self.in_full(ref)).lines
        return list(last)


EVERY_ACTION = "Every action"
"""The marker of the appendix that every ref leads to."""


def whole(ref: str) -> str:
    """The bookmark of an action's texts in full."""
    return f"whole {ref}"


def link(ref: str) -> Link:
    """A ref that leads to its row in the appendix."""
    return Link(ref, ref)


def linked(actions: Iterable[ActionRecord]) -> list[Piece]:
    """The refs of these actions as a list in a sentence, each leading to its row in the appendix."""
    return linked_refs(action.ref for action in actions)


def linked_refs(refs: Iterable[str]) -> list[Piece]:
    """These refs as a list in a sentence, each leading to its row in the appendix."""
    return listed([link(ref)] for ref in refs)


def listed(items: Iterable[Sequence[Piece]], between: str = ", ", last: str = " and ") -> list[Piece]:
    """The items as a list in a sentence: a, b and c."""
    all_items = list(items)
    pieces: list[Piece] = []
    for number, item in enumerate(all_items, start=1):
        pieces += [*([last if number == len(all_items) else between] if number > 1 else []), *item]
    return pieces


def status_cell(action: ActionRecord, so_far: str = "") -> Shaded:
    """The declared status on its colour, with the last one and what the facts say where that differs.

    `so_far` is the run of statuses in words, which says more than the last one.
    """
    notes: list[str] = []
    if action.unread.get("status"):
        notes.append(f"Written as “{_as_a_word(action.unread['status'].written)}”")
    if so_far:
        return shaded(action.status, standing(action), (*notes, f"So far: {so_far}"))
    if action.previous_status is not None:
        said = f"{action.direction}, " if action.status is not None and action.is_answered else ""
        notes.append(f"{said}was {action.previous_status}")
    elif action.is_answered:
        notes.append("first report")
    if action.is_answered and action.status is not None and action.computed_status is not action.status:
        notes.append(f"The facts say {action.computed_status}")
    return shaded(action.status, standing(action), tuple(notes))


def _as_a_word(text: str) -> str:
    """A text that should have been a word, cut where it is far from one."""
    line = on_one_line(text)
    return line if len(line) <= LONGEST_WORD else f"{line[:LONGEST_WORD]} …"


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

    An appendix is lettered, not numbered. `is_there` says whether there is anything to report.
    """

    marker: str
    body: Callable[[Facts], list[Block]]
    heading: Callable[[Facts], str] | None = None
    is_appendix: bool = False
    is_there: Callable[[Facts], bool] = lambda _: True

    def title(self, facts: Facts) -> str:
        """The heading without its number."""
        return self.heading(facts) if self.heading is not None else self.marker
