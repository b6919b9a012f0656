"""A nation's returns, made up: a plan of as many groups as wanted, and what each of them sends back.

The plan is never a workbook: no sheet holds so many actions. Each return is a tracker as it is issued, filled in;
all are made from a few by writing other texts into them, since making each anew would take longer than reading it.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from xml.sax.saxutils import escape

from nacpc_xl.model.plan import Measure, Plan, PlannedAction, Subgroup
from nacpc_xl.model.quarter import Quarter
from nacpc_xl.model.register import History
from nacpc_xl.model.status import Status
from nacpc_xl.model.table import Table
from nacpc_xl.model.tracker import SignOff
from nacpc_xl.model.words import Better, MeasureType
from nacpc_xl.sheets.book import Properties
from nacpc_xl.sheets.write import write_book
from nacpc_xl.tracker.contents import issued_sheets, title_of

ACTIONS = 30  # of each group
MEASURES = 37  # of each group: as many for each action as in the example
KINDS = 8  # trackers that all others are made from
_WITH_TEXTS = ("xl/sharedStrings.xml", "docProps/core.xml")
GROUP = "ZZ{number:05}"
CONSONANTS, VOWELS = "bcdfghklmnprstvwz", "aeiou"
ON = {Status.ON_TRACK: 5, Status.COMPLETE: 3, Status.AT_RISK: 2, Status.OFF_TRACK: 1}


class Words:
    """Sentences of made-up words, few of them often and many of them seldom, as in any language."""

    def __init__(self, seed: str, number: int = 8_000) -> None:
        self.chance = random.Random(seed)
        self.words = [self._word() for _ in range(number)]
        self.weights = list(accumulate(1 / (rank + 5) for rank in range(number)))

    def _word(self) -> str:
        syllables = range(self.chance.randint(1, 4))
        return "".join(self.chance.choice(CONSONANTS) + self.chance.choice(VOWELS) for _ in syllables)

    def text(self, characters: int) -> str:
        """Some sentences of about so many characters, with a figure."""
        words = self.chance.choices(self.words, cum_weights=self.weights, k=characters // 7)
        return f"{' '.join(words).capitalize()}, {self.chance.randint(10, 900)} in all."


def made_up_plan(example: Plan, groups: int) -> Plan:
    """A plan with so many groups of thirty actions, under the themes, priorities and aims of the example."""
    words = Words("plan")
    codes = [GROUP.format(number=number) for number in range(1, groups + 1)]
    subgroups = tuple(Subgroup.of(code=code, name=f"Group {code}", lead=f"Chair of {code}") for code in codes)
    actions: list[PlannedAction] = []
    measures: list[Measure] = []
    for code in codes:
        for action, own_measures in _planned(example, code, words):
            actions.append(action)
            measures += own_measures
    return replace(
        example, subgroups=subgroups, actions=tuple(actions), measures=tuple(measures), version=f"made up for {groups}"
    )


def _planned(example: Plan, code: str, words: Words) -> Iterator[tuple[PlannedAction, list[Measure]]]:
    """The actions of a group, each with its measures."""
    starts, ends = example.quarters[0].starts, example.quarters[-1].ends
    for at in range(ACTIONS):
        priority = example.priorities[at % len(example.priorities)].code
        ref = f"{priority}.{code}-{at + 1:02}"
        aims = (example.aims[at % len(example.aims)].code,)
        due = ends - dt.timedelta(days=at)
        action = PlannedAction.of(
            ref=ref, priority=priority, action=words.text(80), subgroup=code, lead="Service manager", aims=aims,
            start=starts, due=due,
        )  # fmt: skip
        numbers = range(1, 3 if at < MEASURES - ACTIONS else 2)
        yield action.compact(), [_measure(f"{ref}-M{number}", ref, words).compact() for number in numbers]


def _measure(ref: str, action_ref: str, words: Words) -> Measure:
    return Measure.of(
        ref=ref, action_ref=action_ref, measure=words.text(60), type=MeasureType.OUTCOME, unit="%",
        better=Better.HIGHER, baseline=40.0, target=90.0,
    )  # fmt: skip


def make_returns(plan: Plan, quarter: Quarter, folder: Path) -> None:
    """Writes what every group of the plan sends back in the quarter; each kind of them in a process."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = _by_group(plan)
    codes = [subgroup.code for subgroup in plan.subgroups]
    with ProcessPoolExecutor() as executor:
        made = [
            executor.submit(
                _make, _Kind(plan, quarter, number, texts), {code: texts[code] for code in codes[number::KINDS]}, folder
            )
            for number in range(min(KINDS, len(codes)))
        ]
        for kind in made:
            kind.result()


