"""Every check's own table, run."""

import datetime as dt
import inspect
from collections.abc import Mapping
from typing import Any

import pytest

from nacpc_xl.checks.copies import Together
from nacpc_xl.checks.registry import CHECKS, Check, Example, check
from nacpc_xl.checks.run import CONTEXT, SUBJECTS, all_checks, findings_of
from nacpc_xl.model.plan import Aim, Measure, PlannedAction, Priority, Subgroup
from nacpc_xl.model.register import (
    ActionRecord,
    Ask,
    DateChange,
    HistoryRecord,
    MeasureRecord,
    NewActionRecord,
    Notice,
    ReturnRecord,
    Scrap,
    Withheld,
)
from nacpc_xl.model.table import Table, Unread
from nacpc_xl.model.words import Hiding, Severity
from nacpc_xl.privacy.detect import private_fragments

SUBJECT_CLASSES: Mapping[str, tuple[type[Table], ...]] = {
    "returned": (ReturnRecord,),
    "scrap": (Scrap,),
    "notice": (Notice,),
    "due_row": (ActionRecord, MeasureRecord),
    "row": (ActionRecord, MeasureRecord, NewActionRecord, ReturnRecord),
    "action": (ActionRecord,),
    "measure": (MeasureRecord,),
    "new_action": (NewActionRecord,),
    "ask": (Ask,),
    "withheld": (Withheld,),
    "decided": (DateChange, NewActionRecord),
    "priority": (Priority,),
    "aim": (Aim,),
    "planned_action": (PlannedAction,),
    "planned_measure": (Measure,),
    "subgroup": (Subgroup,),
}
CONTEXT_CLASSES: Mapping[str, type[Table]] = {
    "actions": ActionRecord,
    "own_measures": MeasureRecord,
    "own_action": ActionRecord,
    "previous": ActionRecord,
    "previous_measure": MeasureRecord,
    "earlier": HistoryRecord,
    "earlier_returns": ReturnRecord,
    "year_actions": ActionRecord,
    "year_measures": MeasureRecord,
    "planned_actions": PlannedAction,
    "planned_measures": Measure,
    "own_planned_actions": PlannedAction,
    "own_planned_measures": Measure,
}
SINGLE = {"own_action", "previous", "previous_measure"}
"""What is seen of one row, not of several."""

A_PLAIN_ROW = 1  # the sample in which an action is On track

TWO_CELLS_GO_TOGETHER = {"R02", "R03"}  # an outcome and why: neither is ever changed alone

EXAMPLES = [
    pytest.param(one, example, id=f"{one.code}-{number}-{'fails' if example.fails else 'passes'}")
    for one in all_checks()
    for number, example in enumerate(one.examples, start=1)
]


def row_of(classes: tuple[type[Table], ...], cells: Mapping[str, str]) -> Table:
    """A sample row of the first class that has all these headings, with these cells in it."""
    for table in classes:
        by_heading = {column.heading: name for name, column in table.columns().items()}
        if cells.keys() <= by_heading.keys():
            break
    else:
        raise LookupError(f"no class has the headings {', '.join(cells)}")
    written = {by_heading[heading]: text for heading, text in cells.items()}
    values: dict[str, Any] = dict(table.sample(A_PLAIN_ROW).values)
    unread: dict[str, Unread] = {}
    for name, column in table.columns().items():
        if name in written:
            del values[name]
            if written[name]:
                value, problem = column.parse(written[name], values)
                is_untold = written[name].startswith("=")
                if problem or is_untold:
                    is_error = written[name].startswith("#")
                    unread[name] = Unread(written[name], problem, is_error=is_error, is_untold=is_untold)
                else:
                    values[name] = value
    return table(values, unread=unread)


def found_in(one: Check, example: Example) -> list[str]:
    """What the check says of the example."""
    own: dict[str, str] = {}
    others: dict[str, dict[str, str]] = {}
    context: dict[str, Any] = {}
    for heading, text in example.cells.items():
        owner, _, rest = heading.partition(": ")
        if rest and owner in one.sees:
            others.setdefault(owner, {})[rest] = text
        elif heading in one.sees[1:]:
            context[heading] = dt.date.fromisoformat(text)
        else:
            own[heading] = text
    for name, cells in others.items():
        row = row_of((CONTEXT_CLASSES[name],), cells)
        context[name] = row if name in SINGLE else (row,)
    assert context.keys() == set(one.sees[1:]), "the table says what the check sees"
    subjects = (
        withheld_in(own["Text"])
        if one.subject == "withheld" and "Text" in own
        else [row_of(SUBJECT_CLASSES[one.subject], own)]
    )
    if "actions" in context:
        context["actions"] = Together(row for row in (*context["actions"], *subjects) if isinstance(row, ActionRecord))
    return [str(finding) for subject in subjects for finding in findings_of(one, subject, context)]


