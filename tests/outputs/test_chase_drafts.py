"""Drafts of e-mails: short, kind and whole, and nothing that anybody wrote can make anything else of them."""

import email
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from nacpc_xl.model.coordinator import Meeting
from nacpc_xl.model.finding import Finding
from nacpc_xl.model.plan import Plan
from nacpc_xl.model.register import History
from nacpc_xl.model.source import cells_in_words
from nacpc_xl.model.words import Severity
from nacpc_xl.outputs.chase.asked import on_one_line, requests_to
from nacpc_xl.outputs.chase.drafts import LONGEST_NAME, safe_name
from nacpc_xl.outputs.chase.pack import chase_pack, left_over
from nacpc_xl.outputs.report.facts import Facts
from nacpc_xl.tracker.contents import file_name
from nacpc_xl.tracker.write import tracker_workbook
from nacpc_xl.workspace import QuarterFolder
from tests.cells import cells_of
from tests.committee import PLAN, Q1, group
from tests.outputs.test_report import facts_of
from tests.quarters import all_returned, asked, beside, merged, plan_with
from tests.workbooks import Answers

HEADERS = ["Subject", "X-Unsent", "MIME-Version", "Content-Type"]
ITEM = re.compile(r"\d+\. (?:(?:Cells?|Row) ([^:(]+?)(?: \([^)]*\))?: )?(.*)")
SHEET = re.compile(r"On the sheet (.*):")

MANY_FAULTS: Answers = {
    "Actions": {
        "P1.1-01": {"Status": "Amber/Green", "Milestone due": "TBC", "Progress this quarter": "Ongoing."},
        "P1.1-02": {"Evidence": None, "Completed on": None},
    },
    "Measures": {"P1.1-01-M1": {"Value this quarter": "about 40"}},
    "Sign-off": {"Date": None},
}


def folder_of(path: Path) -> QuarterFolder:
    return QuarterFolder(path)


def facts_in(folder: Path, changes: Mapping[str, Answers] | None = None, silent: str = "", plan: Plan = PLAN) -> Facts:
    """The facts of Q1 with returns in `folder`; those of one group may not have come back."""
    paths = all_returned(folder / "returned", Q1, changes, plan=plan)
    if silent:
        paths.pop(silent).unlink()
    return facts_of(merged(paths.values(), Q1, plan=plan), Q1, plan=plan)


