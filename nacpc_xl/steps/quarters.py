"""What several commands need of a year: each quarter's register, and what it builds on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

from nacpc_xl.merge.asks import with_answers
from nacpc_xl.merge.decisions import Decisions, decided, mark_of_proposal, plan_in_force, refs_given, taken
from nacpc_xl.merge.merge import merge
from nacpc_xl.merge.read import read_register
from nacpc_xl.merge.year import of_the_year_before
from nacpc_xl.model.columns import folded
from nacpc_xl.model.coordinator import AskRow, DecisionRow
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import Ask, History, NewActionRecord, Register, Withheld
from nacpc_xl.model.tracker import StartHere
from nacpc_xl.model.words import Decision, Matter, Outcome, Stray
from nacpc_xl.outputs.coordinator import CoordinatorsWorkbook, read_coordinator, unclear
from nacpc_xl.privacy.commentary import screened_rows
from nacpc_xl.privacy.gate import Gate
from nacpc_xl.returns.isolated import returns_of
from nacpc_xl.returns.packed import Packed
from nacpc_xl.returns.read import Return, files_named
from nacpc_xl.tracker.contents import file_name
from nacpc_xl.tracker.given import GivenText
from nacpc_xl.workspace import YearFolder

Progress = Callable[[str], None]
"""Is told what is being done, in a few words."""


def silent(_: str) -> None:
    """Tells nobody."""


def label_of(written: str) -> str:
    """The label of a quarter, as its folder is called, however it was written."""
    return written.strip().upper()


def quarter_of(plan: Plan, label: str) -> Quarter:
    """The plan's quarter with this label; `CannotGoOn` when there is none."""
    for quarter in plan.quarters:
        if quarter.label == label_of(label):
            return quarter
    raise CannotGoOn(f"There is no quarter {label}. Enter Q1, Q2, Q3 or Q4.")


def gate_of(plan: Plan, written: CoordinatorsWorkbook) -> Gate:
    """The gate that personal data does not pass, but for what the coordinator released."""
    names = (plan.details.short_name, plan.details.reports_to_short, *(subgroup.code for subgroup in plan.subgroups))
    return Gate((*plan.details.office_phones.splitlines(), *names), taken(written.decisions).values())


@dataclass(frozen=True)
class Recorded:
    """What the coordinator recorded of decisions and requests, in one quarter's workbook or in several."""

    decisions: tuple[DecisionRow, ...] = ()
    asks: tuple[AskRow, ...] = ()

    def __add__(self, other: Recorded) -> Recorded:
        return Recorded(self.decisions + other.decisions, self.asks + other.asks)

    def as_shown(self, gate: Gate) -> tuple[Recorded, tuple[Withheld, ...]]:
        """The same as it may be shown, and what was withheld in it. What releases personal data is left out."""
        others = [row for row in self.decisions if row.matter is not Matter.PERSONAL_DATA]
        decisions, in_decisions = screened_rows(others, "why", gate)
        decisions = tuple(row.but(decided_by=gate.shown(row.decided_by)) for row in decisions)
        asks, in_asks = screened_rows(self.asks, "answer", gate)
        return Recorded(decisions, asks), (*in_decisions, *in_asks)


@dataclass(frozen=True)
class Past:
    """What a quarter builds on: the `plan` as it stands in it, and the registers before it.

    `bridged` names the quarters whose returns were read again for want of a register, `unknown` those of which there
    is neither. `recorded` is what stands in the coordinator's workbooks of the quarters before.
    """

    plan: Plan
    history: History
    bridged: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    recorded: Recorded = field(default_factory=Recorded)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A ref that was given to an accepted proposal, to be entered in a quarter's workbook beside the decision."""

    quarter: str
    mark: str
    ref: str


