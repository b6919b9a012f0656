"""The register of a quarter: what the plan says, what came back, and where each answer stands.

Each table is a sheet of register.xlsx; a register that is read back equals the one that was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args, get_type_hints, overload

from nacpc_xl.model.columns import ACTION_REF, CODE, NUMBERED, Choice, Count, Date, Ref, Text
from nacpc_xl.model.frames import frame
from nacpc_xl.model.status import DECLARED, Status
from nacpc_xl.model.table import Form, Table
from nacpc_xl.model.tracker import Actions, Measures, NewActions, SignOff
from nacpc_xl.model.words import (
    AskState,
    Decision,
    Direction,
    Hiding,
    MeasureType,
    Noticed,
    Outcome,
    Private,
    Refusal,
    Stray,
    YesNo,
)

if TYPE_CHECKING:
    import pandas as pd


class About(
    Form,
    sheet="About",
    title="About this register",
    purpose="What it was made from, and what its columns mean.",
):
    """What a register was made from."""

    committee = Text("Committee")
    plan = Text("Plan")
    year = Text("Year")
    quarter = Text("Quarter", help="Q1 to Q4.")
    position_at = Date("Position at", "The day on which overdue and the like are judged.")
    plan_version = Text("Plan workbook", "Its SHA-256.")
    history = Text("Earlier quarters", "Where last quarter's answers were taken from.")
    version = Text("Made by", "The library and its version.")


class ActionRecord(
    Actions,
    sheet="Actions",
    title="Every action",
    purpose="What the plan says of each action, what its lead answered this quarter, and how the facts compare.",
    frozen=3,
):
    """One action in one quarter, with what the facts say beside what its lead said."""

    status: Choice[Status] = Choice(
        "Status",
        "As declared by the lead; No return where nothing came back; as written where it was not understood.",
        options=tuple(Status),
        offered=DECLARED,
        required=True,
    )
    theme = Ref("Theme", "The code of its theme.", form=NUMBERED)
    subgroup = Ref("Subgroup", "The code of the group that reports it.", form=CODE)
    computed_status = Choice("Computed status", "What the facts alone would give.", options=tuple(Status))
    computed_reason = Text("Reason for computed status", "Why, in words.", width=40)
    previous_status = Choice("Previous status", "The last status declared before this quarter.", options=tuple(Status))
    direction = Choice("Direction", "Better, same or worse than the previous status.", options=tuple(Direction))
    times_redated = Count("Times re-dated", "How often a new due date was accepted.")
    days_slipped = Count("Days slipped", "Days from the original to the current due date.")
    returned = Choice("Return", "What became of the group's return.", options=tuple(Outcome))
    source_row = Text("Source", "The file, sheet and row of the answers.", width=40)

    @property
    def is_answered(self) -> bool:
        """Whether a row for this action came back in a return that was used."""
        return self.returned is Outcome.USED and bool(self.source_row)

    @property
    def is_known_complete(self) -> bool:
        """Whether nothing came back about it this quarter, and it was Complete when it last was told."""
        return self.status is Status.NO_RETURN and self.previous_status is Status.COMPLETE


class MeasureRecord(
    Measures,
    sheet="Measures",
    title="Every measure",
    purpose="Where each measure stood at the outset, where it should get to, and this quarter's value.",
    frozen=3,
):
    """One measure in one quarter."""

    theme = Ref("Theme", "The code of its action's theme.", form=NUMBERED)
    subgroup = Ref("Subgroup", "The code of the group that reports it.", form=CODE)
    direction = Choice("Direction", "Better, same or worse than the last value.", options=tuple(Direction))
    met = Choice("Target met", "Whether the value has reached the target.", options=tuple(YesNo))
    returned = Choice("Return", "What became of the group's return.", options=tuple(Outcome))
    source_row = Text("Source", "The file, sheet and row of the answers.", width=40)

    @property
    def is_better_outcome(self) -> bool:
        """Whether it counts what difference was made, and stands better than at the outset."""
        if self.value is None or self.baseline is None or self.better is None:
            return False
        return self.type is MeasureType.OUTCOME and self.better.is_beyond(self.value, self.baseline)

    @property
    def way_to_target(self) -> float | None:
        """How far it has come from its baseline to its target, in per cent; `None` where one of the three is not known.

        Less than 0 where it stands worse than at the outset.
        """
        if self.value is None or self.baseline is None or self.target is None or self.target == self.baseline:
            return None
        return 100 * (self.value - self.baseline) / (self.target - self.baseline)

    @property
    def is_answered(self) -> bool:
        """Whether a row for this measure came back in a return that was used."""
        return self.returned is Outcome.USED and bool(self.source_row)


class ReturnHead(Table):
    """Whose return it is, and whether it counts."""

    subgroup = Ref("Subgroup code", form=CODE, given=True)
    name = Text("Subgroup", width=40, given=True)
    outcome = Choice("Outcome", options=tuple(Outcome), given=True)
    refusal = Choice("Why not used", options=tuple(Refusal), given=True)
    detail = Text("In other words", width=40, given=True)
    remedy = Text("What to do", width=40, given=True)
    file = Text("File", width=34, given=True)
    sha256 = Text("SHA-256", "The file's fingerprint: the same only for the same bytes.", width=24, given=True)


class ReturnRecord(
    SignOff,
    ReturnHead,
    sheet="Returns",
    title="What came back",
    purpose="Each group, each file that came back, and an account of every cell in it.",
):
    """One file that came back, with its sign-off, or one group of which nothing did.

    cells = given + used + kept + elsewhere
    """

    is_form = False

    actions = Count("Actions answered", given=True)
    measures = Count("Measures answered", given=True)
    cells = Count("Cells", "Every cell of the file that is not empty, and every comment.", given=True)
    used = Count("Answers used", "Answers that were understood.", given=True)
    kept = Count(
        "Kept as written", "Answers that were not understood; they stand as written in the register.", given=True
    )
    given = Count("Given", "Cells that were in the tracker as issued.", given=True)
    elsewhere = Count("Found elsewhere", "Text that fits nowhere; it stands in Unplaced.", given=True)


class NewActionRecord(
    NewActions,
    sheet="New actions",
    title="Proposed actions",
    purpose="Every action that a group proposed this year, and what was decided.",
):
    """An action that a group proposed this year."""

    subgroup = Ref("Subgroup", form=CODE)
    quarter = Text("Proposed in", width=9)
    decision = Choice("Decision", options=tuple(Decision))
    why_decided = Text("Why decided so", "The reason for the decision.", width=44)
    decided_by = Text("Decided by (role)", width=30)
    given_ref = Ref("Given ref", "Its ref in the plan, once accepted.", form=ACTION_REF)
    source_row = Text("Source", width=40)


class DateChange(
    Table,
    sheet="Date changes",
    title="Date changes",
    purpose="Every new due date asked for this year, and what was decided.",
):
    """One new due date that a lead asked for."""

    quarter = Text("Quarter", width=9)
    ref = Ref("Ref", form=ACTION_REF)
    action = Text("Action", width=44)
    subgroup = Ref("Subgroup", form=CODE)
    original_due = Date("Original due")
    due_before = Date("Due before")
    new_due = Date("New due date")
    days = Count("Days", "From the date before to the new one.")
    reason = Text("Reason for new date", width=44)
    decision = Choice("Decision", options=tuple(Decision))
    why_decided = Text("Why decided so", "The reason for the decision.", width=44)
    decided_by = Text("Decided by (role)", width=30)
    source_row = Text("Source", width=40)


class Ask(
    Table,
    sheet="COG asks",
    title="What is asked of chief officers",
    purpose="Each request for a decision or for help, until it is closed.",
):
    """One thing that a lead wants of chief officers."""

    quarter = Text("Quarter", width=9)
    ref = Ref("Ref", form=ACTION_REF)
    action = Text("Action", width=44)
    subgroup = Ref("Subgroup", form=CODE)
    ask = Text("Help wanted from COG", width=60)
    wanted_by = Date("Wanted by")
    state = Choice("State", options=tuple(AskState))
    answer = Text("What was decided", width=44)
    source_row = Text("Source", width=40)


class Scrap(
    Table,
    sheet="Unplaced",
    title="Found where nothing was expected",
    purpose="Word for word, so that nothing a lead wrote is lost.",
):
    """The text of one cell that fits nowhere in the register."""

    subgroup = Ref("Subgroup", form=CODE)
    file = Text("File", width=34)
    sheet_name = Text("Sheet", width=16)
    at = Text("Cell", width=9)
    text = Text("Text", width=70)
    why = Choice("Why it is here", options=tuple(Stray), width=44)
    detail = Text("In other words", width=44)


class Notice(Table, sheet="Noticed", title="What was noticed"):
    """Something about a file or a cell of it, besides what it says. Not kept: the queries say it."""

    subgroup = Ref("Subgroup", form=CODE)
    file = Text("File")
    sheet_name = Text("Sheet")
    at = Text("Cell")
    what = Choice("What was noticed", options=tuple(Noticed))
    detail = Text("In other words")


class Withheld(Table, sheet="Withheld", title="What was withheld, and what was released"):
    """Something in one place of a return that may stand for a person, but not the thing itself.

    It is withheld from everything that is written, unless it was released: then it is told why, and by whom.
    """

    subgroup = Ref("Subgroup", form=CODE)
    kind = Choice("What it may be", options=tuple(Private))
    is_certain = Choice("Certain", "Whether a check digit or the like bears it out.", options=tuple(YesNo))
    where = Choice("Where it stands", options=tuple(Hiding))
    file = Text("File")
    sheet_name = Text("Sheet")
    at = Text("Cell")
    ref = Text("Ref", "The action or measure whose answer it is.")
    heading = Text("Heading", "The heading or label of the answer; blank elsewhere.")
    mark = Text("Mark", "By this its row on the coordinator's sheet Decisions is known.")
    decision = Choice("Decision", options=tuple(Decision))
    released_by = Text("Decided by (role)")
    why_released = Text("Why")

    @property
    def is_released(self) -> bool:
        """Whether it stands as written everywhere: that was decided by somebody, and for a reason."""
        return self.decision is Decision.ACCEPT and bool(self.released_by and self.why_released)


class HistoryRecord(
    Table,
    sheet="History",
    title="The year so far",
    purpose="One row for each action and quarter, this one included.",
    frozen=2,
):
    """One action in one quarter of the year so far."""

    quarter = Text("Quarter", width=9)
    ref = Ref("Ref", form=ACTION_REF)
    action = Text("Action", width=44)
    theme = Ref("Theme", form=NUMBERED)
    subgroup = Ref("Subgroup", form=CODE)
    status = Choice("Status", options=tuple(Status))
    computed_status = Choice("Computed status", options=tuple(Status))
    current_due = Date("Current due")
    progress = Text("Progress this quarter", long=True)
    difference = Text("Difference made", long=True)
    evidence = Text("Evidence", width=32)
    source_row = Text("Source", width=40)


@dataclass(frozen=True)
class Register:
    """A quarter's register. Each table but the first has its rows in the order of its sheet.

    `notices` are for the checks alone, `withheld` for the checks and the report: they have no sheet, and a
    register that is read back has none.
    """

    about: About
    actions: tuple[ActionRecord, ...]
    measures: tuple[MeasureRecord, ...]
    returns: tuple[ReturnRecord, ...]
    new_actions: tuple[NewActionRecord, ...]
    date_changes: tuple[DateChange, ...]
    asks: tuple[Ask, ...]
    unplaced: tuple[Scrap, ...]
    history: Sequence[HistoryRecord]
    notices: tuple[Notice, ...] = field(default=(), metadata={"has_sheet": False})
    withheld: tuple[Withheld, ...] = field(default=(), metadata={"has_sheet": False})

    @property
    def quarter(self) -> str:
        """The quarter's label, Q1 to Q4."""
        return self.about.quarter

    @property
    def proposals(self) -> tuple[NewActionRecord, ...]:
        """The actions proposed this quarter."""
        return tuple(one for one in self.new_actions if one.quarter == self.quarter)

    @cached_property
    def action_by_ref(self) -> dict[str, ActionRecord]:
        """The actions by their refs."""
        return {action.ref: action for action in self.actions}

    @cached_property
    def measure_by_ref(self) -> dict[str, MeasureRecord]:
        """The measures by their refs."""
        return {measure.ref: measure for measure in self.measures}

    @staticmethod
    def tables() -> dict[str, type[Table]]:
        """The class of the rows in each table, by the table's name, in the order of the sheets."""
        hints = get_type_hints(Register)
        return {
            one.name: next(iter(get_args(hints[one.name])), hints[one.name])
            for one in fields(Register)
            if one.metadata.get("has_sheet", True)
        }

    def rows(self, name: str) -> Sequence[Table]:
        """The rows of the table called `name`; the form `about` is one row."""
        value = getattr(self, name)
        return (value,) if isinstance(value, Table) else value

    def frames(self) -> dict[str, pd.DataFrame]:
        """One pandas data frame for each table, by its sheet's name, with a column for each heading.

        Dates, figures and counts have types of their own, everything else is text (see `Column.dtype`); a per cent
        of 62 is 62.0. An empty cell is missing, and so is a value that could not be understood: its own words stand
        in the cell of register.xlsx.
        """
        return {table.sheet.name: frame(table, self.rows(name)) for name, table in self.tables().items()}


