"""A full year of eight groups, as a coordinator goes through it, held against `year.md`, which was worked out by hand.

New actions, new dates, two returns of one group, personal data and requests are decided on, some late, some otherwise
than at first and some never; one group returns its third quarter only after the trackers of the fourth went out.
"""

import datetime as dt
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from nacpc_xl import cli, steps
from nacpc_xl.model.plan import Aim, Measure, Plan, PlanDetails, PlannedAction, Priority, Subgroup
from nacpc_xl.model.words import Better, MeasureType, Rota, YesNo
from nacpc_xl.workspace import YearFolder
from tests.committee import theme
from tests.end_to_end.by_hand import Row, Rows, sheets, table
from tests.outputs.test_report import section
from tests.quarters import year_folder
from tests.workbooks import filled, label_of

Line = dict[str, str]
"""One row of a table in year.md, by its headings."""

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
REGISTERS = ("Q1", "Q2", "Q3", "Q3 again", "Q4")
"""The registers and reports that a meeting saw, or was sent anew, in the order in which they were made."""

NEWEST = {"Q1": "Q1", "Q2": "Q2", "Q3": "Q3 again", "Q4": "Q4"}
"""The register of each quarter that was made last."""


def tables_by_hand() -> dict[str, list[Line]]:
    """The tables of year.md, each by the heading that it stands under."""
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in Path(__file__).with_name("year.md").read_text("utf-8").splitlines():
        if line.startswith("#"):
            rows = found.setdefault(line.lstrip("# "), [])
        elif line.startswith("|") and not line.startswith("| ---"):
            rows.append([part.strip() for part in line.strip("|").split("|")])
    return {name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for name, rows in found.items() if rows}


HAND = tables_by_hand()
GROUPS = {line["Code"]: line["Name"] for line in HAND["The groups"]}


def of(name: str, **cells: str) -> list[Line]:
    """The rows of a table of year.md that have these cells; where one has a space, it is written as an underscore."""
    asked = {heading.replace("_", " "): cell for heading, cell in cells.items()}
    return [line for line in HAND[name] if asked.items() <= line.items()]


def planned(line: Line) -> PlannedAction:
    return PlannedAction.of(
        ref=line["Ref"],
        priority=line["Ref"].partition("-")[0],
        action=line["Action"],
        subgroup=line["Group"],
        lead=f"Chair of the {GROUPS[line['Group']]}",
        aims=("A1",),
        start=dt.date.fromisoformat(line["Start"]),
        due=dt.date.fromisoformat(line["Due"]),
    )


def plan_by_hand() -> Plan:
    """The plan of year.md: each action with one measure from 0 to 100, and P2.1-01 with two."""
    in_full = (Rota.IN_FULL,) * 4
    actions = tuple(map(planned, HAND["The plan"]))
    refs = [*(f"{action.ref}-M1" for action in actions), "P2.1-01-M2"]
    priorities = {"P1.1": "Speaking up", "P1.2": "Passing on", "P2.1": "Health", "P2.2": "Skills", "P3.1": "Duties"}
    return Plan(
        details=PlanDetails.of(
            committee="Inverdour Child Protection Committee",
            short_name="ICPC",
            plan="Improvement plan 2023-24",
            year="2023-24",
            starts=dt.date(2023, 4, 1),
            reports_to="Forum of Chief Officers",
            reports_to_short="FCO",
            return_days=10,
        ),
        themes=(
            theme("T1", "Worries are heard", in_full),
            theme("T2", "Help comes in time", in_full),
            theme("T3", "Agencies act as one", in_full, YesNo.YES),
        ),
        priorities=tuple(Priority.of(code=code, theme=f"T{code[1]}", title=name) for code, name in priorities.items()),
        aims=(Aim.of(code="A1", title="Children are safer sooner"),),
        subgroups=tuple(
            Subgroup.of(code=code, name=name, lead=f"Chair of the {name}") for code, name in GROUPS.items()
        ),
        actions=actions,
        measures=tuple(
            Measure.of(
                ref=ref,
                action_ref=ref.rpartition("-")[0],
                measure=f"Steps taken, {ref}",
                type=MeasureType.OUTPUT,
                unit="steps",
                better=Better.HIGHER,
                baseline=0,
                target=100,
            )
            for ref in sorted(refs)
        ),
    )


