"""The gate: what may stand for a person is taken out of a text here, before anything else looks at it.

What comes after, from the register to the report and the messages of a run, never held it. It stays in the
lead's own file, and passes only where the coordinator released it by name and with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from nacpc_xl.model.coordinator import DecisionRow
from nacpc_xl.model.register import Withheld
from nacpc_xl.model.words import Hiding, Matter, Private, YesNo
from nacpc_xl.privacy.detect import Fragment, private_fragments, suspects

MARK_DIGITS = 16  # of a file's SHA-256: enough to tell its versions apart

_NUMBER_OF_COPY = re.compile(r"\([0-9]{1,2}\)(?=\.[A-Za-z]{1,5}\Z|\Z)")  # as programs tell apart files of one name
_MARKER = re.compile(rf"\[withheld: possible (?:{'|'.join(map(re.escape, map(str, Private)))})\]")


class Spot(NamedTuple):
    """One place of one version of a file; `fingerprint` is the file's SHA-256."""

    fingerprint: str
    where: Hiding = Hiding.CELL
    sheet: str = ""
    at: str = ""

    def mark(self, kind: Private) -> str:
        """What tells something of this kind in this place, in this version of the file, from all else."""
        place = f"{self.sheet} {self.at}".strip()
        return f"{kind}, {self.where}, {place or 'the whole file'}, {self.fingerprint[:MARK_DIGITS]}"


class Gate:
    """Lets texts pass without what may stand for a person, but for what was released.

    `allowed` are phone numbers of offices and abbreviations, which stand for nobody; `decisions` are the coordinator's.
    """

    def __init__(self, allowed: Collection[str] = (), decisions: Iterable[DecisionRow] = ()) -> None:
        self.allowed = tuple(allowed)
        self.decisions = {one.mark: one for one in decisions if one.matter is Matter.PERSONAL_DATA}

    def fragments(self, text: str) -> tuple[Fragment, ...]:
        """What may stand for a person in the text."""
        return private_fragments(text, self.allowed)

    def held_back(self, texts: Iterable[str]) -> set[str]:
        """Those of the texts in which anything may stand for a person; quicker than to ask for each of many."""
        return {text for text in set(suspects(texts)) if self.fragments(text)}

    def screened(self, text: str, spot: Spot, file: str = "") -> tuple[str, tuple[Withheld, ...]]:
        """The text as it may be shown, and what was withheld or released in it, once for each kind.

        `file` is the name of the file, as it may be shown.
        """
        is_name = spot.where in (Hiding.SHEET_NAME, Hiding.FILE_NAME)
        fragments = self.fragments(_NUMBER_OF_COPY.sub(_blank, text) if is_name else text)
        if not fragments:
            return text, ()
        certain = {one.kind for one in fragments if one.is_certain}
        kinds = dict.fromkeys(one.kind for one in fragments)
        records = {kind: self._record(kind, spot, file, is_certain=kind in certain) for kind in kinds}
        kept_back = [one for one in fragments if not records[one.kind].is_released]
        return without(text, kept_back), tuple(records.values())

    def _record(self, kind: Private, spot: Spot, file: str, *, is_certain: bool) -> Withheld:
        mark = spot.mark(kind)
        decided = self.decisions.get(mark, DecisionRow())
        return Withheld.of(
            kind=kind,
            is_certain=YesNo.YES if is_certain else YesNo.NO,
            where=spot.where,
            file=file,
            sheet_name=spot.sheet,
            at=spot.at,
            mark=mark,
            decision=decided.decision,
            released_by=self.shown(decided.decided_by),
            why_released=self.shown(decided.why),
        )

    def shown(self, text: str) -> str:
        """The text without anything that may stand for a person."""
        return without(text, self.fragments(text))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def marker(kind: Private) -> str:
    """What stands in the place of something withheld."""
    return f"[withheld: possible {kind}]"


def without(text: str, fragments: Iterable[Fragment]) -> str:
    """The text with a marker in the place of each of these fragments, which are in its order."""
    pieces: list[str] = []
    done = 0
    for one in fragments:
        pieces += [text[done : one.begin], marker(one.kind)]
        done = one.end
    return "".join((*pieces, text[done:]))


def has_marker(text: str) -> bool:
    """Whether something was withheld in the text."""
    return _MARKER.search(text) is not None


def agrees(shown: str, whole: str) -> bool:
    """Whether a text in which something was withheld may be the text `whole`, which nothing was taken out of."""
    parts = [" ".join(part.split()) for part in _MARKER.split(shown)]
    pattern = r"\s*.+\s*".join(re.escape(part) for part in parts)
    return len(parts) > 1 and re.fullmatch(pattern, " ".join(whole.split()), re.DOTALL) is not None


def shown_names(names: Sequence[str], gate: Gate) -> Iterator[tuple[str, tuple[Withheld, ...]]]:
    """Each name of a file as it may be shown, all of them different, and what was withheld in it.

    It has no mark, for nobody need decide on it: the file can be given another name.
    """
    taken: set[str] = set()
    for name in names:
        shown, withheld = gate.screened(name, Spot("", Hiding.FILE_NAME))
        unique = _unique(shown, taken) if withheld else shown
        taken.add(unique)
        yield unique, tuple(one.but(file=unique, mark="") for one in withheld)


def shown_sheet_name(name: str, screened: str, taken: Collection[str]) -> str:
    """The name of a sheet as it may be shown, told from those that are `taken`."""
    return name if screened == name else _unique(screened, taken)


def _unique(name: str, taken: Collection[str]) -> str:
    number, unique = 1, name
    while unique in taken:
        number += 1
        unique = f"{name} ({number})"
    return unique