def withheld_in(text: str) -> list[Table]:
    """What is withheld of a text in a cell."""
    return [Withheld.of(subgroup="LD", kind=one.kind, where=Hiding.CELL) for one in private_fragments(text)]


@pytest.mark.parametrize(("one", "example"), EXAMPLES)
def test_the_example_does_what_its_table_says(one, example):
    said = found_in(one, example)
    assert bool(said) is example.fails, said or "nothing was found"


@pytest.mark.parametrize("one", all_checks(), ids=lambda one: one.code)
def test_every_failing_example_has_a_passing_one_a_cell_away(one):
    allowed = 2 if one.code in TWO_CELLS_GO_TOGETHER else 1
    passing = [example.cells for example in one.examples if not example.fails]
    for example in one.examples:
        if example.fails:
            nearest = min(sum(cells[h] != text for h, text in example.cells.items()) for cells in passing)
            assert nearest == allowed, f"{example.cells} differs in {nearest} cells from the nearest that passes"


@pytest.mark.parametrize("one", all_checks(), ids=lambda one: one.code)
def test_a_check_tells_its_rule_its_remedy_and_both_kinds_of_example(one):
    assert one.rule[0].isupper()
    assert one.rule.endswith(".")
    assert one.fix.endswith(".")
    assert {example.fails for example in one.examples} == {True, False}
    assert one.family
    written = inspect.getsource(one.function).split('"""')[1]
    assert inspect.getdoc(one.function) == inspect.cleandoc(written)


@pytest.mark.parametrize("one", all_checks(), ids=lambda one: one.code)
def test_a_check_sees_only_what_there_is_to_see(one):
    assert one.subject in SUBJECTS
    assert set(one.sees[1:]) <= CONTEXT.keys()
    assert set(one.unless) <= CHECKS.keys() - {one.code}


def test_the_codes_are_unique_and_in_the_order_of_the_families():
    codes = [one.code for one in all_checks()]
    assert len(set(codes)) == len(codes) == len(CHECKS)
    assert list(dict.fromkeys(code[0] for code in codes)) == list("RFCKSPG")
    for family in "RFCKSPG":
        numbers = [int(code[1:]) for code in codes if code[0] == family]
        assert numbers == list(range(1, len(numbers) + 1))


def a_check(action):
    """A rule.

    Fix: a remedy.

    | Status   | result |
    |          | fails  |
    | On track | passes |
    """
    yield from ()


def test_a_code_that_is_taken_is_refused():
    with pytest.raises(ValueError, match="two checks have the code K01"):
        check("K01", severity=Severity.NOTE)(a_check)


@pytest.mark.parametrize(
    ("part", "instead", "said"),
    [
        ("Fix: a remedy.", "A remedy.", "needs a rule, a remedy"),
        ("| On track | passes |", "", "needs a rule, a remedy"),
        ("| Status   | result |", "| Status   | outcome |", "the last column"),
    ],
)
def test_a_check_without_one_of_its_parts_is_refused(part, instead, said, monkeypatch):
    assert a_check.__doc__ is not None
    assert part in a_check.__doc__
    declared: dict[str, Check] = {}
    monkeypatch.setattr("nacpc_xl.checks.registry.CHECKS", declared)
    monkeypatch.setattr(a_check, "__doc__", a_check.__doc__.replace(part, instead))
    with pytest.raises(ValueError, match=said):
        check("X99", severity=Severity.NOTE)(a_check)
    assert not declared


def test_a_check_with_all_its_parts_is_declared(monkeypatch):
    monkeypatch.setattr("nacpc_xl.checks.registry.CHECKS", {})
    assert check("X99", severity=Severity.NOTE)(a_check) is a_check


def test_the_remedy_is_what_stands_behind_fix():
    assert CHECKS["K01"].fix.startswith("change the status, or say")
    assert CHECKS["K02"].fix == 'choose Complete, or empty "Completed on".'


def test_what_is_known_of_a_check_never_changes():
    with pytest.raises(AttributeError):
        CHECKS["K01"].code = "K99"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        CHECKS["K01"].examples[0].fails = False  # type: ignore[misc]


def test_a_result_other_than_fails_passes():
    (first, *_) = CHECKS["K02"].examples
    assert first.fails
    assert not check_with_result("errs").examples[0].fails
    assert not check_with_result("").examples[0].fails


def check_with_result(result: str) -> Check:
    """A check whose first example has this result."""

    def odd(action):
        yield from ()

    assert a_check.__doc__ is not None
    odd.__doc__ = a_check.__doc__.replace("fails ", f"{result:<6}")
    declared: dict[str, Check] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nacpc_xl.checks.registry.CHECKS", declared)
        check("X98", severity=Severity.NOTE)(odd)
    return declared["X98"]