PLAN = plan_by_hand()


class Year(NamedTuple):
    """The year folder, and what was kept of it on the way: registers and reports by their names."""

    folder: YearFolder
    kept: Path

    def keep(self, name: str) -> None:
        """Keeps what the last merge of a quarter made, under a name that begins with the quarter's label."""
        shutil.copytree(self.folder.quarter(name[:2]).out, self.kept / name)

    def register(self, name: str) -> dict[str, Rows]:
        """The sheets of the register that was kept under this name."""
        return workbook(self.kept / name / "register.xlsx")

    def report(self, name: str) -> Any:
        """The report that was kept under this name."""
        return docx.Document(str(self.kept / name / "report.docx"))

    def tracker(self, quarter: str, code: str) -> dict[str, Rows]:
        """The sheets of the tracker that was issued to a group."""
        return workbook(self.issued(quarter, code))

    def issued(self, quarter: str, code: str) -> Path:
        """The tracker that was issued to a group."""
        return self.folder.quarter(quarter).issued / f"ICPC-2023-24-{quarter}-{code}.xlsx"


@cache
def workbook(path: Path) -> dict[str, Rows]:
    return sheets(path)


# What groups and the coordinator do.


def send_back(year: Year, quarter: str, code: str, name: str = "", lines: str = "", signed: str = "") -> None:
    """Fills in the tracker that was issued to a group, and puts it among the returns under another name.

    `lines` is the table of year.md with the answers, if it is not that of the quarter.
    """
    ends = next(one.ends for one in PLAN.quarters if one.label == quarter)
    answers = of(lines or f"What is answered in {quarter}", Group=code)
    day = dt.date.fromisoformat(signed) if signed else ends + dt.timedelta(days=4)
    typed = {
        "Actions": {line["Ref"]: answer(line, quarter) for line in answers},
        "Measures": {
            measure.ref: {"Value this quarter": int(line["Value"]), "As at": ends - dt.timedelta(days=3)}
            for line in answers
            for measure in PLAN.measures
            if measure.action_ref == line["Ref"]
        },
        "New actions": dict(enumerate(map(proposal, of("What is proposed", In=quarter, Group=code)))),
        "Sign-off": {"Completed by (role)": "Chair of the group", "Date": day},
    }
    filled(year.issued(quarter, code), year.folder.quarter(quarter).returned / f"{name or code}.xlsx", typed)  # type: ignore[arg-type]


def answer(line: Line, quarter: str) -> dict[str, object]:
    """What a lead types into the row of an action."""
    said: dict[str, object] = {"Status": line["Status"]}
    if line["Status"] == "Not started":
        return said
    said["Progress this quarter"] = line["Progress this quarter"]
    if line["Status"] == "Complete":
        said |= {"Completed on": line["Day"], "Evidence": "Minute of the group"}
    else:
        said |= {"Next milestone": f"Step {quarter[1]} of {line['Ref']}", "Milestone due": line["Day"]}
    for besides in filter(None, line["Besides"].split("<br>")):
        heading, _, text = besides.partition(": ")
        said[heading] = text
    return {heading: value_of(str(text)) for heading, text in said.items()}


def proposal(line: Line) -> dict[str, object]:
    """What a lead types into a row of the sheet New actions."""
    cells = {heading: value_of(line[heading]) for heading in ("Priority", "Action", "Start", "Due")}
    more = {"Lead": "Chair of the group", "Measure of progress": "How many there are", "Why": "It was asked for."}
    return {heading: value for heading, value in (cells | more).items() if value is not None}