def drafts(facts: Facts, folder: Path) -> dict[str, EmailMessage]:
    """The drafts of the pack, by the codes of the groups."""
    pack = chase_pack(facts, QuarterFolder(folder))
    return {path.stem: parsed(content) for path, content in pack if path.suffix == ".eml"}


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def text_of(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def attached(message: EmailMessage) -> dict[str, bytes]:
    return {str(one.get_filename()): one.get_payload(decode=True) for one in message.iter_attachments()}  # type: ignore[misc]


def cells_in(text: str) -> set[tuple[str, str]]:
    """The sheets and cells that a draft asks about."""
    found: set[tuple[str, str]] = set()
    sheet = ""
    for line in text.splitlines():
        if heading := SHEET.fullmatch(line):
            sheet = heading[1]
        elif item := ITEM.fullmatch(line):
            found |= {(sheet, cell) for cell in re.findall(r"[A-Z]{1,3}\d+", spelt_out(item[1] or ""))}
    return found


def spelt_out(listed: str) -> str:
    """A list of cells with those between the first and the last of a run: N5 to N7 is N5 N6 N7."""

    def run(found: re.Match[str]) -> str:
        return " ".join(f"{found[1]}{row}" for row in range(int(found[2]), int(found[4]) + 1))

    return re.sub(r"([A-Z]+)(\d+) to ([A-Z]+)(\d+)", run, listed)


def cells_asked_of(code: str, findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """The sheets and cells of a group's findings, notes left out, read out of their sentences."""
    of_group = [one for one in asked(findings) if one.subgroup == code]
    places = {place for one in of_group for place in cells_of(one)}
    own = {(one.sheet_name, one.at) for one in of_group}
    return {place for place in places if place in own or not re.fullmatch("Q[1-4]", place[1])}  # "the same as in Q1"


def finding(**values: Any) -> Finding:
    """A query to FH about a cell of its sheet Actions."""
    usual = {
        "code": "C02",
        "severity": Severity.QUERY,
        "subgroup": "FH",
        "ref": "P1.1-01",
        "what": "P1.1-01: Evidence is missing, but Status is Complete",
        "fix": "Fill it in.",
        "file": file_name(PLAN, Q1, group("FH")),
        "sheet_name": "Actions",
        "at": "N5",
    }
    return Finding.of(**{**usual, **values})


def with_findings(facts: Facts, *findings: Finding) -> Facts:
    return replace(facts, findings=findings)


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """A quarter in which all is well."""
    return facts_in(tmp_path_factory.mktemp("well"))


# Whom a draft is for, and what is in it


def test_groups_of_which_nothing_is_asked_get_no_draft(well, tmp_path):
    assert drafts(well, tmp_path) == {}
    assert drafts(with_findings(well, finding(severity=Severity.NOTE)), tmp_path) == {}


def test_a_draft_asks_for_exactly_the_cells_that_the_queries_name(tmp_path):
    facts = facts_in(tmp_path, {"FH": MANY_FAULTS, "QA": {"Sign-off": {"Completed by (role)": None}}}, silent="VO")
    made = drafts(facts, tmp_path)
    assert set(made) == {"FH", "VO", "QA"}
    for code, message in made.items():
        assert cells_in(text_of(message)) == cells_asked_of(code, facts.findings)
    assert len(cells_in(text_of(made["FH"]))) > 5


def test_a_draft_says_of_every_query_what_is_wrong_and_what_to_do_and_nothing_of_notes(tmp_path):
    facts = facts_in(tmp_path, {"FH": MANY_FAULTS})
    note = finding(severity=Severity.NOTE, what="This is for the coordinator alone", fix="Keep it.")
    text = text_of(drafts(replace(facts, findings=(*facts.findings, note)), tmp_path)["FH"])
    for one in asked(facts.findings):
        assert one.fix in text
        assert one.what.removeprefix(f"{one.ref}: ").partition(": ")[0] in text
    assert "coordinator alone" not in text


def test_the_sheets_stand_in_the_order_of_the_tracker_and_the_worst_comes_first_on_each(well, tmp_path):
    found = [
        finding(sheet_name="", at="", ref="P1.1-02", what="P1.1-02 has no row in the return of FH"),
        finding(sheet_name="Sign-off", at="B4"),
        finding(sheet_name="Our own sheet", at="A1"),
        finding(sheet_name="Measures", at="J5", severity=Severity.STOP),
        finding(sheet_name="Actions", at="K9", severity=Severity.STOP),
        finding(sheet_name="Actions", at="K5"),
        finding(sheet_name="Measures", at="J9"),
    ]
    text = text_of(drafts(with_findings(well, *found), tmp_path)["FH"])
    lines = [
        line for line in text.splitlines() if SHEET.fullmatch(line) or ITEM.fullmatch(line) or "as a whole" in line
    ]
    assert [line[:23] for line in lines] == [
        "On the sheet Actions:",
        "1. Cell K9 (P1.1-01): E",
        "2. Cell K5 (P1.1-01): E",
        "On the sheet Measures:",
        "3. Cell J5 (P1.1-01): E",
        "4. Cell J9 (P1.1-01): E",
        "On the sheet Sign-off:",
        "5. Cell B4 (P1.1-01): E",
        "On the sheet Our own sh",
        "6. Cell A1 (P1.1-01): E",
        "On the tracker as a who",
        "7. P1.1-02 has no row i",
    ]
    assert "Numbers 1 and 3 cannot be used in the report until they are put right." in text


def test_what_is_asked_of_another_file_of_the_group_comes_last_and_names_it(well, tmp_path):
    found = [finding(file="older.xlsx", at="B6", sheet_name="Start here"), finding()]
    text = text_of(drafts(with_findings(well, *found), tmp_path)["FH"])
    assert text.index("1. Cell N5") < text.index("In the file “older.xlsx”, on the sheet Start here:\n\n2. Cell B6")
    assert "Please put it right in your own file" in text
    alone = text_of(drafts(with_findings(well, found[0]), tmp_path)["FH"])
    assert "your own file" not in alone
    assert "Please answer by replying to this message." in alone


@pytest.mark.parametrize(
    ("what", "at", "line"),
    [
        ("Evidence is missing: N5, N7 to N9", "N5", "Cells N5, N7 to N9: Evidence is missing. Fill it in."),
        (
            "Evidence is missing: N7 to N9 and 4 more",
            "N7",
            "Cells N7 to N9 and 4 more: Evidence is missing. Fill it in.",
        ),
        ("P1.1-01 is late; likewise N7", "N5", "Cells N5, N7: P1.1-01 is late; likewise the other. Fill it in."),
        ("It is late; likewise N7, O8", "N5", "Cells N5, N7, O8: It is late; likewise the others. Fill it in."),
        ("P1.1-01 is late; likewise P1.1-02", "N5", "Cell N5: P1.1-01 is late; likewise P1.1-02. Fill it in."),
        ("P1.1-01: it says only “Ongoing.”", "N5", "Cell N5 (P1.1-01): It says only “Ongoing.” Fill it in."),
        ("A ref is lacking: row 7, row 9", "row 7", "Row 7, row 9: A ref is lacking. Fill it in."),
        ("It leads to a cell: K5", "N5", "Cell N5: It leads to a cell: K5. Fill it in."),
        ("A sheet is lacking", "", "A sheet is lacking. Fill it in."),
        ("A sheet has a name", "sheet 3", "A sheet has a name. Fill it in."),
    ],
)
def test_places_are_told_at_the_head_of_a_line(what, at, line, well, tmp_path):
    one = finding(what=what, at=at)
    assert f"1. {line}" in text_of(drafts(with_findings(well, one), tmp_path)["FH"]).splitlines()


def test_cells_that_are_listed_together_are_known_one_by_one():
    cells = ("K5", "N7", "N8", "N9", "AA12")
    (one,) = requests_to("FH", [finding(what=f"Missing: {cells_in_words(cells)}", at="K5")], used="")
    assert one.places == cells


def test_a_draft_says_by_when_how_many_cells_and_from_whom(well, tmp_path):
    facts = replace(with_findings(well, finding(), finding(at="O5")), meeting=Meeting.of(prepared_by="Lead Officer"))
    message = drafts(facts, tmp_path)["FH"]
    day = "5 July 2024"
    assert PLAN.return_by(Q1).isoformat() == "2024-07-05"
    assert message["Subject"] == f"SAPC action tracker, Q1 2024-25, Financial Harm Group: 2 cells to put right by {day}"
    text = text_of(message)
    assert text.startswith("Dear Trading Standards Manager,\n")
    assert f"the 2 cells below, and send it back by {day}, or as soon as you can if that day has passed." in text
    assert text.endswith("With thanks,\n\nLead Officer\nStrathgarvel Adult Protection Committee\n")


def test_a_draft_can_be_read_at_a_glance_where_little_is_asked(well, tmp_path):
    text = text_of(drafts(with_findings(well, finding()), tmp_path)["FH"])
    assert "Please put right the cell below" in text
    assert len(text.split()) < 120


def test_a_group_without_a_lead_is_greeted_by_its_name_and_the_office_signs(well, tmp_path):
    plan = plan_with(subgroups=(group("FH").but(lead=""), group("VO"), group("QA")))
    text = text_of(drafts(replace(with_findings(well, finding()), plan=plan), tmp_path)["FH"])
    assert text.startswith("Dear Financial Harm Group,\n")
    assert "\nThe committee's office\nStrathgarvel Adult Protection Committee\n" in text


# A group of which nothing has come back


def test_a_group_of_which_nothing_came_back_gets_its_tracker_again(tmp_path):
    facts = facts_in(tmp_path, silent="VO")
    message = drafts(facts, tmp_path)["VO"]
    name = file_name(PLAN, Q1, group("VO"))
    assert attached(message) == {name: tracker_workbook(PLAN, Q1, group("VO"), History())}
    assert message["Subject"].endswith("Voices of Adults Group: please send it back by 5 July 2024")
    assert "nothing new of your 2 actions" in text_of(message)
    assert "did come back" not in text_of(message)


def test_the_tracker_that_was_issued_is_the_one_that_is_attached(tmp_path):
    facts = facts_in(tmp_path, silent="VO")
    name = file_name(PLAN, Q1, group("VO"))
    (tmp_path / "issued").mkdir()
    (tmp_path / "issued" / name).write_bytes(b"as it was issued")
    assert attached(drafts(facts, tmp_path)["VO"]) == {name: b"as it was issued"}


def test_a_file_that_was_refused_is_named_with_the_reason_and_the_remedy(tmp_path):
    paths = all_returned(tmp_path / "returned", Q1)
    beside(paths["VO"], "Start here", "B6", "Q4 2024-25")
    facts = facts_of(merged(paths.values(), Q1), Q1)
    text = text_of(drafts(facts, tmp_path)["VO"])
    assert "A file did come back, but it could not be used:" in text
    assert f"In the file “{paths['VO'].name}”, on the sheet Start here:" in text
    assert "1. Cell B6: The return belongs to another quarter: it says Q4 2024-25, not Q1 2024-25. Fill in the" in text
    assert "on its way" not in text


# Nothing that anybody wrote is anything but text

HOSTILE = {
    "a header": "A\r\nBcc: everybody@example.org",
    "a header by a lone return": "A\rX-Evil: 1",
    "a body": "A\r\n\r\n--boundary\r\nContent-Type: text/html\r\n\r\n<script>",
    "an encoded word": "=?utf-8?q?A=0D=0ABcc:_everybody=40example.org?=",
    "an encoded word in base64": "=?utf-8?b?QQ0KQmNjOiB4QGV4YW1wbGUub3Jn?=",
    "quotes": "\"A\" 'B' \\ ; filename=evil.exe; <a@example.org>",
    "length": "Very long words " * 19,
    "one long word": "W" * 3000,
    "pictures": "Team 👩‍👧 🎉",
    "letters turned round": "A\u202egpj.exe\u202c \u2067B\u2069 \u200f",
    "separators": "A\u2028B\u2029C\x85D\x0bE\x1cF",
    "what steers": "A\x00B\x1b[31mC\x7fD",
    "half a character": "A\ud800B",
    "dots and From": ".\nFrom nobody\n.\n",
    "markup": "<b>A</b> & {{b}}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_draft_has_the_same_headers_whatever_is_written_anywhere(text, well, tmp_path, monkeypatch):
    monkeypatch.setattr("nacpc_xl.outputs.chase.pack.tracker_workbook", lambda *_: b"a tracker")
    facts = everywhere(text, well)
    for is_silent in (False, True):
        one = replace(facts, findings=(finding(code="R01"), *facts.findings)) if is_silent else facts
        pack = {path.name: content for path, content in chase_pack(one, QuarterFolder(tmp_path))}
        content = pack["FH.eml"]
        message = parsed(content)
        assert sorted(set(message.keys()) - {"Content-Transfer-Encoding"}) == sorted(HEADERS)
        assert len(message.keys()) == len(set(message.keys()))
        assert message["Subject"].isprintable()
        assert len(message["Subject"]) < 300
        assert max(map(len, content.split(b"\r\n"))) < 998
        parts = list(message.walk())
        assert [part.get_content_type() for part in parts if part.get_content_maintype() == "text"] == ["text/plain"]
        assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._() -]{0,99}", name) for name in attached(message))
        for line in text_of(message).splitlines():
            assert on_one_line(line) == line
        old = email.message_from_bytes(content, policy=policy.compat32)
        assert old.keys() == message.keys()


def everywhere(text: str, facts: Facts) -> Facts:
    """The facts with a text in every field that a draft says anything of."""
    details = facts.plan.details.but(committee=text, short_name=text, plan=text, year=text)
    groups = tuple(one.but(name=text, lead=text) if one.code == "FH" else one for one in facts.plan.subgroups)
    fields = ("ref", "what", "fix", "file", "sheet_name", "at")
    findings = [finding(**{name: text}) for name in fields]
    return replace(
        facts,
        plan=replace(facts.plan, details=details, subgroups=groups),
        findings=(*findings, finding(**dict.fromkeys(fields, text))),
        meeting=Meeting.of(prepared_by=text),
    )


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("LD-marked.xlsx", "LD-marked.xlsx"),
        ("NACPC-2019-20-Q2-LD.xlsx", "NACPC-2019-20-Q2-LD.xlsx"),
        ("../../evil\r\n.xlsx", "_.._evil_.xlsx"),
        ('a"b;c=d.xlsx', "a_b_c_d.xlsx"),
        ("ü\u202eé.xlsx", "_.xlsx"),
        ("A" * 300 + ".xlsx", "A" * (LONGEST_NAME - 5) + ".xlsx"),
    ],
)
def test_the_name_of_an_attachment_is_plain(name, safe):
    assert safe_name(name) == safe