@dataclass(frozen=True)
class History:
    """The registers of the quarters before, the oldest first."""

    registers: tuple[Register, ...] = ()

    def actions(self, ref: str) -> list[ActionRecord]:
        """What was recorded of an action in each earlier quarter that knew it, the newest first."""
        found = (register.action_by_ref.get(ref) for register in reversed(self.registers))
        return [record for record in found if record is not None]

    def last_declared(self, ref: str) -> ActionRecord | None:
        """The newest record in which a lead declared a usable status; `None` when there is none yet."""
        return next((record for record in self.actions(ref) if _is_declared(record.status)), None)

    def last_measured(self, ref: str) -> MeasureRecord | None:
        """The newest record in which the measure has a value; `None` when there is none yet."""
        found = (register.measure_by_ref.get(ref) for register in reversed(self.registers))
        return next((record for record in found if record is not None and record.value is not None), None)

    def quarter_of(self, record: ActionRecord | MeasureRecord) -> str:
        """The label of the quarter whose register holds the record."""
        for register in self.registers:
            if record is register.action_by_ref.get(record.ref) or record is register.measure_by_ref.get(record.ref):
                return register.quarter
        return ""

    def accepted_dates(self, ref: str) -> list[DateChange]:
        """The new due dates of an action that were accepted, the oldest first."""
        return self._accepted_dates.get(ref, [])

    @cached_property
    def _accepted_dates(self) -> dict[str, list[DateChange]]:
        accepted: dict[str, list[DateChange]] = {}
        for change in self.ledger("date_changes"):
            if change.decision is Decision.ACCEPT:
                accepted.setdefault(change.ref, []).append(change)
        return accepted

    def ledger(self, name: str) -> tuple[Any, ...]:
        """The rows of a table that is carried on from quarter to quarter, the oldest first.

        Each is taken from its own quarter's register, which may have been made anew since; where that one is not
        there, from the newest that has it.
        """
        if name not in self._ledgers:
            self._ledgers[name] = self._ledger(name)
        return self._ledgers[name]

    @cached_property
    def _ledgers(self) -> dict[str, tuple[Any, ...]]:
        return {}

    def _ledger(self, name: str) -> tuple[Any, ...]:
        own = {register.quarter for register in self.registers}
        by_quarter: dict[str, list[Any]] = {}
        for register in self.registers:
            rows: dict[str, list[Any]] = {}
            for row in register.rows(name):
                rows.setdefault(row.values.get("quarter", ""), []).append(row)
            for quarter, of_quarter in rows.items():
                if quarter == register.quarter or quarter not in own:
                    by_quarter[quarter] = of_quarter
        return tuple(row for rows_of_quarter in by_quarter.values() for row in rows_of_quarter)