def value_of(text: str) -> dt.date | str | None:
    if text == "-":
        return None
    return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def decide(year: Year, when: str) -> None:
    """Types into coordinators' workbooks what is decided and answered after a step of the year."""
    decisions, answers = of("What the coordinator decides", When=when), of("What chief officers answer", When=when)
    for quarter in dict.fromkeys(line["Workbook"] for line in (*decisions, *answers)):
        path = year.folder.quarter(quarter).coordinator
        book = openpyxl.load_workbook(path)
        for line in of("What the coordinator decides", When=when, Workbook=quarter):
            row = {"Matter": line["Matter"], "Asked in": line["Asked in"], "Subgroup": line["Group"]}
            decision = {"Decision": line["Decision"], "Why": line["Why"], "Decided by (role)": "Independent Chair"}
            type_into(book["Decisions"], row, decision)
        for line in of("What chief officers answer", When=when, Workbook=quarter):
            row = {"Asked in": line["Asked in"], "Ref": line["Ref"]}
            type_into(book["COG asks"], row, {heading: line[heading] for heading in ("State", "What was decided")})
        book.save(path)


def type_into(sheet: Worksheet, row: Mapping[str, str], cells: Mapping[str, str]) -> None:
    """Types cells into the one row of a sheet that says what `row` says."""
    top = label_of(sheet, next(iter(row)))
    columns = {str(cell.value): at for at, cell in enumerate(sheet[top.row], start=1)}
    (at,) = (
        number
        for number in range(top.row + 1, sheet.max_row + 1)
        if all(shown(sheet.cell(number, columns[heading]).value) == text for heading, text in row.items())
    )
    for heading, text in cells.items():
        sheet.cell(at, columns[heading]).value = text


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The whole year. No test may change it."""
    year = Year(year_folder(tmp_path_factory.mktemp("year") / "2023-24", PLAN), tmp_path_factory.mktemp("kept"))
    first_quarter(year)
    second_quarter(year)
    third_quarter(year)
    assert steps.issue(year.folder, "Q4").problems == ()
    send_back(year, "Q3", "EY", lines="What EY answers in Q3, late", signed="2024-01-29")
    merge(year, "Q3 again")
    decide(year, "Q3 merged again")
    for code in GROUPS:
        send_back(year, "Q4", code)
    merge(year, "Q4")
    return year


def first_quarter(year: Year) -> None:
    steps.issue(year.folder, "Q1")
    for code in GROUPS:
        send_back(year, "Q1", code)
    merge(year, "Q1 at first")
    decide(year, "Q1 merged")
    merge(year, "Q1")
    decide(year, "Q1 merged again")


def second_quarter(year: Year) -> None:
    assert steps.issue(year.folder, "Q2").problems == ()
    for code in GROUPS:
        if code != "AU":
            send_back(year, "Q2", code)
    send_back(year, "Q2", "AU", "AU first", signed="2023-10-02")
    second = "What AU says in the second of its two returns in Q2"
    send_back(year, "Q2", "AU", "AU second", second, signed="2023-10-05")
    merge(year, "Q2 at first")
    decide(year, "Q2 merged")
    merge(year, "Q2")
    decide(year, "Q2 merged again")


def third_quarter(year: Year) -> None:
    assert steps.issue(year.folder, "Q3").problems == ()
    for code in GROUPS:
        if code != "EY":
            send_back(year, "Q3", code)
    merge(year, "Q3")
    decide(year, "Q3 merged")


def merge(year: Year, name: str) -> None:
    """Merges the quarter with whose label the name begins, and keeps what comes of it."""
    written = steps.merge_and_write(year.folder, name[:2])
    assert written.problems == written.merged.bridged == written.merged.unknown == ()
    year.keep(name)


@pytest.fixture
def copied(year: Year, tmp_path: Path) -> Year:
    """The year in a folder of its own, as it is at the end, to go on with."""
    return Year(YearFolder.at(shutil.copytree(year.folder.path, tmp_path / "2023-24")), tmp_path / "kept")


# How a workbook's cells are held against year.md.


def shown(value: object) -> str:
    """A cell's value as year.md writes it."""
    if value is None or value == "":
        return "-"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def said(rows: Iterable[Row], **headings: str) -> list[Line]:
    """What rows say under some headings, by the headings that year.md has for them, underscores for spaces."""
    return [{by.replace("_", " "): shown(row[heading]) for by, heading in headings.items()} for row in rows]


