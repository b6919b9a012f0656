"""K: do the answers agree with each other, with the dates, with last quarter and with the measures?"""

import datetime as dt
from collections.abc import Iterator

from nacpc_xl.checks.registry import Found, check
from nacpc_xl.model.dates import day_in_words
from nacpc_xl.model.register import ActionRecord, MeasureRecord
from nacpc_xl.model.status import Status, is_better
from nacpc_xl.model.words import Severity


@check("K01", severity=Severity.QUERY, unless=("C02", "F02", "K06", "S01"))
def declared_is_not_better_than_the_facts(action: ActionRecord) -> Iterator[Found]:
    """A declared status is no better than the facts bear out.

    Fix: change the status, or say in Progress this quarter why it is right all the same.

    | Status    | Computed status | Reason for computed status   | result |
    | On track  | Off track       | it was due on 30 August 2019 | fails  |
    | Off track | Off track       | it was due on 30 August 2019 | passes |
    | At risk   | On track        |                              | passes |
    """
    if is_better(action.status, action.computed_status):
        yield (
            action.cell("status"),
            f"{action.ref} is declared {action.status}, but the facts say {action.computed_status}: "
            f"{action.computed_reason}",
        )


@check("K02", severity=Severity.QUERY)
def only_a_complete_action_has_a_completion_date(action: ActionRecord) -> Iterator[Found]:
    """Only an action that is Complete has a completion date.

    Fix: choose Complete, or empty "Completed on".

    | Status   | Completed on | result |
    | On track | 2019-06-20   | fails  |
    | Complete | 2019-06-20   | passes |
    | On track |              | passes |
    """
    if action.completed_on is not None and action.status not in (Status.COMPLETE, None):
        yield action.cell("completed_on"), f"{action.ref} has a completion date but is {action.status}"


@check("K03", severity=Severity.QUERY)
def completion_lies_behind(action: ActionRecord, as_at: dt.date) -> Iterator[Found]:
    """A completion date lies between the start and the day of the report.

    Fix: correct "Completed on".

    | Start      | Completed on | as_at      | result |
    | 2019-04-01 | 2019-07-08   | 2019-06-30 | fails  |
    | 2019-04-01 | 2019-03-29   | 2019-06-30 | fails  |
    | 2019-04-01 | 2019-06-28   | 2019-06-30 | passes |
    """
    done = action.completed_on
    if done is not None and done > as_at:
        yield (
            action.cell("completed_on"),
            f"{action.ref} is said to be completed on {day_in_words(done)}, after the quarter's end",
        )
    elif done is not None and action.start is not None and done < action.start:
        yield (
            action.cell("completed_on"),
            f"{action.ref} is said to be completed on {day_in_words(done)}, before it started",
        )


@check("K04", severity=Severity.QUERY)
def not_started_starts_later(action: ActionRecord, as_at: dt.date) -> Iterator[Found]:
    """An action that is Not started has a start date that lies ahead.

    Fix: choose the status that fits, or say in Progress this quarter why work has not begun.

    | Status      | Start      | as_at      | result |
    | Not started | 2019-05-01 | 2019-06-30 | fails  |
    | Not started | 2019-08-01 | 2019-06-30 | passes |
    | On track    | 2019-05-01 | 2019-06-30 | passes |
    """
    if action.status is Status.NOT_STARTED and action.start is not None and action.start <= as_at:
        yield (
            action.cell("status"),
            f"{action.ref} is Not started, but was to start on {day_in_words(action.start)}",
        )


@check("K05", severity=Severity.QUERY)
def new_date_is_later(action: ActionRecord) -> Iterator[Found]:
    """A new due date is later than the current one.

    Fix: correct "New due date", or empty it.

    | Current due | New due date | result |
    | 2019-09-30  | 2019-08-30   | fails  |
    | 2019-09-30  | 2019-09-30   | fails  |
    | 2019-09-30  | 2019-12-20   | passes |
    """
    new_due, current = action.new_due, action.current_due
    if new_due is not None and current is not None and new_due <= current:
        yield (
            action.cell("new_due"),
            f"{action.ref} asks for {day_in_words(new_due)}, which is no later than the date it has",
        )


@check("K06", severity=Severity.QUERY)
def milestone_lies_ahead(action: ActionRecord, as_at: dt.date) -> Iterator[Found]:
    """The next milestone lies ahead.

    Fix: say in Progress this quarter whether it was met, and give the one after it.

    | Milestone due | as_at      | result |
    | 2019-06-14    | 2019-06-30 | fails  |
    | 2019-09-13    | 2019-06-30 | passes |
    """
    due = action.milestone_due
    if due is not None and due < as_at:
        yield (
            action.cell("milestone_due"),
            f"The next milestone of {action.ref} was due on {day_in_words(due)}, before the quarter's end",
        )


@check("K07", severity=Severity.QUERY)
def complete_stays_complete(action: ActionRecord) -> Iterator[Found]:
    """An action that was Complete stays so.

    Fix: say in Progress this quarter why it was taken up again, or choose Complete.

    | Previous status | Status   | result |
    | Complete        | At risk  | fails  |
    | Complete        | Complete | passes |
    | On track        | At risk  | passes |
    """
    reopened = action.status not in (Status.COMPLETE, Status.NO_RETURN, None)
    if action.previous_status is Status.COMPLETE and reopened:
        yield action.cell("status"), f"{action.ref} was Complete and is now {action.status}"


@check("K08", severity=Severity.QUERY)
def per_cent_is_within_a_hundred(measure: MeasureRecord) -> Iterator[Found]:
    """A per cent lies between 0 and 100.

    Fix: correct the value, or say in Comment how it can be so.

    | Unit     | Value this quarter | result |
    | %        | 140                | fails  |
    | %        | 62                 | passes |
    | sessions | 140                | passes |
    """
    if measure.unit == "%" and measure.value is not None and not 0 <= measure.value <= 100:
        yield measure.cell("value"), f"{measure.ref} is {measure.in_words('value')}"


@check("K09", severity=Severity.QUERY)
def figure_is_of_this_quarter(measure: MeasureRecord, quarter_starts: dt.date, as_at: dt.date) -> Iterator[Found]:
    """A figure was true on a day of this quarter, or in the fortnight after it.

    Fix: give this quarter's figure and its day, or say in Comment why there is no newer one.

    | As at      | Comment            | quarter_starts | as_at      | result |
    | 2018-09-30 |                    | 2019-04-01     | 2019-06-30 | fails  |
    | 2019-08-30 |                    | 2019-04-01     | 2019-06-30 | fails  |
    | 2019-06-28 |                    | 2019-04-01     | 2019-06-30 | passes |
    | 2018-09-30 | Counted yearly     | 2019-04-01     | 2019-06-30 | passes |
    """
    day = measure.as_at
    if day is None or measure.comment:
        return
    if not quarter_starts <= day <= as_at + dt.timedelta(days=14):
        yield (
            measure.cell("as_at"),
            f"The figure of {measure.ref} is of {day_in_words(day)}, outside this quarter",
        )
