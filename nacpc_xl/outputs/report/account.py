"""How far the report can be trusted: what came back, what is open, and how old the figures are."""

from __future__ import annotations

from collections import Counter

from nacpc_xl.model.register import ReturnRecord
from nacpc_xl.model.words import Outcome, Severity
from nacpc_xl.outputs.report.blocks import Block, Content, paragraph, table
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.outputs.report.sentences import counted, day_or, verb
from nacpc_xl.outputs.report.withheld import withheld_in_words


def how_complete(facts: Facts) -> list[Block]:
    """What came back and what did not, what is open, and how old the figures are."""
    groups = len(facts.plan.subgroups)
    back = groups - len(facts.silent_groups)
    refused = [one for one in facts.register.returns if one.outcome is Outcome.REFUSED]
    severities = [finding.severity for finding in facts.findings]
    stops, queries = severities.count(Severity.STOP), severities.count(Severity.QUERY)
    is_open = Counter(finding.subgroup for finding in facts.findings if finding.severity is not Severity.NOTE)
    sentences = [
        f"{back} of {counted(groups, 'group')} returned a usable tracker.",
        f"{counted(len(refused), 'file')} could not be used." if refused else "",
        f"{counted(stops + queries, 'query', 'queries')} {verb(stops + queries, 'is', 'are')} open, of which "
        f"{stops} {verb(stops, 'concerns', 'concern')} an answer that cannot be used or is not there.",
        _checks(facts),
        withheld_in_words(facts),
        _age(facts),
    ]
    return [
        *facts.remarks("How complete this report is"),
        paragraph(" ".join(sentence for sentence in sentences if sentence)),
        table(
            "What came back from each group",
            "One row for each group and each file: whether it was used, who signed it and when, and what is open.",
            (("Group", 36), ("Return", 10), ("Completed by", 29), ("Signed on", 16), ("Queries", 9)),
            [_returned(facts, one, is_open[one.subgroup]) for one in facts.register.returns],
        ),
    ]


def _checks(facts: Facts) -> str:
    """How many checks were made, and how many could not tell; `""` where none was made."""
    passed, failed, unknown = (
        sum(getattr(one, name) or 0 for one in facts.checked) for name in ("passed", "failed", "could_not_tell")
    )
    if not (made := passed + failed + unknown):
        return ""
    if not unknown:
        return f"Of {made:,} checks of the answers and the plan, each could tell."
    return (
        f"Of {made:,} checks of the answers and the plan, {unknown:,} could not tell, since the answers that "
        f"{verb(unknown, 'it needs', 'they need')} are not there or not understood."
    )


def _age(facts: Facts) -> str:
    """Between which days the figures were true."""
    days = sorted(measure.as_at for measure in facts.register.measures if measure.as_at is not None)
    if not days:
        return "No measure has a dated figure."
    held_on, position_at = facts.meeting.held_on, facts.register.about.position_at
    age = ""
    if held_on is not None and position_at is not None and held_on > position_at:
        age = f" At the meeting the position reported here is {counted((held_on - position_at).days, 'day')} old."
    return f"The figures are of {day_or(days[0])} to {day_or(days[-1])}.{age}"


def _returned(facts: Facts, one: ReturnRecord, is_open: int) -> list[Content]:
    outcome = str(one.outcome) if one.refusal is None else f"{one.outcome}: it {one.refusal}"
    return [
        f"{facts.group(one.subgroup)} ({one.subgroup})" if one.subgroup else one.file,
        outcome,
        facts.in_short(one.completed_by or "Not stated", ""),
        day_or(one.signed_on, "Not stated"),
        str(is_open),
    ]