def actions_in(register: Mapping[str, Rows]) -> list[Line]:
    return said(
        table(register["Actions"], "Ref"),
        Ref="Ref",
        Group="Subgroup",
        Current_due="Current due",
        Last_status="Last status",
        Status="Status",
        Facts="Computed status",
        Times_redated="Times re-dated",
        Days="Days slipped",
    )


def actions_by_hand(name: str) -> list[Line]:
    lines = HAND[f"Actions in the register of {name}"]
    return [{heading.replace("re-dated", "redated"): cell for heading, cell in line.items()} for line in lines]


def changes_in(register: Mapping[str, Rows]) -> list[Line]:
    return said(
        table(register["Date changes"], "Quarter"),
        Asked_in="Quarter",
        Ref="Ref",
        Due_before="Due before",
        New_due_date="New due date",
        Days="Days",
        Says="Decision",
    )


def changes_by_hand(name: str) -> list[Line]:
    return by_register("New dates, and what each register says of them", name)


def proposals_in(register: Mapping[str, Rows]) -> list[Line]:
    rows = table(register["New actions"], "Priority")
    lines = said(rows, Asked_in="Proposed in", Group="Subgroup", Action="Action", Says="Decision")
    for line, row in zip(lines, rows, strict=True):
        line["Says"] = " ".join(filter(None, (line["Says"], row["Given ref"])))
    return sorted(lines, key=lambda line: (line["Asked in"], line["Group"]))


def proposals_by_hand(name: str) -> list[Line]:
    return by_register("Proposals, and what each register says of them", name)


def requests_in(register: Mapping[str, Rows]) -> list[Line]:
    return said(table(register["COG asks"], "Quarter"), Asked_in="Quarter", Ref="Ref", Says="State")


def requests_by_hand(name: str) -> list[Line]:
    return by_register("Requests, and what each register says of them", name)


def by_register(heading: str, name: str) -> list[Line]:
    """The rows of a table that tells of several registers, as far as one of them has them."""
    lines = [line for line in HAND[heading] if line[name] != "-"]
    return [{**{by: cell for by, cell in line.items() if by not in REGISTERS}, "Says": line[name]} for line in lines]


def history_in(register: Mapping[str, Rows]) -> list[tuple[str, str, str, str]]:
    lines = said(table(register["History"], "Quarter"), In="Quarter", Ref="Ref", Status="Status", Due="Current due")
    return [(line["In"], line["Ref"], line["Status"], line["Due"]) for line in lines]


def history_by_hand(name: str) -> list[tuple[str, str, str, str]]:
    """What the history of a register says: each earlier quarter as it was merged last, and its own."""
    names = [NEWEST[quarter] for quarter in QUARTERS if quarter < name[:2]] + [name]
    lines = [(one[:2], line) for one in names for line in actions_by_hand(one)]
    return [(quarter, line["Ref"], line["Status"], line["Current due"]) for quarter, line in lines]


def queries_in(register: Mapping[str, Rows]) -> list[Line]:
    asked = [row for row in table(register["Queries"], "Code") if row["Severity"] != "Note"]
    return said(asked, Group="Subgroup", Code="Code", Ref="Ref")


def queries_by_hand(name: str) -> list[Line]:
    return [{by: line[by] for by in ("Group", "Code", "Ref")} for line in of("What leads are asked", Register=name)]


def told_in(tracker: Mapping[str, Rows]) -> list[tuple[str, str]]:
    """What a tracker tells its group on Start here, line by line."""
    rows = [row[:2] for row in tracker["Start here"]]
    heads = [row[0] for row in rows]
    if "What was decided on what you asked" not in heads:
        return []
    begin, end = heads.index("What was decided on what you asked") + 1, heads.index("No personal data")
    return [(about, text) for about, text in rows[begin:end]]


def told_by_hand(tracker: str, code: str) -> list[tuple[str, str]]:
    lines = of("What the trackers tell", Tracker=tracker, Group=code)
    return [(line["About"], line["What was decided"]) for line in lines]


def rows_below(document: Any, heading: str) -> list[list[str]]:
    """The rows of the table in a report whose second heading is this one."""
    tables = [one for one in document.tables if len(one.columns) > 1 and one.cell(0, 1).text == heading]
    return [[cell.text for cell in row.cells] for one in tables for row in one.rows[1:]]


