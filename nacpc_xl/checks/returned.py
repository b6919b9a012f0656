"""R: did it come back, can it be used, is it whole and signed?"""

import datetime as dt
from collections.abc import Iterator

from nacpc_xl.checks.registry import Found, check
from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.register import ActionRecord, MeasureRecord, ReturnRecord, Scrap
from nacpc_xl.model.source import Source
from nacpc_xl.model.words import Outcome, Refusal, Severity
from nacpc_xl.returns.read import NO_TRACKER


@check("R01", severity=Severity.STOP)
def group_has_returned(returned: ReturnRecord) -> Iterator[Found]:
    """Every group returns its tracker.

    Fix: send the tracker back; only what is in it can be reported.

    | Outcome   | result |
    | No return | fails  |
    | Used      | passes |
    """
    if returned.outcome is Outcome.NO_RETURN:
        yield Source(), f"Nothing has come back from {returned.name} ({returned.subgroup})"


@check("R02", severity=Severity.STOP)
def file_can_be_opened(returned: ReturnRecord) -> Iterator[Found]:
    """A file that came back can be opened and is a tracker.

    Fix: open it, save it as .xlsx without a password or a sensitivity label, and send it again.

    | Outcome | Why not used     | result |
    | Refused | cannot be opened | fails  |
    | Refused | is not a tracker | fails  |
    | Used    |                  | passes |
    """
    if returned.refusal in (Refusal.NOT_READABLE, Refusal.NOT_A_TRACKER):
        what = f"The file {returned.refusal}: {returned.detail}"
        yield (Source(returned.file), what, returned.remedy) if returned.remedy else (Source(returned.file), what)


@check("R03", severity=Severity.STOP)
def return_is_of_this_quarter(returned: ReturnRecord) -> Iterator[Found]:
    """A return belongs to this plan, this quarter and one of its groups.

    Fix: fill in the tracker that was issued for this quarter, and send that.

    | Outcome | Why not used                            | result |
    | Refused | belongs to another quarter              | fails  |
    | Refused | belongs to another plan or year         | fails  |
    | Refused | names a group that is not in the plan   | fails  |
    | Used    |                                         | passes |
    """
    said_in = {
        Refusal.ANOTHER_PLAN: "plan",
        Refusal.ANOTHER_QUARTER: "quarter",
        Refusal.UNKNOWN_GROUP: "subgroup_code",
    }
    if returned.refusal in said_in:
        source = returned.source(said_in[returned.refusal])
        where = Source(returned.file, source.sheet, source.cell)
        yield where, f"The return {returned.refusal}: {returned.detail}"


@check("R04", severity=Severity.NOTE)
def return_covers_the_quarter(returned: ReturnRecord, as_at: dt.date) -> Iterator[Found]:
    """A return is signed off when the quarter is over.

    Fix: ask whether anything changed between that day and the quarter's end.

    | Outcome | Date       | as_at      | result |
    | Used    | 2019-06-17 | 2019-06-30 | fails  |
    | Used    | 2019-07-04 | 2019-06-30 | passes |
    """
    day = returned.signed_on
    if day is not None and day < as_at:
        yield returned.cell("signed_on"), f"The return of {returned.subgroup} was signed on {day_in_words(day)}, early"


@check("R05", severity=Severity.QUERY)
def return_came_once(returned: ReturnRecord) -> Iterator[Found]:
    """A group's answers come in one version.

    Fix: say which of the two stands; the answers that were not used are on the sheet Unplaced of the register.

    | Outcome     | Why not used                                         | result |
    | Not counted | is an older version of a return that came back twice | fails  |
    | Not counted | says the same as another return of its group         | passes |
    """
    if returned.refusal is Refusal.OLDER_COPY:
        yield Source(returned.file), f"{returned.subgroup} came back twice: {returned.detail}"


@check("R06", severity=Severity.QUERY)
def no_row_is_lacking(due_row: ActionRecord | MeasureRecord) -> Iterator[Found]:
    """A return has a row for each action and measure that was issued.

    Fix: put the row back with its ref, or send the answers for it.

    | Return | Source              | result |
    | Used   |                     | fails  |
    | Used   | LD.xlsx, Actions, row 5 | passes |
    """
    if due_row.returned is Outcome.USED and not due_row.source_row:
        yield Source(), f"{due_row.ref} has no row in the return of {due_row.subgroup}"


@check("R07", severity=Severity.NOTE)
def nothing_stands_elsewhere(scrap: Scrap) -> Iterator[Found]:
    """What a lead writes stands in a cell of the tracker that is meant for it.

    Fix: read it on the sheet Unplaced of the register, and ask the lead where it belongs.

    | Text           | Why it is here                               | result |
    | See also row 9 | It stands outside the tables of the tracker. | fails  |
    | See also row 9 | The return belongs to another quarter.       | passes |
    """
    if scrap.why != NO_TRACKER and not scrap.why.startswith("The return "):
        yield (
            Source(scrap.file, scrap.sheet_name, scrap.at),
            f"Something is written where nothing was expected. {scrap.why.rstrip('.')}",
        )
