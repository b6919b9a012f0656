"""Sentences made by rule from figures and words; nothing is said that the register does not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import Decision
from nacpc_xl.outputs.counts import NOT_STATED, Counts


def joined(parts: Iterable[str]) -> str:
    """The parts as a list in a sentence: a, b and c."""
    *firsts, last = list(parts) or [""]
    return f"{', '.join(firsts)} and {last}" if firsts else last


def counted(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: 1 action, 2 actions."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def is_ended(text: str) -> bool:
    """Whether the text has a sign at its end, and needs no full stop."""
    return text.rstrip().endswith((".", "!", "?", ":", ";", "…"))


def verb(number: int, one: str, many: str) -> str:
    """The form of a verb that goes with the number."""
    return one if number == 1 else many


def day_or(day: dt.date | None, otherwise: str = "no date") -> str:
    """The day in words, or what is said when there is none."""
    return day_in_words(day) if day is not None else otherwise


def decided(decision: Decision | None) -> str:
    """What was decided, as it stands in brackets."""
    return _DECIDED.get(decision or Decision.AWAITED, "decision awaited")


_DECIDED = {
    Decision.ACCEPT: "accepted",
    Decision.REJECT: "rejected",
    Decision.LAPSED: "overtaken before it was decided on",
}


def counts_sentence(counts: Counts, of: str = "actions") -> str:
    """How many stand where: Of 46 actions, 9 are Complete and 37 On track."""
    if not counts.total:
        return f"There are no {of}."
    stated = [status for status in Status if status is not Status.NO_RETURN and counts[status]]
    if stated and counts[stated[0]] == counts.total > 1:
        return f"All {counts.total} {of} are {stated[0]}."
    parts = [f"{counts[status]} {status}" for status in stated]
    sentence = f"Of {counted(counts.total, of.removesuffix('s'), of)}, "
    if parts:
        first, *others = parts
        number, _, word = first.partition(" ")
        sentence += joined([f"{number} {verb(int(number), 'is', 'are')} {word}", *others])
    lacking: list[str] = []
    if counts[NOT_STATED]:
        lacking.append(f"for {counts[NOT_STATED]} no usable status was given")
    if counts[Status.NO_RETURN]:
        lacking.append(f"for {counts[Status.NO_RETURN]} nothing came back")
    return sentence + ("; " if parts and lacking else "") + " and ".join(lacking) + "."


def run_of(statuses: Sequence[Status | None]) -> str:
    """Statuses one after the other, the oldest first: At risk, At risk, Off track."""
    return ", ".join(str(status) if status is not None else NOT_STATED for status in statuses)