# What must come of it.


@pytest.mark.parametrize("name", REGISTERS)
def test_each_action_has_the_status_the_dates_and_the_slippage_that_were_worked_out_by_hand(name, year):
    assert actions_in(year.register(name)) == actions_by_hand(name)


@pytest.mark.parametrize("name", REGISTERS)
def test_the_ledger_of_date_changes_says_what_was_decided_on_each(name, year):
    assert changes_in(year.register(name)) == changes_by_hand(name)


@pytest.mark.parametrize("name", REGISTERS)
def test_an_accepted_proposal_has_a_ref_that_never_shifts_and_a_rejected_one_burns_none(name, year):
    assert proposals_in(year.register(name)) == proposals_by_hand(name)


@pytest.mark.parametrize("name", REGISTERS)
def test_a_request_is_open_until_it_is_closed(name, year):
    assert requests_in(year.register(name)) == requests_by_hand(name)


@pytest.mark.parametrize("name", REGISTERS)
def test_the_history_has_every_quarter_as_it_was_merged_last(name, year):
    assert history_in(year.register(name)) == history_by_hand(name)


def test_what_came_in_late_is_in_the_history_and_in_the_last_register(year):
    register = year.register("Q4")
    late = of("What EY answers in Q3, late")
    history = [row for row in table(register["History"], "Quarter") if row["Quarter"] == "Q3"]
    progress = {row["Ref"]: row["Progress this quarter"] for row in history}
    updates = {row["Ref"]: row["Last update"] for row in table(register["Actions"], "Ref")}
    values = {row["Ref"]: row["Last value"] for row in table(register["Measures"], "Ref")}
    for line in late:
        assert progress[line["Ref"]] == updates[line["Ref"]] == line["Progress this quarter"]
    assert (values["P1.2-02-M1"], values["P2.1-01-M1"], values["P2.1-01-M2"]) == (80, 70, 70)
    assert len(late) == 3


@pytest.mark.parametrize(
    "name",
    ["Q1 at first", "Q1", "Q2 at first", "Q2", "Q3", "Q3 again", "Q4"],
)
def test_leads_are_asked_what_they_have_to_answer_and_nothing_else(name, year):
    assert queries_in(year.register(name)) == queries_by_hand(name)


@pytest.mark.parametrize("name", REGISTERS)
def test_given_cells_that_would_be_issued_otherwise_now_are_not_taken_for_words_of_a_lead(name, year):
    register = year.register(name)
    taken = ("It stands in a given cell", "It stands outside the tables")
    scraps = [row for row in table(register["Unplaced"], "Subgroup") if row["Why it is here"].startswith(taken)]
    assert (scraps, not_as_issued(register)) == ([], [])


def not_as_issued(register: Mapping[str, Rows]) -> list[Row]:
    """What is asked or noted of given cells, and of texts that stand where nothing was expected."""
    noted = [row for row in table(register["Queries"], "Code") if row["Code"] in ("R07", "R10")]
    return [row for row in noted if "was answered that no longer counts" not in row["What is wrong"]]


GIVEN = ("Ref", "Current due", "Last status")


@pytest.mark.parametrize("code", GROUPS)
@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_tracker_has_the_groups_actions_as_they_stood_when_it_was_issued(quarter, code, year):
    if (quarter, code) == ("Q4", "EY"):
        expected = HAND["What EY's tracker for Q4 said while its return for Q3 was missing"]
    else:
        expected = [line for line in actions_by_hand(quarter) if line["Group"] == code]
    given = table(year.tracker(quarter, code)["Actions"], "Ref")
    assert [{by: shown(row[by]) for by in GIVEN} for row in given] == [
        {by: line[by] for by in GIVEN} for line in expected
    ]


@pytest.mark.parametrize("code", GROUPS)
@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_tracker_tells_its_group_what_was_decided_on_what_it_asked(quarter, code, year):
    assert told_in(year.tracker(quarter, code)) == told_by_hand(quarter, code)