def history_row(quarter: str, record: ActionRecord) -> HistoryRecord:
    """What the history keeps of an action's record."""
    names = HistoryRecord.columns()
    values = {name: value for name, value in record.values.items() if name in names}
    unread = {name: unread for name, unread in record.unread.items() if name in names}
    return HistoryRecord({**values, "quarter": quarter}, record.place, unread)


class YearSoFar(Sequence[HistoryRecord]):
    """What the history keeps of `earlier` quarters, and of the `actions` of this one: those are made when asked for."""

    def __init__(self, earlier: Sequence[HistoryRecord], quarter: str, actions: Sequence[ActionRecord]) -> None:
        self._earlier = earlier
        self._quarter = quarter
        self._actions = actions

    def __len__(self) -> int:
        return len(self._earlier) + len(self._actions)

    @overload
    def __getitem__(self, number: int) -> HistoryRecord: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[HistoryRecord, ...]: ...
    def __getitem__(self, number: int | slice) -> HistoryRecord | tuple[HistoryRecord, ...]:
        if isinstance(number, slice):
            return tuple(self[one] for one in range(*number.indices(len(self))))
        place = range(len(self))[number] - len(self._earlier)
        return self._earlier[place] if place < 0 else history_row(self._quarter, self._actions[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def _is_declared(status: Status | None) -> bool:
    return status is not None and status is not Status.NO_RETURN