def test_the_same_facts_give_the_same_bytes(tmp_path):
    facts = facts_in(tmp_path, {"FH": MANY_FAULTS}, silent="VO")
    first, second = (dict(chase_pack(facts, QuarterFolder(tmp_path))) for _ in range(2))
    assert first == second
    assert len(first) == 3


def test_a_draft_has_no_sender_no_day_and_waits_to_be_sent(well, tmp_path):
    message = drafts(with_findings(well, finding()), tmp_path)["FH"]
    assert message["X-Unsent"] == "1"
    assert not {"From", "To", "Cc", "Bcc", "Date", "Message-ID"}.intersection(message.keys())


def test_paragraphs_are_single_lines_so_that_no_program_breaks_them_anew(tmp_path):
    message = drafts(facts_in(tmp_path, {"FH": MANY_FAULTS}), tmp_path)["FH"]
    paragraphs = text_of(message).strip().split("\n\n")
    assert all("\n" not in paragraph for paragraph in paragraphs[:-1])
    assert max(map(len, paragraphs)) > 120
    assert message.get_body()["Content-Transfer-Encoding"] == "quoted-printable"  # type: ignore[index]


# Files of an earlier merge


def test_what_is_left_over_is_what_a_group_had_and_has_no_more(well, tmp_path):
    chase = tmp_path / "out" / "chase"
    chase.mkdir(parents=True)
    for name in ("FH.eml", "FH-marked.xlsx", "QA.eml", "VO.txt", "XX.eml", "notes.eml", "VO-marked (1).xlsx"):
        (chase / name).write_text("of an earlier merge")
    (chase / "VO.eml").mkdir()
    folder = QuarterFolder(tmp_path)
    made = dict(chase_pack(with_findings(well, finding()), folder))
    assert list(made) == [chase / "FH.eml"]
    assert left_over(well, folder, made) == (chase / "FH-marked.xlsx", chase / "QA.eml")