def test_the_missing_groups_tracker_has_the_last_words_and_figures_that_were_known(year):
    lines = HAND["What EY's tracker for Q4 said while its return for Q3 was missing"]
    updates = [row["Last update"] for row in table(year.tracker("Q4", "EY")["Actions"], "Ref")]
    assert updates == [line["Last update"] for line in lines]
    values = {row["Ref"]: row["Last value"] for row in table(year.tracker("Q4", "EY")["Measures"], "Ref")}
    assert values == {"P1.2-02-M1": 60, "P2.1-01-M1": 45, "P2.1-01-M2": 45}


@pytest.mark.parametrize("name", REGISTERS)
def test_a_report_says_where_the_quarter_stands_and_what_changed(name, year):
    document = year.report(name)
    for line in of("What the reports say", Report=name):
        assert line["Sentence"] in section(document, line["Section"])


@pytest.mark.parametrize("name", REGISTERS)
def test_a_report_has_each_date_that_moved_or_is_asked_to_move(name, year):
    expected = of("Slippage in the reports", Report=name)
    rows = rows_below(year.report(name), "First due")
    assert [(row[0][:7], *row[1:4]) for row in rows] == [
        (line["Ref"], line["First due"], line["Due now"], line["Days"]) for line in expected
    ]
    for row, line in zip(rows, expected, strict=True):
        changes = line["New dates"].split("<br>")
        lines = row[4].splitlines()
        assert [text[: len(change)] for text, change in zip(lines, changes, strict=True)] == changes


@pytest.mark.parametrize("name", REGISTERS)
def test_a_report_tells_what_became_of_each_earlier_request(name, year):
    rows = rows_below(year.report(name), "What was asked")
    assert [(*row[0].splitlines(), *row[2:]) for row in rows] == [
        (line["Asked in"], line["Ref"], line["Wanted by"], line["What became of it"])
        for line in of("Earlier asks in the reports", Report=name)
    ]


@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_matter_has_a_row_where_it_was_decided_and_where_it_waits_and_nowhere_else(quarter, year):
    book = sheets(year.folder.quarter(quarter).coordinator)
    decisions = said(
        table(book["Decisions"], "Matter"),
        Matter="Matter",
        Asked_in="Asked in",
        Group="Subgroup",
        Decision="Decision",
        Given_ref="Given ref",
    )
    requests = said(table(book["COG asks"], "Asked in"), Asked_in="Asked in", Ref="Ref", State="State")
    by_hand = without_workbook("What stands on Decisions at the end", quarter)
    assert sorted(decisions, key=str) == sorted(by_hand, key=str)
    assert requests == without_workbook("What stands on COG asks at the end", quarter)


def without_workbook(name: str, quarter: str) -> list[Line]:
    return [{by: cell for by, cell in line.items() if by != "Workbook"} for line in of(name, Workbook=quarter)]


def test_a_decision_keeps_the_words_in_which_it_was_taken_last(year):
    lines = HAND["What the coordinator decides"]
    last = {(line["Matter"], line["Asked in"], line["Group"]): line["Why"] for line in lines}
    asked = {"Date changes": ("Date change", "Quarter"), "New actions": ("New action", "Proposed in")}
    register = year.register("Q4")
    told = 0
    for sheet, (matter, asked_in) in asked.items():
        for row in table(register[sheet], "Quarter" if sheet == "Date changes" else "Priority"):
            if row["Decision"] in ("Accept", "Reject"):
                assert row["Why decided so"] == last[matter, row[asked_in], row["Subgroup"]]
                assert row["Decided by (role)"] == "Independent Chair"
                told += 1
    assert told == 14


def test_a_ref_is_entered_by_the_next_merge_or_when_trackers_are_issued(year):
    before = table(sheets(year.folder.quarter("Q1").coordinator_before)["Decisions"], "Matter")
    refs = {row["Subgroup"]: row["Given ref"] for row in before if row["Decision"] == "Accept"}
    assert (refs["EY"], refs["CO"]) == ("P1.1-04", None)  # CO's was accepted after the last merge


