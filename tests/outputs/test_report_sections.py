"""What each section of the report says, and that nothing a lead wrote is cut without being told and given in full."""

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import docx
import pytest

from nacpc_xl.model.plan import Plan
from nacpc_xl.model.register import Ask, DateChange, History, NewActionRecord, Register, Withheld
from nacpc_xl.model.status import Status
from nacpc_xl.model.words import AskState, Decision, Direction, Hiding, MeasureType, Outcome, Private, Rota
from nacpc_xl.outputs.report.aims import EVIDENCED, NOTHING_YET, OUTPUT_ONLY, verdict
from nacpc_xl.outputs.report.blocks import LONGEST, MOST_LINES, is_long, lines_of, shortened
from nacpc_xl.outputs.report.build import report_document
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.outputs.report.measures import since_the_outset
from nacpc_xl.workspace import TEMPLATE, shipped
from tests.committee import PLAN, Q1, Q2, Q3, Q4
from tests.outputs.test_report import facts_of, headings, marker, section, template_with, text_of, whole_text
from tests.quarters import all_returned, merged
from tests.workbooks import Answers

LONG = "\n".join(
    f"{number}. Session {number} was held in Garve, and {number + 20} people came to it." for number in range(60)
)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Q1, in which all is well."""
    return merged(all_returned(tmp_path_factory.mktemp("q1"), Q1).values(), Q1)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, first: Register) -> Register:
    """Q2, in which all is well; H1 is in brief."""
    history = History((first,))
    return merged(all_returned(tmp_path_factory.mktemp("q2"), Q2, history=history).values(), Q2, history=history)


def with_action(register: Register, ref: str, **changes: Any) -> Register:
    actions = tuple(one.but(**changes) if one.ref == ref else one for one in register.actions)
    return replace(register, actions=actions)


def report(facts: Facts) -> Any:
    return docx.Document(io.BytesIO(report_document(facts, shipped(TEMPLATE))))


def q2(register: Register, first: Register, **more: Any) -> Facts:
    return facts_of(register, Q2, history=History((first,)), **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One line.", ["One line."]),
        ("- one\n\n• two\r\n3) three", ["• one", "• two", "• three"]),
        ("one\x0btwo\u2028three\rfour", ["one", "two", "three", "four"]),
        ("be\x00fore \ud800after", ["before after"]),
        ("  \n ", ["None"]),
        ("", ["None"]),
    ],
)
def test_a_text_keeps_its_lines_and_bullets(text, expected):
    assert list(lines_of(text)) == expected


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("x" * LONGEST, False),
        ("x" * (LONGEST + 1), True),
        ("\n".join("x" * MOST_LINES), False),
        ("\n".join("x" * (MOST_LINES + 1)), True),
        (" \n" * 50 + "x", False),
    ],
)
def test_a_text_is_long_by_its_letters_or_its_lines(text, is_it):
    assert is_long(text) is is_it


@pytest.mark.parametrize("text", [LONG, "word " * 300, "x" * 32_767, "\n".join("x" * 90), f"Begun. {'y' * 900}"])
def test_a_shortened_text_is_the_beginning_and_says_where_the_whole_is(text):
    *lines, end = shortened(text, ["(whole text: Appendix A)"]).lines
    last, *rest = map(str, end)
    kept = [*map(str, lines), last]
    assert rest == ["(whole text: Appendix A)"]
    assert last.endswith(" … ")
    assert len(kept) <= MOST_LINES
    begun = [one.removesuffix(" … ") for one in kept]
    assert all(whole.startswith(one) for one, whole in zip(begun, lines_of(text), strict=False))
    assert LONGEST / 3 < sum(map(len, begun)) <= LONGEST or len(kept) == MOST_LINES


def test_a_long_text_is_shortened_in_the_body_and_stands_in_full_in_the_appendix(first):
    document = report(facts_of(with_action(first, "P1.1-01", progress=LONG), Q1))
    body = section(document, "Progress by theme")
    assert "Session 1 was held in Garve" in body
    assert "Session 59" not in body
    assert "… (whole text: Appendix A)" in body
    in_full = section(document, "P1.1-01 in full", level=3)
    assert "Progress this quarter" in in_full
    for number in range(60):
        assert f"Session {number} was held in Garve, and {number + 20} people came to it." in in_full
    bullets = [one.text for one in document.paragraphs if one.style.name == "List Bullet"]
    assert sum(one.startswith("Session ") for one in bullets) == 60


@pytest.mark.parametrize(
    "name",
    ["action", "lead", "progress", "difference", "evidence", "next_milestone", "barrier", "help_wanted", "reason"],
)
def test_no_text_of_an_action_is_too_long_for_a_cell(name, first):
    text = f"Begin of it. {'w' * 2_000} {'some more words ' * 1_900}The end of it."
    register = with_action(first, "P2.1-01", status=Status.OFF_TRACK, **{name: text[-32_767:]})
    document = report(facts_of(register, Q1))
    whole = " ".join(section(document, "P2.1-01 in full", level=3).split())
    assert " ".join(text[-32_767:].split()) in whole
    for table in document.tables:
        assert all(len(cell.text) < 1_500 for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("length", range(LONGEST - 4, LONGEST + 6))
@pytest.mark.parametrize("name", ["lead", "progress", "evidence", "next_milestone", "barrier", "help_wanted", "reason"])
def test_a_text_that_is_said_to_stand_in_the_appendix_stands_there(name, length, first):
    text = ("word " * 200)[: length - 1] + "x"
    register = with_action(first, "P1.1-01", status=Status.OFF_TRACK, **{name: text})
    ask = Ask.of(quarter="Q1", ref="P1.1-01", subgroup="FH", ask=text, state=AskState.OPEN)
    asks = (ask,) if name == "help_wanted" else ()
    document = report(facts_of(replace(register, asks=asks), Q1))
    assert_every_whole_text_is_there(document)
    if length <= LONGEST:
        assert "(whole text" not in whole_text(document)
        assert "(shortened" not in whole_text(document)


def assert_every_whole_text_is_there(document: Any) -> None:
    """Whatever says that the whole of a text stands in an appendix leads to it."""
    from docx.oxml.ns import qn

    said = text_of(document.element.body).count("(whole text: Appendix")
    links = [one.get(qn("w:anchor")) for one in document.element.body.iter(qn("w:hyperlink"))]
    assert sum(one.startswith("ref_whole") for one in links) == said


def test_what_is_no_status_or_no_day_is_kept_whole_too(tmp_path):
    odd: Answers = {"Actions": {"P1.1-01": {"Status": f"Green, {LONG}", "Milestone due": f"soon, {LONG}"}}}
    document = report(facts_of(merged(all_returned(tmp_path, Q1, {"FH": odd}).values(), Q1), Q1))
    assert_every_whole_text_is_there(document)
    in_full = section(document, "P1.1-01 in full", level=3)
    assert in_full.count("Session 59 was held in Garve") == 2
    assert "Green, 0. Session 0" in in_full


def test_without_the_appendix_a_shortened_text_leads_to_the_register(first, tmp_path):
    def without(document: Any) -> None:
        paragraph = marker(document, "Every action")._p
        paragraph.getparent().remove(paragraph)

    facts = facts_of(with_action(first, "P1.1-01", progress=LONG), Q1)
    document = docx.Document(io.BytesIO(report_document(facts, template_with(tmp_path, without))))
    assert "… (whole text: the register)" in section(document, "Progress by theme")


def test_what_a_theme_in_brief_leaves_out_stands_in_full_in_the_appendix(second, first):
    document = report(q2(second, first))
    (action,) = [one for one in second.actions if one.ref == "P1.1-01"]
    assert action.progress
    assert action.progress not in section(document, "Progress by theme")
    assert action.progress in section(document, "P1.1-01 in full", level=3)
    assert "P2.1-01 in full" not in headings(document, 3)


def test_a_standing_theme_has_its_trend_over_all_quarters_so_far(second, first):
    document = report(q2(second, first))
    text = section(document, "Agencies act as one")
    rows = [
        [cell.text for cell in row.cells]
        for row in table_titled(document, "Agencies act as one over the quarters so far").rows
    ]
    assert rows[0][0] == "Quarter"
    assert [row[0] for row in rows[1:]] == ["Q1", "Q2"]
    assert [row[-1] for row in rows[1:]] == ["2", "1"]
    assert "Its trend over the quarters begins with this report." not in text
    assert "Its trend over the quarters begins with this report." in section(
        report(facts_of(first, Q1)), "Agencies act as one"
    )


def table_titled(document: Any, title: str) -> Any:
    from docx.oxml.ns import qn

    (found,) = [one for one in document.tables if one._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == title]
    return found


def rows_of(document: Any, title: str) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table_titled(document, title).rows][1:]


CHANGES = (
    DateChange.of(
        quarter="Q1", ref="P2.1-01", action="x", subgroup="VO", original_due=dt.date(2024, 12, 20),
        due_before=dt.date(2024, 12, 20), new_due=dt.date(2025, 1, 31), days=42, reason="Posts are vacant.",
        decision=Decision.ACCEPT,
    ),
    DateChange.of(
        quarter="Q2", ref="P2.1-01", action="x", subgroup="VO", original_due=dt.date(2024, 12, 20),
        due_before=dt.date(2025, 1, 31), new_due=dt.date(2025, 3, 31), days=59, decision=Decision.AWAITED,
    ),
    DateChange.of(
        quarter="Q1", ref="P2.2-01", action="x", subgroup="VO", due_before=dt.date(2025, 3, 31),
        new_due=dt.date(2025, 3, 1), days=-30, reason="It goes faster.", decision=Decision.REJECT,
    ),
)  # fmt: skip


def test_slippage_tells_every_date_with_its_days_its_reason_and_what_was_decided(second, first):
    moved = with_action(second, "P2.1-01", current_due=dt.date(2025, 1, 31), days_slipped=42)
    document = report(q2(replace(moved, date_changes=CHANGES), first))
    text = section(document, "Slippage")
    assert "The due date of 1 action has moved since the plan was agreed." in text
    assert "1 new date is asked for this quarter; until one is accepted" in text
    rows = rows_of(document, "Original dates, new dates and reasons")
    assert [row[0].split()[0] for row in rows] == ["P2.1-01", "P2.2-01"]
    assert rows[0][1:] == [
        "20 December 2024",
        "31 January 2025",
        "42",
        "Q1: 31 January 2025, 42 days later (accepted). Posts are vacant.\n"
        "Q2: 31 March 2025, 59 days later (decision awaited). No reason was given.",
    ]
    assert rows[1][3:] == ["0", "Q1: 1 March 2025 (rejected). It goes faster."]


def test_slippage_tells_why_a_date_was_accepted_or_not_and_which_one_was_overtaken(second, first):
    accepted, asked, rejected = CHANGES
    decided = (
        accepted.but(decision=Decision.LAPSED),
        asked.but(decision=Decision.ACCEPT, why_decided="Two posts were filled", decided_by="Chief Officers Group"),
        rejected.but(why_decided="It needs the time.\nSo it was said.", decided_by="Chief Officers Group"),
    )
    rows = rows_of(report(q2(replace(second, date_changes=decided), first)), "Original dates, new dates and reasons")
    assert rows[0][4] == (
        "Q1: 31 January 2025, 42 days later (overtaken before it was decided on). Posts are vacant.\n"
        "Q2: 31 March 2025, 59 days later (accepted). No reason was given. Why it was accepted: Two posts were filled."
    )
    assert rows[1][4] == (
        "Q1: 1 March 2025 (rejected). It goes faster. Why it was rejected: It needs the time. So it was said."
    )


def test_a_plan_in_which_no_date_moved_says_so(first):
    assert section(report(facts_of(first, Q1)), "Slippage") == "No due date has moved, and none is asked to move."


ASKS = (
    Ask.of(quarter="Q1", ref="P1.1-01", subgroup="FH", ask="Lend us a hall.", wanted_by=dt.date(2024, 8, 30),
           state=AskState.OPEN),
    Ask.of(quarter="Q1", ref="P2.1-01", subgroup="VO", ask="Pay for two advocates.", state=AskState.CLOSED,
           answer="Paid for until March."),
    Ask.of(quarter="Q1", ref="P2.2-01", subgroup="VO", ask="Write to the relatives.", state=AskState.CLOSED),
    Ask.of(quarter="Q1", ref="P3.1-01", subgroup="QA", ask="Sign the template.", state=AskState.OPEN),
    Ask.of(quarter="Q2", ref="P3.1-01", subgroup="QA", ask="Sign the template now.", state=AskState.OPEN),
)  # fmt: skip


def test_earlier_asks_are_told_with_what_became_of_them(second, first):
    before = replace(first, asks=tuple(one.but(state=AskState.OPEN, answer="") for one in ASKS[:4]))
    document = report(q2(replace(second, asks=ASKS), before))
    assert rows_of(document, "What was asked before, and what became of it") == [
        ["Q1\nP1.1-01", "Lend us a hall.", "30 August 2024", "Open; no answer is recorded"],
        ["Q1\nP2.1-01", "Pay for two advocates.", "Not stated", "Paid for until March."],
        ["Q1\nP2.2-01", "Write to the relatives.", "Not stated", "Closed; what was decided is not recorded"],
        ["Q1\nP3.1-01", "Sign the template.", "Not stated", "Open; asked again this quarter"],
    ]
    changed = section(document, "At a glance")
    assert "2 earlier requests are answered: P2.1-01 and P2.2-01 (section 9)." in changed
    assert "1 earlier request is still open: P1.1-01 (section 9)." in changed


def test_what_was_answered_before_the_last_report_is_no_news(second, first):
    old = tuple(one.but(quarter="Q0") for one in ASKS[:4])
    document = report(q2(replace(second, asks=old), replace(first, asks=old)))
    assert "answered" not in section(document, "At a glance")
    earlier = section(document, "Earlier asks")
    assert earlier.startswith(
        "The answers to 2 requests stood in an earlier report, and stand on the register's sheet COG asks: "
        "P2.1-01 (Q0) and P2.2-01 (Q0)."
    )
    assert "Paid for until March." not in earlier
    rows = rows_of(document, "What was asked before, and what became of it")
    assert [row[0] for row in rows] == ["Q0\nP1.1-01", "Q0\nP3.1-01"]


def test_where_every_answer_was_told_before_there_is_no_table(second, first):
    old = (ASKS[1].but(quarter="Q0"),)
    document = report(q2(replace(second, asks=old), replace(first, asks=old)))
    assert section(document, "Earlier asks") == (
        "The answer to 1 request stood in an earlier report, and stands on the register's sheet COG asks: P2.1-01 (Q0)."
    )


def test_a_request_that_was_asked_again_and_is_decided_is_not_open(second, first):
    asks = (*ASKS[3:4], ASKS[4].but(state=AskState.CLOSED, answer="Signed."))
    document = report(q2(replace(second, asks=asks), first))
    (row,) = rows_of(document, "What was asked before, and what became of it")
    assert row[3] == "Asked again this quarter, and decided since"
    needed = section(document, "What we need from you").splitlines()
    assert needed[1:] == ["Decided since:", "P3.1-01: Signed."]
    assert needed[0].startswith("No decisions are needed any more")


def test_the_first_report_of_a_year_has_no_earlier_asks(first):
    assert "Nothing was asked of chief officers in an earlier quarter" in section(
        report(facts_of(first, Q1)), "Earlier asks"
    )


def test_what_comes_next_is_what_is_due_begins_is_wanted_and_is_proposed(first):
    wanting = (Ask.of(quarter="Q1", ref="P1.1-01", subgroup="FH", ask="A hall.", wanted_by=dt.date(2024, 9, 2)),)
    proposed = (
        NewActionRecord.of(
            priority="P1.1", action="Brief postmen.", subgroup="FH", quarter="Q1", due=dt.date(2025, 2, 28)
        ),
        NewActionRecord.of(action="Ask again.", subgroup="VO", quarter="Q1", decision=Decision.REJECT),
    )
    document = report(facts_of(replace(first, asks=wanting, new_actions=proposed), Q1))
    text = section(document, "Coming next quarter")
    assert text.startswith("Q2 2024-25 covers July to September 2024.")
    assert "1 action is due: P1.1-01 (30 September 2024)." in text
    assert "1 action is to begin: P1.2-01 (1 July 2024)." in text
    assert "1 decision of chief officers is wanted by 2 September 2024." in text
    assert "The report for Q2 will show Harm is noticed in brief, and the other themes in full." in text
    assert "Trackers for Q2 are due back on 7 October 2024." in text
    assert "P1.1: Brief postmen. (proposed by Financial Harm Group, due 28 February 2025; decision awaited)" in text
    assert "No priority: Ask again. (proposed by Voices of Adults Group; rejected)" in text
    assert "2 new actions are proposed, by Financial Harm Group and Voices of Adults Group (section 11)." in section(
        document, "At a glance"
    )


def test_a_proposal_of_a_quarter_before_is_told_until_it_is_decided_on(second, first):
    waiting = NewActionRecord.of(action="Ask again.", subgroup="VO", quarter="Q1", decision=Decision.AWAITED)
    rejected = NewActionRecord.of(action="Ring twice.", subgroup="VO", quarter="Q1", decision=Decision.REJECT)
    accepted = NewActionRecord.of(
        priority="P1.1",
        action="Brief postmen.",
        subgroup="FH",
        quarter="Q2",
        decision=Decision.ACCEPT,
        given_ref="P1.1-04",
        why_decided="Now is the time.",
    )
    document = report(q2(replace(second, new_actions=(waiting, rejected, accepted)), first))
    text = section(document, "Coming next quarter")
    assert "No priority: Ask again. (proposed by Voices of Adults Group in Q1; decision awaited)" in text
    assert "P1.1: Brief postmen. (proposed by Financial Harm Group; accepted as P1.1-04: Now is the time.)" in text
    assert "Ring twice." not in text
    assert "1 new action is proposed, by Financial Harm Group (section 11)." in section(document, "At a glance")


ENDS = "With Q4 2024-25 the plan's year ends; what is not Complete is for the next plan to take up."


def test_the_last_quarter_says_that_the_year_ends_and_what_it_leaves_open(tmp_path):
    back = merged(all_returned(tmp_path, Q4).values(), Q4)
    days = {"P1.1-01": dt.date(2025, 5, 2), "P2.1-01": dt.date(2025, 4, 30), "P3.1-01": None}
    actions = [one for one in back.actions if one.ref in days]
    register = replace(
        back,
        actions=tuple(one.but(status=Status.ON_TRACK, milestone_due=days[one.ref]) for one in actions),
        asks=(ASKS[0].but(quarter="Q4", wanted_by=dt.date(2025, 6, 3)),),
    )
    assert section(report(facts_of(register, Q4)), "Coming next quarter").splitlines() == [
        ENDS,
        "3 actions are still open; their next milestones: P2.1-01 (30 April 2025) and P1.1-01 (2 May 2025).",
        "1 of them has no day for a next milestone: P3.1-01.",
        "1 decision of chief officers is wanted by 3 June 2025.",
    ]


def test_a_year_in_which_all_is_complete_leaves_nothing_open(tmp_path):
    back = merged(all_returned(tmp_path, Q4).values(), Q4)
    done = replace(back, actions=tuple(one.but(status=Status.COMPLETE) for one in back.actions))
    assert section(report(facts_of(done, Q4)), "Coming next quarter") == ENDS
    silent = {"status": Status.NO_RETURN, "returned": Outcome.NO_RETURN, "previous_status": Status.COMPLETE}
    known = replace(back, actions=tuple(one.but(**silent) for one in back.actions))
    assert section(report(facts_of(known, Q4)), "Coming next quarter") == ENDS


def test_many_days_are_told_by_month(first):
    days = (1, 2, 3, 11, 12, 13, 21, 22, 23, 30)
    one = first.actions[0]
    actions = tuple(
        one.but(ref=f"P1.1-{day:02}", status=Status.ON_TRACK, current_due=dt.date(2024, 7 + day % 2, day), start=None)
        for day in days
    )
    text = section(report(facts_of(replace(first, actions=actions, measures=()), Q1)), "Coming next quarter")
    assert text.splitlines()[1:4] == [
        "10 actions are due:",
        "July 2024: P1.1-02 (2nd), P1.1-12 (12th), P1.1-22 (22nd) and P1.1-30 (30th).",
        "August 2024: P1.1-01 (1st), P1.1-03 (3rd), P1.1-11 (11th), P1.1-13 (13th), P1.1-21 (21st) and P1.1-23 (23rd).",
    ]


def test_what_comes_next_is_due_on_the_new_date_where_that_was_accepted(first):
    def text_with(decision: Decision) -> str:
        change = DateChange.of(quarter="Q1", ref="P1.1-01", new_due=dt.date(2024, 12, 20), decision=decision)
        return section(report(facts_of(replace(first, date_changes=(change,)), Q1)), "Coming next quarter")

    assert "P1.1-01 (30 September 2024)" in text_with(Decision.REJECT)
    assert "P1.1-01" not in text_with(Decision.ACCEPT)


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        ([Decision.AWAITED, None], "2 new dates are asked for this quarter; until one is accepted, the date agreed"),
        ([Decision.ACCEPT], "1 new date is asked for this quarter, and is accepted. What is accepted holds from"),
        ([Decision.REJECT], "1 new date is asked for this quarter, and is rejected."),
        ([Decision.REJECT] * 3, "3 new dates are asked for this quarter, and all are rejected."),
        (
            [Decision.REJECT, Decision.ACCEPT, Decision.AWAITED, Decision.ACCEPT],
            "4 new dates are asked for this quarter: 2 accepted, 1 rejected and 1 awaiting a decision. What is",
        ),
    ],
)
def test_slippage_says_how_many_new_dates_were_decided_and_how(decisions, said, first):
    changes = tuple(
        DateChange.of(quarter="Q1", ref=action.ref, new_due=dt.date(2025, 1, 31), decision=decision)
        for action, decision in zip(first.actions, decisions, strict=False)
    )
    text = section(report(facts_of(replace(first, date_changes=changes), Q1)), "Slippage")
    assert said in text
    assert ("holds from the next quarter on" in text) == (Decision.ACCEPT in decisions)


def moved_to(register: Register, *statuses: Status) -> Register:
    """The register in which so many actions stand better or worse, on these statuses, and the others as they did."""
    moved = zip(register.actions, [*statuses, *[None] * len(register.actions)], strict=False)
    ways = {Status.COMPLETE: Direction.BETTER, Status.ON_TRACK: Direction.BETTER, Status.OFF_TRACK: Direction.WORSE}
    return replace(
        register,
        actions=tuple(
            one.but(status=status, direction=ways[status]) if status else one.but(direction=Direction.SAME)
            for one, status in moved
        ),
    )


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ([Status.COMPLETE], "1 action stands better, newly Complete: P1.1-01."),
        ([Status.COMPLETE] * 2, "2 actions stand better, all of them newly Complete: P1.1-01 and P1.1-02."),
        ([Status.OFF_TRACK] * 2, "2 actions stand worse, all of them newly Off track: P1.1-01 and P1.1-02."),
        ([Status.ON_TRACK] * 2, "2 actions stand better: P1.1-01 and P1.1-02."),
        (
            [Status.ON_TRACK, Status.COMPLETE],
            "2 actions stand better: 1 newly Complete (P1.1-02) and 1 other (P1.1-01).",
        ),
    ],
)
def test_what_stands_better_or_worse_is_told_without_counting_twice(statuses, said, second, first):
    assert said in section(report(q2(moved_to(second, *statuses), first)), "At a glance").splitlines()


def test_what_is_alike_for_all_is_said_without_counting_twice(second, first):
    document = report(q2(moved_to(second, *[Status.COMPLETE] * len(second.actions)), first))
    assert f"All {len(second.actions)} actions are Complete." in section(document, "At a glance")
    bare = replace(first, actions=tuple(one.but(difference="") for one in first.actions))
    aims = section(report(facts_of(bare, Q1)), "What difference it made")
    assert f"All {len(PLAN.aims)} improvement aims are shown by output only." in aims


@pytest.mark.parametrize(
    ("status", "said"),
    [(Status.NO_RETURN, "no return"), (None, "no usable status"), (Status.ON_TRACK, "declared On track")],
)
def test_what_is_overdue_is_said_to_be_declared_only_if_it_was(status, said, first):
    late = with_action(first, "P1.1-01", status=status, current_due=dt.date(2024, 6, 1))
    line = section(report(facts_of(late, Q1)), "Overdue", level=2).splitlines()[0]
    assert line.endswith(f"due 1 June 2024 (first due 30 September 2024), {said}")


def test_a_theme_tells_in_one_sentence_of_which_actions_nothing_came_back(second, first):
    silent = {"status": Status.NO_RETURN, "returned": Outcome.NO_RETURN}
    register = with_action(second, "P2.1-01", previous_status=Status.ON_TRACK, **silent)
    register = with_action(register, "P2.2-01", previous_status=Status.COMPLETE, **silent)
    text = section(report(q2(register, first)), "Adults are heard", level=2)
    assert "Nothing came back on P2.1-01.\n" in text
    assert "P2.1-01: No return" not in text
    assert "P2.2-01: No return" not in text, "it was Complete when it last was told"


def test_a_theme_in_brief_of_which_nothing_came_back_is_not_said_to_have_no_exceptions(second, first):
    silent = {"status": Status.NO_RETURN, "returned": Outcome.NO_RETURN, "previous_status": Status.ON_TRACK}
    quiet = replace(second, actions=tuple(one.but(**silent, current_due=None) for one in second.actions))
    text = section(report(q2(quiet, first)), "Harm is noticed", level=2)
    assert text.startswith(
        "Of 3 actions, for 3 nothing came back.\nThis theme is reported in brief this quarter.\nNoth"
    )
    assert "exceptions" not in text


def test_the_terms_are_those_that_the_report_uses(second, first):
    def terms(facts: Facts) -> set[str]:
        return {row[0] for row in rows_of(report(facts), "Terms and what they mean")}

    full = replace(PLAN, themes=tuple(one.but(q1=Rota.IN_FULL) for one in PLAN.themes))
    assert "In brief" not in terms(facts_of(first, Q1, plan=full))
    assert "In brief" in terms(q2(second, first)), "H1 is"
    assert "Withheld" not in terms(facts_of(first, Q1))
    withheld = (Withheld.of(subgroup="FH", kind=Private.CHI, where=Hiding.CELL),)
    assert "Withheld" in terms(facts_of(replace(first, withheld=withheld), Q1))


def test_the_last_words_stay_on_the_page_of_the_last_row(first):
    body = list(report(facts_of(first, Q1)).element.body)
    *_, table, words, _ = body
    assert text_of(words) == "End of the report."
    last = table.xpath("w:tr[last()]//w:p")
    assert last
    assert len(table.xpath("w:tr[last()]//w:p[w:pPr/w:keepNext]")) == len(last)


def test_where_every_theme_comes_in_full_the_next_report_says_so():
    full = dict.fromkeys(("q1", "q2", "q3", "q4"), Rota.IN_FULL)
    plan = replace(PLAN, themes=tuple(one.but(**full) for one in PLAN.themes))
    text = section(report(facts_of(merged([], Q3, plan=plan), Q3, plan=plan)), "Coming next quarter")
    assert "The report for Q4 will show every theme in full." in text


def test_late_and_new_are_told_among_the_changes(second, first):
    returns = tuple(one.but(signed_on=dt.date(2024, 10, 8)) if one.subgroup == "VO" else one for one in second.returns)
    before = replace(first, actions=tuple(one for one in first.actions if one.ref != "P2.2-01"))
    text = section(report(q2(replace(second, returns=returns), before)), "At a glance")
    assert "1 group signed its return after 7 October 2024, when it was due: Voices of Adults Group." in text
    assert "1 action is new in the plan: P2.2-01." in text


def measured(register: Register, ref: str, kind: MeasureType, value: float | None) -> Register:
    measures = tuple(
        one.but(type=kind, baseline=10.0, value=value) if one.ref == ref else one for one in register.measures
    )
    return replace(register, measures=measures)


TOLD = {"difference": "Nobody waits.", "evidence": "Minutes, 3 June 2024"}


@pytest.mark.parametrize(
    ("values", "told", "expected"),
    [
        ((20.0, 20.0), TOLD, EVIDENCED),
        ((20.0, None), TOLD, OUTPUT_ONLY),  # half is not most
        ((20.0, 10.0), TOLD, OUTPUT_ONLY),
        ((20.0, 20.0), {**TOLD, "evidence": ""}, OUTPUT_ONLY),
        ((20.0, 20.0), {**TOLD, "difference": ""}, OUTPUT_ONLY),
        ((None, None), {**TOLD, "progress": ""}, NOTHING_YET),
    ],
)
def test_an_aim_is_evidenced_by_most_of_its_outcomes_with_words_that_show_them(values, told, expected, first):
    register = with_action(first, "P2.2-01", **told)
    for ref, value in zip(("P2.2-01-M1", "P2.2-01-M2"), values, strict=True):
        register = measured(register, ref, MeasureType.OUTCOME, value)
    plan = replace(PLAN, actions=tuple(one.but(aims=()) if one.ref != "P2.2-01" else one for one in PLAN.actions))
    register = replace(
        register, actions=tuple(one.but(aims=()) if one.ref != "P2.2-01" else one for one in register.actions)
    )
    assert verdict(facts_of(register, Q1, plan=plan), PLAN.aims[1]) == expected


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": 60.0, "baseline": 0.0, "target": 120.0}, "better, 50% of the way"),
        ({"value": 0.0, "baseline": 0.0, "target": 120.0}, "same"),
        ({"value": -12.0, "baseline": 0.0, "target": 120.0}, "worse, −10% of the way"),
        ({"value": 5.0, "baseline": 0.0, "target": None}, "better"),
        ({"value": 5.0, "baseline": 0.0, "target": 0.0}, "better"),
        ({"value": None, "baseline": 0.0, "target": 1.0}, "Cannot be told"),
        ({"value": 1.0, "baseline": None, "target": 1.0}, "Cannot be told"),
    ],
)
def test_a_measure_says_how_far_it_has_come(changes, said, first):
    assert since_the_outset(first.measures[0].but(**changes)) == said


def test_the_appendix_says_what_groups_told_besides_and_where(first, tmp_path):
    told = {"VO": {"Sign-off": {"Anything else the committee should know": "The hall leaks.\n- badly"}}}
    register = merged(all_returned(tmp_path, Q1, told).values(), Q1)
    text = section(report(facts_of(register, Q1)), "What groups said besides", level=2)
    assert text.startswith("Voices of Adults Group (SAPC-2024-25-Q1-VO.xlsx, Sign-off, B")
    assert text.splitlines()[1:3] == ["The hall leaks.", "badly"]


def test_the_sources_are_the_plan_and_each_file_with_its_fingerprint(first):
    register = replace(first, about=first.about.but(plan_version="ab" * 32))
    rows = rows_of(report(facts_of(register, Q1)), "The files and their SHA-256")
    assert rows[0] == ["plan.xlsx", "As the plan", "ab" * 32]
    assert [row[0] for row in rows[1:]] == [one.file for one in first.returns]
    assert [row[2] for row in rows[1:]] == [one.sha256 for one in first.returns]
    assert all(len(row[2]) == 64 for row in rows)


def test_a_plan_without_a_standing_theme_has_no_section_for_it(first):
    plan: Plan = replace(PLAN, themes=tuple(one.but(standing=None) for one in PLAN.themes))
    document = report(facts_of(first, Q1, plan=plan))
    assert not [one for one in headings(document) if "every quarter" in one]
    assert "Agencies act as one" in text_of(document.element.body)
    assert "H3 Agencies act as one" in headings(document, 2)


def test_two_standing_themes_each_have_a_heading(first):
    from nacpc_xl.model.words import YesNo

    plan = replace(PLAN, themes=tuple(one.but(standing=YesNo.YES) for one in PLAN.themes[1:]))
    plan = replace(plan, themes=(PLAN.themes[0], *plan.themes))
    document = report(facts_of(first, Q1, plan=plan))
    assert "6 Adults are heard and Agencies act as one: reported every quarter" in headings(document)
    assert {"H2 Adults are heard", "H3 Agencies act as one"} <= set(headings(document, 2))


@pytest.mark.parametrize(
    "text", ["</w:t></w:r><w:p/>", "«title»", "{{ x }}", "\x13 HYPERLINK http://x \x15", "=1+1", "a & b < c"]
)
def test_no_text_becomes_markup_or_a_field(text, first):
    register = with_action(first, "P2.1-01", progress=text, difference=text, barrier=text, action=text, lead=text)
    document = report(facts_of(register, Q1))
    assert whole_text(document).count(text.replace("\x13", "").replace("\x15", "").strip()) >= 4
    from docx.oxml.ns import qn

    assert len(list(document.element.body.iter(qn("w:instrText")))) == 1


def test_no_charts_and_no_empty_sections_where_there_is_nothing_to_show():
    plan = replace(PLAN, actions=(), measures=())
    document = report(facts_of(merged([], Q1, plan=plan), Q1, plan=plan))
    from docx.oxml.ns import qn

    assert not list(document.element.body.iter(qn("w:drawing")))
    assert "There are no actions." in section(document, "At a glance")