def _make(kind: _Kind, texts: Mapping[str, list[str]], folder: Path) -> None:
    """Writes the returns of one kind: those of the groups for whose rows the plan gives these texts, by their codes."""
    words = Words(f"returns like that of {kind.code}")
    for code, given in texts.items():
        (folder / f"{code} return.xlsx").write_bytes(kind.of(code, given, words))


def _by_group(plan: Plan) -> Mapping[str, list[str]]:
    """The texts that the plan gives for each group's rows, in order: those of its actions, then of its measures."""
    texts: dict[str, list[str]] = {subgroup.code: [] for subgroup in plan.subgroups}
    owners = {action.ref: action.subgroup for action in plan.actions}
    for action in plan.actions:
        texts[action.subgroup].append(action.action)
    for measure in plan.measures:
        texts[owners[measure.action_ref]].append(measure.measure)
    return texts


class _Kind:
    """One tracker, filled in, that those of many groups are made from."""

    def __init__(self, plan: Plan, quarter: Quarter, number: int, texts: Mapping[str, list[str]]) -> None:
        own = plan.subgroups[number]
        self.code = own.code
        self._lengths: list[int] = []
        chance = random.Random(number)
        start, actions, measures, new_actions, sign_off = issued_sheets(plan, quarter, own, History())
        signed = SignOff.of(completed_by="Chair", signed_on=quarter.ends + dt.timedelta(days=5), agreed_on=quarter.ends)
        sheets = (
            start,
            replace(actions, rows=tuple(self._answered(row, quarter, chance) for row in actions.rows)),
            replace(measures, rows=tuple(self._valued(row, quarter, chance) for row in measures.rows)),
            new_actions,
            replace(sign_off, rows=(signed,)),
        )
        properties = Properties(title_of(plan, quarter, own), plan.details.committee, quarter.starts)
        content = write_book(sheets, properties, named_lists=plan.lists, protected=True)
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self._parts = {name: package.read(name) for name in package.namelist()}
        self._given = texts[own.code]

    def _answered(self, row: Table, quarter: Quarter, chance: random.Random) -> Table:
        status = chance.choices(list(ON), weights=list(ON.values()))[0]
        answers: dict[str, object] = {"status": status, "progress": self._later(chance.randint(120, 420))}
        if status is Status.COMPLETE:
            answers |= {
                "difference": self._later(120),
                "evidence": self._later(60),
                "completed_on": quarter.ends - dt.timedelta(days=chance.randint(1, 80)),
            }
        else:
            answers |= {
                "next_milestone": self._later(70),
                "milestone_due": quarter.ends + dt.timedelta(days=chance.randint(10, 60)),
            }
        if status in (Status.AT_RISK, Status.OFF_TRACK):
            answers["barrier"] = self._later(90)
        return row.but(**answers)

    def _valued(self, row: Table, quarter: Quarter, chance: random.Random) -> Table:
        return row.but(value=float(chance.randint(45, 95)), as_at=quarter.ends, comment=self._later(60))

    def _later(self, length: int) -> str:
        """What holds the place of a text of about this many characters."""
        self._lengths.append(length)
        return f"@{len(self._lengths) - 1}@"

    def of(self, code: str, given: list[str], words: Words) -> bytes:
        """The return of the group with this code, for whose rows the plan gives these texts."""
        old = [*map(escape, self._given), self.code]
        pairs = dict(zip(old, [*map(escape, given), code], strict=True))
        answers = [escape(words.text(length)) for length in self._lengths]
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, content in self._parts.items():
                package.writestr(name, self._written(content, pairs, answers) if name in _WITH_TEXTS else content)
        return made.getvalue()

    def _written(self, content: bytes, pairs: Mapping[str, str], answers: list[str]) -> bytes:
        text = content.decode()
        for before, now in pairs.items():
            text = text.replace(before, now)
        return re.sub(r"@(\d+)@", lambda found: answers[int(found[1])], text).encode()