def test_of_two_returns_the_newest_counts_until_the_other_one_is_chosen(year):
    def outcomes(name: str) -> dict[str, tuple[str, str | None]]:
        rows = table(year.register(name)["Returns"], "Subgroup code")
        return {row["File"]: (row["Outcome"], row["Why not used"]) for row in rows if row["Subgroup code"] == "AU"}

    def status(name: str) -> str:
        return next(line["Status"] for line in actions_in(year.register(name)) if line["Ref"] == "P1.1-01")

    older = "is an older version of a return that came back twice"
    not_chosen = "is the one of two returns that was decided not to count"
    assert outcomes("Q2 at first") == {"AU second.xlsx": ("Used", None), "AU first.xlsx": ("Not counted", older)}
    assert outcomes("Q2") == {"AU first.xlsx": ("Used", None), "AU second.xlsx": ("Not counted", not_chosen)}
    assert (status("Q2 at first"), status("Q2")) == ("On track", "At risk")


def test_what_was_released_is_shown_and_is_not_asked_about_where_it_comes_back_as_issued(year):
    def update(rows: Rows, heading: str) -> str:
        return next(str(row[heading]) for row in table(rows, "Ref") if row["Ref"] == "P1.1-03")

    released = "Posters with 07700 900123 hang in nine schools."
    at_first = update(year.register("Q1 at first")["Actions"], "Progress this quarter")
    assert at_first == "Posters with [withheld: possible phone number] hang in nine schools."
    assert update(year.register("Q1")["Actions"], "Progress this quarter") == released
    assert update(year.tracker("Q2", "ON")["Actions"], "Last update") == released


# What the coordinator may do besides.


def assert_q4_is_as_it_was(year: Year, history: Iterable[tuple[str, str, str, str]] = ()) -> None:
    """Nothing in the last register differs from what was worked out by hand; `history` are rows that do instead."""
    register = sheets(year.folder.quarter("Q4").register)
    assert actions_in(register) == actions_by_hand("Q4")
    assert changes_in(register) == changes_by_hand("Q4")
    assert proposals_in(register) == proposals_by_hand("Q4")
    assert requests_in(register) == requests_by_hand("Q4")
    instead = {row[:2]: row for row in history}
    assert history_in(register) == [instead.get(row[:2], row) for row in history_by_hand("Q4")]
    assert not_as_issued(register) == []


def told_by_a_merge(year: Year, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says that merges the last quarter."""
    monkeypatch.setattr(sys, "argv", ["nacpc-xl", "merge", str(year.folder.path), "Q4"])
    with pytest.raises(SystemExit):
        cli.main()
    return " ".join(capsys.readouterr().out.split())


def test_trackers_issued_anew_say_what_came_in_late_and_those_that_came_back_still_count(copied):
    issued = steps.issue(copied.folder, "Q4")
    assert [path.name for path in issued.superseded] == ["ICPC-2023-24-Q4-EY (1).xlsx"]
    anew = copied.tracker("Q4", "EY")
    assert told_in(anew) == told_by_hand("Q4 anew", "EY")
    lines = [line for line in actions_by_hand("Q4") if line["Group"] == "EY"]
    assert [[shown(row[by]) for by in GIVEN] for row in table(anew["Actions"], "Ref")] == [
        [line[by] for by in GIVEN] for line in lines
    ]
    steps.merge_and_write(copied.folder, "Q4")
    assert_q4_is_as_it_was(copied)


def test_a_register_that_was_deleted_is_made_again_by_what_is_decided_now_and_that_is_said(copied, monkeypatch, capsys):
    shutil.rmtree(copied.folder.quarter("Q2").out)
    assert "There was no register of Q2: " in told_by_a_merge(copied, monkeypatch, capsys)
    assert_q4_is_as_it_was(copied, [("Q2", "P3.1-01", "On track", "2023-09-30")])


def test_a_quarter_of_which_nothing_is_left_is_said_to_be_unknown_and_lives_on_in_the_next_register(
    copied, monkeypatch, capsys
):
    shutil.rmtree(copied.folder.quarter("Q2").out)
    shutil.rmtree(copied.folder.quarter("Q2").returned)
    assert "Nothing is known of Q2: " in told_by_a_merge(copied, monkeypatch, capsys)
    assert_q4_is_as_it_was(copied)
