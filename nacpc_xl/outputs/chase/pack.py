"""The files of the chase pack: which groups get which, and which are left over from an earlier merge."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from nacpc_xl.model.plan import Subgroup
from nacpc_xl.model.register import ReturnRecord
from nacpc_xl.model.words import Outcome
from nacpc_xl.outputs.chase.asked import Request, is_silent, requests_to
from nacpc_xl.outputs.chase.drafts import Workbook, reminder, request_to_put_right
from nacpc_xl.outputs.chase.marked import LARGEST_FILE, Copy, marked_copy
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.privacy.gate import Gate
from nacpc_xl.tracker.contents import file_name
from nacpc_xl.tracker.remarks import remark
from nacpc_xl.tracker.write import tracker_workbook
from nacpc_xl.workspace import QuarterFolder

FOLDER = "chase"
"""The name of the pack's folder in `out/`."""

NOTHING_RETURNED = ReturnRecord()
_SEE_MESSAGE = "The message that came with this copy says what to do."


def chase_pack(facts: Facts, folder: QuarterFolder) -> Iterator[tuple[Path, bytes]]:
    """Each file with its path: for each group with something open a draft, and its return with the cells marked."""
    where = folder.out / FOLDER
    for subgroup in facts.plan.subgroups:
        one = _Chased(facts, folder, subgroup)
        draft, copy = where / _draft_of(subgroup), where / _copy_of(subgroup)
        if one.is_silent:
            yield draft, reminder(facts, subgroup, one.requests, one.tracker())
        elif one.requests:
            made = one.marked()
            workbook = Workbook(copy.name, made.content) if made.content else None
            yield draft, request_to_put_right(facts, subgroup, one.requests, one.used.file, workbook, made.why_not)
            if workbook is not None:
                yield copy, workbook.content


def left_over(facts: Facts, folder: QuarterFolder, made: Collection[Path]) -> tuple[Path, ...]:
    """The files of an earlier pack, by their names, that no longer have a place in it."""
    named = (name for subgroup in facts.plan.subgroups for name in (_draft_of(subgroup), _copy_of(subgroup)))
    paths = (folder.out / FOLDER / name for name in named)
    return tuple(path for path in paths if path not in made and path.is_file())


def _draft_of(subgroup: Subgroup) -> str:
    return f"{subgroup.code}.eml"


def _copy_of(subgroup: Subgroup) -> str:
    return f"{subgroup.code}-marked.xlsx"


class _Chased:
    """One group, with what it is asked."""

    def __init__(self, facts: Facts, folder: QuarterFolder, subgroup: Subgroup) -> None:
        self.facts, self.folder, self.subgroup = facts, folder, subgroup
        of_group = (one for one in facts.register.returns if one.subgroup == subgroup.code)
        self.used = next((one for one in of_group if one.outcome is Outcome.USED), NOTHING_RETURNED)
        self.is_silent = is_silent(subgroup.code, facts.findings)
        self.requests = requests_to(subgroup.code, facts.findings, self.used.file)

    def tracker(self) -> Workbook:
        """The group's tracker as it was issued; made anew where it no longer lies there."""
        plan, quarter = self.facts.plan, self.facts.quarter
        name = file_name(plan, quarter, self.subgroup)
        try:
            return Workbook(name, (self.folder.issued / name).read_bytes())
        except (OSError, ValueError):  # a name that no file can have
            return Workbook(name, tracker_workbook(plan, quarter, self.subgroup, self.facts.history))

    def marked(self) -> Copy:
        """The return that counts with the cells marked, unless it may hold personal data, or cannot be marked."""
        own = [one for one in self.requests if one.file == self.used.file and one.places]
        if not own:
            return Copy()
        if any(one.file == self.used.file and not one.is_released for one in self.facts.register.withheld):
            return Copy(why_not="it may hold personal data")
        content = _content_of(self.used, self.folder)
        if content is None:
            return Copy(why_not="it is too large, or is no longer where it was")
        details = self.facts.plan.details
        gate = Gate(details.office_phones.splitlines())
        return marked_copy(content, _remarks(own, gate), f"{details.short_name} office", self.facts.quarter.ends)


def _content_of(returned: ReturnRecord, folder: QuarterFolder) -> bytes | None:
    """The very bytes that were merged, wherever among the returns they lie; `None` where they cannot be had."""
    paths = folder.returned_files()
    by_name = sorted(paths, key=lambda path: path.relative_to(folder.returned).as_posix() != returned.file)
    for path in by_name:
        try:
            content = path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST_FILE else b""
        except OSError:
            continue
        if hashlib.sha256(content).hexdigest() == returned.sha256:
            return content
    return None


def _remarks(requests: Sequence[Request], gate: Gate) -> dict[str, dict[str, str]]:
    """What is said on each cell, by sheet and cell. What could be taken for personal data is only in the message."""
    said: dict[str, dict[str, list[str]]] = {}
    for request in requests:
        first = request.places[0]
        for place in request.places:
            as_in = f"As in {first}: " if request.is_of_first and place != first else ""
            cell = place.replace("row ", "A")
            said.setdefault(request.sheet, {}).setdefault(cell, []).append(f"{as_in}{request.in_words()}")
    return {
        sheet: {cell: _let_through("\n".join(lines), gate) for cell, lines in cells.items()}
        for sheet, cells in said.items()
    }


def _let_through(text: str, gate: Gate) -> str:
    return _SEE_MESSAGE if gate.fragments(remark(text)) else text