@dataclass(frozen=True)
class Quarters:
    """The quarters of a year, as one run sees them; `plan` is as its workbook has it.

    Returns are read by the `executor`; `tell` is told what is being done.
    """

    year: YearFolder
    plan: Plan
    executor: Executor
    tell: Progress = silent
    _workbooks: dict[str, tuple[CoordinatorsWorkbook, str]] = field(default_factory=dict)

    def workbook(self, quarter: Quarter) -> tuple[CoordinatorsWorkbook, str]:
        """What the coordinator wrote about a quarter, and a sentence when that cannot be read."""
        if quarter.label not in self._workbooks:
            try:
                written, problem = read_coordinator(self.year.quarter(quarter.label).coordinator), ""
            except CannotGoOn as reason:
                written = CoordinatorsWorkbook()
                problem = f"{reason} Until then nothing in it counts, and nothing is released."
            self._workbooks[quarter.label] = written, problem
        return self._workbooks[quarter.label]

    def problems(self, quarter: Quarter) -> tuple[str, ...]:
        """What could not be understood of the quarter's workbook, in sentences."""
        written, problem = self.workbook(quarter)
        return (problem,) if problem else unclear(written, self.year.quarter(quarter.label).coordinator)

    def recorded(self, quarter: Quarter) -> Recorded:
        """What stands in the quarter's workbook."""
        written, _ = self.workbook(quarter)
        return Recorded(written.decisions, written.asks)

    def past_of(self, quarter: Quarter) -> Past:
        """What a quarter builds on. Where a register was never written, that quarter's returns are read again."""
        return self._past(self.plan.quarters[: quarter.number - 1], gate_of(self.plan, self.workbook(quarter)[0]))

    def _past(self, quarters: Sequence[Quarter], gate: Gate) -> Past:
        registers = self._of_the_year_before()
        past = self._with(Past(self.plan, History()), registers, 0)
        for earlier in quarters:
            folder = self.year.quarter(earlier.label)
            if folder.register.is_file():
                self.tell(f"Reading the register of {earlier.label}")
                registers.append(read_register(folder.register))
            elif folder.returned_files():
                registers.append(self.register(earlier, past, earlier.ends))
                past = replace(past, bridged=(*past.bridged, earlier.label))
            else:
                past = replace(past, unknown=(*past.unknown, earlier.label))
            past = replace(past, recorded=past.recorded + self.recorded(earlier))
            registers = self._settled(registers, past.recorded.as_shown(gate)[0])
            past = self._with(past, registers, earlier.number)
        problems = (problem for earlier in quarters for problem in self.problems(earlier))
        return replace(past, problems=tuple(problems))

    def _of_the_year_before(self) -> list[Register]:
        path = self.year.register_before
        return [of_the_year_before(read_register(path), self.plan)] if path.is_file() else []

    def _with(self, past: Past, registers: Sequence[Register], done: int) -> Past:
        """The same, with the registers and the plan of the quarter that follows the first `done` ones."""
        history = History(tuple(registers))
        rows = (row for quarter in self.plan.quarters[done:] for row in self.recorded(quarter).decisions)
        plan = plan_in_force(self.plan, history.ledger("new_actions"), (row.given_ref for row in rows if row.given_ref))
        return replace(past, plan=plan, history=history)

    def _settled(self, registers: Sequence[Register], shown: Recorded) -> list[Register]:
        """The registers with what was decided since on what each of them asks for."""
        decisions = taken(shown.decisions, registers)
        refs = self._refs(History(tuple(registers)).ledger("new_actions"), decisions, registers)
        return [replace(one, asks=_with_own_answers(one, shown.asks)) for one in decided(registers, decisions, refs)]

    def _refs(
        self, proposals: Iterable[NewActionRecord], decisions: Decisions, registers: Iterable[Register]
    ) -> dict[str, str]:
        used = {
            ref
            for register in registers
            for ref in (*register.action_by_ref, *(record.ref for record in register.history))
        }
        return refs_given(proposals, decisions, self.plan, used)

    def register(self, quarter: Quarter, past: Past, as_at: dt.date) -> Register:
        """The register that the quarter's returns make, and what was decided on what they ask for."""
        gate = gate_of(self.plan, self.workbook(quarter)[0])
        shown, withheld = (past.recorded + self.recorded(quarter)).as_shown(gate)
        decisions = taken(shown.decisions, past.history.registers)
        merged = self._merged(quarter, past, as_at, gate, decisions)
        refs = self._refs(merged.new_actions, decisions, (*past.history.registers, merged))
        *_, register = decided((*past.history.registers, merged), decisions, refs)
        return replace(register, asks=with_answers(register.asks, shown.asks), withheld=(*register.withheld, *withheld))

    def _merged(self, quarter: Quarter, past: Past, as_at: dt.date, gate: Gate, decisions: Decisions) -> Register:
        """The returns merged; twice, if what came back differs from what would be issued now."""
        folder = self.year.quarter(quarter.label)
        paths = {path: path.relative_to(folder.returned).as_posix() for path in folder.returned_files()}
        returns = self._read(paths, past.plan, gate)
        register = merge(past.plan, quarter, returns, past.history, as_at, decisions=decisions)
        issued = [
            path
            for code in _groups_that_differ(register)
            for path in folder.issued_files(file_name(past.plan, quarter, past.plan.subgroup_by_code[code]))
        ]
        if not issued:
            return register
        sent = self._read({path: path.name for path in issued}, past.plan, gate)
        return merge(past.plan, quarter, returns, past.history, as_at, decisions=decisions, issued=sent)

    def _read(self, names: Mapping[Path, str], plan: Plan, gate: Gate) -> Sequence[Return]:
        return Packed(returns_of(files_named(names, gate), GivenText(plan), self.executor, self.tell, gate))

    def entries(self, proposals: Iterable[NewActionRecord], quarters: Iterable[Quarter]) -> tuple[Entry, ...]:
        """The refs given to accepted proposals that the workbooks of these quarters do not have yet."""
        refs = {mark_of_proposal(one): one.given_ref for one in proposals if one.given_ref}
        return tuple(
            Entry(quarter.label, row.mark, refs[row.mark])
            for quarter in quarters
            for row in self.recorded(quarter).decisions
            if row.decision is Decision.ACCEPT and row.given_ref != refs.get(row.mark, row.given_ref)
        )


def _with_own_answers(register: Register, rows: Iterable[AskRow]) -> tuple[Ask, ...]:
    """The requests of a register, with what was decided since on those of its own quarter.

    The others stay as they stood when it was made: so it can be told what became known after it.
    """
    own = [row for row in rows if row.quarter == register.quarter]
    return with_answers(register.asks, own)


def _groups_that_differ(register: Register) -> list[str]:
    """The codes of the groups whose returns do not say what would be issued to them now, or not of all of it."""
    start = folded(StartHere.sheet.name)
    differ = [
        scrap.subgroup
        for scrap in register.unplaced
        if scrap.why in (Stray.GIVEN, Stray.STRANGE_REF)
        or (scrap.why is Stray.ELSEWHERE and folded(scrap.sheet_name) == start)
    ]
    without_a_row = (
        *(action.subgroup for action in register.actions if action.returned is Outcome.USED and not action.source_row),
        *(
            measure.subgroup
            for measure in register.measures
            if measure.returned is Outcome.USED and not measure.source_row
        ),
    )
    return list(dict.fromkeys((*differ, *without_a_row)))
