"""Drafts of e-mails, which a mail program opens as messages that wait to be sent.

Every paragraph is one line, for mail programs break lines themselves, and some join those that were broken before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.plan import Subgroup
from nacpc_xl.outputs.chase.asked import Request, on_one_line
from nacpc_xl.outputs.chase.marked import COLOUR
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.outputs.report.sentences import counted, joined, verb
from nacpc_xl.tracker.contents import title_of

LONGEST_TITLE = 160  # characters of a subject, before what is asked
LONGEST_NAME = 100  # characters of an attachment's name

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._() -]+")
_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Workbook:
    """A workbook that goes with a draft, under this name."""

    name: str
    content: bytes


def request_to_put_right(
    facts: Facts, subgroup: Subgroup, requests: Sequence[Request], used: str, copy: Workbook | None, why_not: str
) -> bytes:
    """The draft to a group that has returned its tracker, the file `used`, in which something is to be put right.

    `copy` is that file with the cells marked; where there is none, `why_not` says why: it ...
    """
    what = _how_many(requests)
    lines = [
        f"Thank you for your tracker for {facts.quarter.name}. "
        f"Please put right the {what.removeprefix('1 ')} below, and send it back {_by_when(facts)}.",
        *_what_cannot_be_used(requests),
        _with_copy(requests) if copy is not None else _without_copy(requests, used, why_not),
        *_listed(requests, used),
    ]
    return _draft(facts, subgroup, f"{what} to put right", lines, copy)


def reminder(facts: Facts, subgroup: Subgroup, requests: Sequence[Request], tracker: Workbook) -> bytes:
    """The draft to a group of which nothing has come back that counts; what did come back is among the requests."""
    actions = sum(action.subgroup == subgroup.code for action in facts.actions)
    without_it = f"; without it the report can say nothing new of your {counted(actions, 'action')}" if actions else ""
    quarter = facts.quarter
    lines = [
        f"Your group's tracker for {quarter.name}, {quarter.months}, is not with us yet{without_it}.",
        "It is attached once more. Filling it in takes about ten minutes: choose a status for each action, fill in the "
        f"cells that light up, and send it back {_by_when(facts)}.",
    ]
    if requests:
        lines += ["A file did come back, but it could not be used:", *_listed(requests, "")]
    else:
        lines += ["If it is on its way already, thank you, and please forget this message."]
    return _draft(facts, subgroup, "please send it back", lines, tracker)


def _by_when(facts: Facts) -> str:
    """By when something is wanted, in words that are right before that day and after it."""
    return f"by {_day(facts)}, or as soon as you can if that day has passed"


def _day(facts: Facts) -> str:
    return day_in_words(facts.plan.return_by(facts.quarter))


def _how_many(requests: Sequence[Request]) -> str:
    """How many cells are to be put right; points, where not all that is asked is about cells."""
    if not all(one.places for one in requests):
        return counted(len(requests), "point")
    places = {(one.file, one.sheet, place) for one in requests for place in one.places}
    return counted(len(places) + sum(one.more for one in requests), "cell")


def _what_cannot_be_used(requests: Sequence[Request]) -> Iterator[str]:
    numbers = [str(number) for number, one in enumerate(requests, start=1) if one.stops]
    if numbers:
        few = len(numbers)
        yield (
            f"Number{verb(few, '', 's')} {joined(numbers)} cannot be used in the report until "
            f"{verb(few, 'it is', 'they are')} put right."
        )


def _with_copy(requests: Sequence[Request]) -> str:
    if sum(one.count for one in requests) == 1:
        marked = f"the cell in question is {COLOUR}, with a comment that says what to do. Put it right there"
    else:
        marked = f"the cells in question are {COLOUR}, each with a comment that says what to do. Put them right there"
    return f"Your own tracker is attached. In it {marked}, save the file, and send it back under any name."


def _without_copy(requests: Sequence[Request], used: str, why_not: str) -> str:
    own = [one for one in requests if one.file in (used, "")]
    if not own:
        return "Please answer by replying to this message."
    why = f" No copy with the cells marked is attached, since {why_not}." if why_not else ""
    return (
        f"Please put {verb(len(own), 'it', 'them')} right in your own file, “{used}”, save it, and send it again.{why}"
    )


def _listed(requests: Sequence[Request], used: str) -> Iterator[str]:
    """What is asked, numbered, under the names of the sheets."""
    under = None
    for number, one in enumerate(requests, start=1):
        heading = _heading(one, used)
        if heading != under:
            yield heading
        under = heading
        likewise = f"; likewise the {verb(one.count - 1, 'other', 'others')}" if one.is_of_first else ""
        yield f"{number}. {f'{one.where}: ' if one.where else ''}{one.in_words(likewise)}"


def _heading(one: Request, used: str) -> str:
    sheet = f"the sheet {one.sheet}" if one.sheet else ""
    if one.file not in (used, ""):
        return f"In the file “{one.file}”{f', on {sheet}' if sheet else ''}:"
    return f"On {sheet}:" if sheet else "On the tracker as a whole:"


def _draft(facts: Facts, subgroup: Subgroup, asked: str, lines: Sequence[str], workbook: Workbook | None) -> bytes:
    """The message: no sender, no address and no day, for those are of whoever sends it."""
    details = facts.plan.details
    by_whom = facts.meeting.prepared_by or "The committee's office"
    paragraphs = [
        f"Dear {subgroup.lead or subgroup.name},",
        *lines,
        "If anything is unclear, just reply to this message.",
        "With thanks,",
        by_whom,
    ]
    text = "\n\n".join(map(on_one_line, paragraphs)) + f"\n{on_one_line(details.committee)}\n"
    message = EmailMessage(SMTP)
    message["Subject"] = _subject(title_of(facts.plan, facts.quarter, subgroup), f"{asked} by {_day(facts)}")
    message["X-Unsent"] = "1"
    message.set_content(text, cte="quoted-printable")
    if workbook is not None:
        message.add_attachment(workbook.content, "application", _XLSX, filename=safe_name(workbook.name))
        own = hashlib.sha256(text.encode() + workbook.content).hexdigest()[:32]
        message.set_boundary(f"=_{own}")  # which stands in no text: quoted-printable has no such signs
    return message.as_bytes()


def _subject(title: str, asked: str) -> str:
    """A subject in which nothing can be taken for a header or for an encoded word."""
    line = on_one_line(title).replace("=?", "= ?")
    return f"{line if len(line) <= LONGEST_TITLE else f'{line[: LONGEST_TITLE - 1]}…'}: {asked}"


def safe_name(name: str) -> str:
    """The name of a file with nothing in it that any system or mail program could take for something else."""
    plain = _NOT_IN_NAMES.sub("_", name).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if len(plain) > LONGEST_NAME else plain
