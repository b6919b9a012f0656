"""A coordinator's workbook that was worked on in LibreOffice keeps all that stands in it through further merges."""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.cell_range import MultiCellRange

from nacpc_xl import steps
from nacpc_xl.model.coordinator import AskRow, DecisionRow
from nacpc_xl.model.source import cell_name
from nacpc_xl.model.words import AskState, Decision, Matter
from nacpc_xl.outputs.coordinator import read_coordinator
from nacpc_xl.steps.merging import Written
from nacpc_xl.workspace import YearFolder
from tests.audit.conftest import valid  # noqa: F401  # a fixture
from tests.audit.spreadsheet import audit
from tests.committee import Q1
from tests.end_to_end.killing import Here, table_on, version
from tests.libreoffice.office import Book, Office
from tests.quarters import all_returned, returned, year_folder
from tests.workbooks import Answers

pytestmark = pytest.mark.libreoffice

NOTE = "My own note, in a row of its own: ring the chair."
COLUMN, BESIDE = "My own column", "See the minutes, page 3."
ANSWER = "Agreed on 21 November:\n- one hall,\n- from October. “£500”, 50% now"
WHY = "=It is the number of our own helpline."
DECISIONS, ASKS = DecisionRow.sheet.name, AskRow.sheet.name
BLOCKS = {DECISIONS: "A5:L24", ASKS: "A5:G24"}

OF_VO: Answers = {
    "Actions": {
        "P2.1-01": {
            "Help wanted from COG": "Decision wanted from the Chief Executive: pay two advocates. If not, they leave.",
            "Wanted by": "15/10/2024",
            "Progress this quarter": "Adults ring 07700 900555 on any day and are called back.",
        }
    }
}
OF_QA: Answers = {
    "Actions": {
        "P3.1-01": {
            "Help wanted from COG": "Decision wanted from the council: lend us an analyst. If not, we wait.",
            "Wanted by": "15/11/2024",
        }
    }
}


@pytest.fixture(scope="module")
def merged_once(tmp_path_factory: pytest.TempPathFactory) -> YearFolder:
    """A year whose first quarter was merged once: five matters to decide, three requests. It stays as it is."""
    year = year_folder(tmp_path_factory.mktemp("merged") / "2024-25")
    steps.issue(year, "Q1")
    all_returned(year.quarter("Q1").returned, Q1, {"FH": version("a"), "VO": OF_VO})
    assert merge(year).problems == ()
    workbook = read_coordinator(year.quarter("Q1").coordinator)
    assert (len(workbook.decisions), len(workbook.asks)) == (5, 3)
    return year


@pytest.fixture
def year(merged_once: YearFolder, tmp_path: Path) -> YearFolder:
    """A copy of it."""
    return YearFolder.at(Path(shutil.copytree(merged_once.path, tmp_path / "2024-25")))


def merge(year: YearFolder) -> Written:
    return steps.merge_and_write(year, "Q1", executor=Here())


def workbook_of(year: YearFolder) -> Path:
    return year.quarter("Q1").coordinator


def return_anew(year: YearFolder, code: str, answers: Answers, name: str = "") -> None:
    """Puts another return of a group into the place of the one that came back, or beside it under a name."""
    folder = year.quarter("Q1").returned
    (path,) = (path for path in folder.iterdir() if f"-{code}" in path.name)
    returned(folder, Q1, code, answers, name=name or path.name)


def cells_of(path: Path) -> dict[tuple[str, str], object]:
    """What each cell holds that is not empty, formulas as such, by sheet and name."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def reworked(office: Office, path: Path, work: Callable[[Book], object]) -> None:
    """Opens the workbook in LibreOffice, works on it and saves it."""
    with office.open(path) as book:
        work(book)
        saved = book.save(path.with_name("as saved by LibreOffice.xlsx"))
    saved.replace(path)


def typed(book: Book, path: Path, sheet: str, answers: Iterable[tuple[str, Mapping[str, str]]]) -> None:
    """Types answers, by heading, into the rows of a sheet in which some cell holds a text."""
    heading = "Mark" if sheet == DECISIONS else "Ref"
    rows = table_on(openpyxl.load_workbook(path)[sheet], heading)
    for text, by_heading in answers:
        (row,) = (row for row in rows if any(text in str(cell.value) for cell in row.values()))
        book.type(sheet, {row[one].coordinate: said for one, said in by_heading.items()})


def decided(decision: str, why: str = "It was talked over.") -> dict[str, str]:
    return {"Decision": decision, "Why": why, "Decided by (role)": "Chair of the committee"}


def worked_on(book: Book, path: Path) -> dict[str, list[int]]:
    """Types answers, sorts, filters, inserts rows, widens columns, adds a column and a sheet; gives the rows hidden."""
    typed(
        book,
        path,
        DECISIONS,
        [
            ("Visit every bank", decided("Accept")),
            ("letter a", decided("Reject", "-There is no time.")),
            ("P1.1-01: from", decided("Accept")),
            ("Progress this quarter", decided("Accept", WHY)),
        ],
    )
    typed(book, path, ASKS, [("lend us hall", {"State": "Closed", "What was decided": ANSWER})])
    book.sort(DECISIONS, BLOCKS[DECISIONS], 3, descending=True)
    book.sort(ASKS, BLOCKS[ASKS], 1, descending=True)
    hidden = {}
    for sheet, column, text, beyond in ((DECISIONS, 4, "Accept", 12), (ASKS, 5, "Closed", 7)):
        book.insert_rows(sheet, 6)
        book.type(sheet, {"D7": NOTE, cell_name(3, beyond): COLUMN, cell_name(4, beyond): BESIDE})
        book.widen(sheet, 3, 17_000)
        hidden[sheet] = book.filter(sheet, column, text)
    book.type("Meeting", {"B4": "21/11/2024", "B5": "Lead Officer"})
    book.type("Commentary", {"A5": "At a glance", "B5": "We thank everybody.\n=Really."})
    book.add_sheet("My own sheet")
    book.type("My own sheet", {"B2": "Ring the office on Monday.", "B3": "=COUNTA($Decisions.$E$5:$E$30)"})
    return hidden


def new_rows(before: Path, after: Path, sheet: str) -> dict[int, tuple[object, ...]]:
    """The rows of a sheet that say something where nothing stood, by their numbers."""
    was = {row for (name, cell), _ in cells_of(before).items() if name == sheet for row in [number_in(cell)]}
    rows = openpyxl.load_workbook(after)[sheet].iter_rows(values_only=True)
    return {at: row for at, row in enumerate(rows, start=1) if any(row) and at not in was}


def number_in(cell: str) -> int:
    return int(re.sub("[A-Z]", "", cell))


def assert_kept(before: Path, after: Path) -> None:
    """Every cell says what it said, but for refs that a merge gives, and for the line that counts what is to do."""
    was, now = cells_of(before), cells_of(after)
    for at, value in was.items():
        if not str(value).startswith('="Still to do'):
            assert now.get(at) == value, at
    refs = {(sheet, letters_in(cell)) for (sheet, cell), value in was.items() if value == "Given ref"}
    rows = {(sheet, number_in(cell)) for sheet, cell in was}
    for sheet, cell in now.keys() - was.keys():
        assert (sheet, number_in(cell)) not in rows or (sheet, letters_in(cell)) in refs, (sheet, cell)


def letters_in(cell: str) -> str:
    return re.sub("[0-9]", "", cell)


def assert_only_rows_were_added(before: Path, after: Path) -> None:
    """Every part of the file but those that rows stand in, or belong to, is the same, byte for byte."""
    with zipfile.ZipFile(before) as was, zipfile.ZipFile(after) as now:
        assert was.namelist() == now.namelist()
        for name in was.namelist():
            if not re.search(r"worksheets/sheet[34]\.xml|tables/|workbook\.xml$|core\.xml", name):
                assert was.read(name) == now.read(name), name
            if "worksheets/sheet" in name:
                assert frame_of(was.read(name)) == frame_of(now.read(name)), name


def frame_of(sheet: bytes) -> str:
    """A sheet without its cells, its size and ranges that reach down: widths, panes, page set-up, rules, messages."""
    text = re.sub("(?s)<sheetData.*</sheetData>|<dimension[^>]*>", "", sheet.decode())
    text = re.sub(r"<\?xml[^>]*>\s*|sqref=\"[^\"]*\"", "", text)
    text = re.sub("></[a-zA-Z]+>", "/>", text.replace("&apos;", "'").replace("&quot;", '"'))
    return re.sub(r"\s+", " ", text)


def assert_reached(path: Path, sheet: str, rows: Iterable[int], headings: Iterable[str]) -> None:
    """Drop-downs, marks, filter and table hold for these rows, which are in sight."""
    loaded: Any = openpyxl.load_workbook(path)[sheet]
    head = next(cells for cells in loaded.iter_rows() if "Asked in" in [cell.value for cell in cells])
    columns = {str(cell.value): cell.column_letter for cell in head}
    for row in rows:
        assert not loaded.row_dimensions[row].hidden, row
        for heading in headings:
            cell = f"{columns[heading]}{row}"
            assert sum(cell in one.sqref for one in loaded.data_validations.dataValidation) == 1, cell
            assert any(cell in one.sqref for one in loaded.conditional_formatting), cell
        for table in loaded.tables.values():
            assert f"A{row}" in MultiCellRange(table.ref)
            assert table.autoFilter.ref == table.ref


def test_a_workbook_worked_on_in_libreoffice_keeps_all_of_it_through_three_more_merges(year, office, tmp_path):
    path = workbook_of(year)
    hidden: dict[str, list[int]] = {}
    reworked(office, path, lambda book: hidden.update(worked_on(book, workbook_of(year))))
    assert all(hidden.values())
    begun = Path(shutil.copyfile(path, tmp_path / "begun.xlsx"))
    assert {NOTE, COLUMN, BESIDE, ANSWER, WHY} <= {
        value for value in cells_of(begun).values() if isinstance(value, str)
    }
    asked_before, marks_before = len(read_coordinator(path).asks), len(read_coordinator(path).decisions)

    return_anew(year, "FH", version("b"))  # another proposal, another new date, another phone number
    first = merge(year)
    assert first.problems == ()
    assert_kept(begun, path)
    assert_only_rows_were_added(begun, path)
    added = new_rows(begun, path, DECISIONS)
    assert {row[0] for row in added.values()} == {"Date change", "New action", "Personal data"}
    assert_reached(path, DECISIONS, added, ("Decision", "Why", "Decided by (role)"))
    assert_they_act(first)

    return_anew(year, "QA", OF_QA)
    second = merge(year)
    assert second.problems == ()
    assert_kept(begun, path)
    asked = new_rows(begun, path, ASKS)
    assert [row[1] for row in asked.values()] == ["P3.1-01"]
    assert_reached(path, ASKS, asked, ("State", "What was decided"))
    assert_they_act(second)

    reworked(office, path, lambda book: typed(book, path, DECISIONS, [("letter b", decided("Accept"))]))
    later = Path(shutil.copyfile(path, tmp_path / "later.xlsx"))
    assert_kept(begun, later)
    return_anew(year, "QA", {"Sign-off": {"Anything else the committee should know": "No."}}, "QA again.xlsx")
    third = merge(year)
    assert third.problems == ()
    for before in (begun, later):
        assert_kept(before, path)
    assert_only_rows_were_added(later, path)
    assert [row[0] for row in new_rows(later, path, DECISIONS).values()] == ["Two returns"]
    assert_reached(path, DECISIONS, new_rows(later, path, DECISIONS), ("Decision", "Why", "Decided by (role)"))
    assert_they_act(third)
    (accepted,) = (one for one in third.merged.register.new_actions if "letter b" in one.action)
    assert (accepted.decision, accepted.given_ref) == (Decision.ACCEPT, "P1.2-02")

    workbook = read_coordinator(path)
    assert len(workbook.asks) == asked_before + 1
    assert len(workbook.decisions) == marks_before + len(added) + 1
    done = path.read_bytes()
    assert merge(year).problems == ()
    assert path.read_bytes() == done, "there is nothing more to add"
    assert_opens(office, path)


def assert_they_act(written: Written) -> None:
    """What was decided is done, in whatever order its rows are."""
    register = written.merged.register
    (proposal,) = (one for one in register.new_actions if "Visit every bank" in one.action)
    assert (proposal.decision, proposal.given_ref) == (Decision.ACCEPT, "P1.1-03")
    (released,) = (one for one in register.withheld if one.subgroup == "VO")
    assert released.is_released
    assert released.why_released == WHY
    closed = {ask.ref: ask.answer for ask in register.asks if ask.state is AskState.CLOSED}
    assert closed == {"P1.1-01": ANSWER}


def assert_opens(office: Office, path: Path) -> None:
    """LibreOffice opens it, without an error in it, and counts what is to do as the file says that it is."""
    said = {sheet: openpyxl.load_workbook(path, data_only=True)[sheet]["A3"].value for sheet in BLOCKS}
    with office.open(path) as book:
        assert book.errors() == []
        assert {sheet: book.value(sheet, "A3") for sheet in BLOCKS} == said
        assert book.value("My own sheet", "B3") > 4


@pytest.mark.validator
def test_rows_added_to_a_workbook_of_libreoffices_make_it_no_less_valid_or_accessible(year, office, valid, tmp_path):  # noqa: F811
    path = workbook_of(year)
    reworked(office, path, lambda book: worked_on(book, path))
    begun = Path(shutil.copyfile(path, tmp_path / "coordinator.xlsx"))
    return_anew(year, "FH", version("b"))
    return_anew(year, "QA", OF_QA)
    merge(year)
    assert path.read_bytes() != begun.read_bytes()
    assert valid([path]) == valid([begun])
    assert {without_numbers(one) for one in audit(path)} <= {without_numbers(one) for one in audit(begun)}


def without_numbers(text: str) -> str:
    return re.sub("[A-Z]*[0-9]+", "", text)


# Other things that are done to it


def as_a_plain_range(book: Book) -> None:
    for sheet in BLOCKS:
        book.forget_table(sheet)


def with_rows_above(book: Book) -> None:
    for sheet in BLOCKS:
        book.insert_rows(sheet, 2, 3)
        book.type(sheet, {"A4": "Mine: ask about these on Monday."})


def with_other_names(book: Book) -> None:
    book.rename_sheet(DECISIONS, "What we decided")
    book.rename_sheet(ASKS, "Asked")


def without_a_given_column(book: Book) -> None:
    book.delete_column(DECISIONS, 8)  # File
    book.delete_column(ASKS, 2)  # Subgroup


@pytest.mark.parametrize("work", [as_a_plain_range, with_rows_above, with_other_names, without_a_given_column])
def test_however_it_was_rearranged_rows_are_added_where_they_belong_and_decisions_act(work, year, office, tmp_path):
    path = workbook_of(year)

    def do(book: Book) -> None:
        typed(
            book, path, DECISIONS, [("Visit every bank", decided("Accept")), ("Progress this", decided("Accept", WHY))]
        )
        typed(book, path, ASKS, [("lend us hall", {"State": "Closed", "What was decided": ANSWER})])
        work(book)

    reworked(office, path, do)
    begun = Path(shutil.copyfile(path, tmp_path / "begun.xlsx"))
    sheets = openpyxl.load_workbook(begun).sheetnames
    return_anew(year, "FH", version("b"))
    return_anew(year, "QA", OF_QA)
    written = merge(year)
    assert written.problems == ()
    assert_kept(begun, path)
    assert_they_act(written)
    assert openpyxl.load_workbook(path).sheetnames == sheets
    decisions, asks = (sheets[2], sheets[3])
    assert [row[0] for row in new_rows(begun, path, decisions).values()] == [
        "Date change",
        "New action",
        "Personal data",
    ]
    assert [row[1] for row in new_rows(begun, path, asks).values()] == ["P3.1-01"]
    assert_reached(path, decisions, new_rows(begun, path, decisions), ("Decision", "Why", "Decided by (role)"))
    assert_reached(path, asks, new_rows(begun, path, asks), ("State", "What was decided"))
    done = path.read_bytes()
    assert merge(year).problems == ()
    assert path.read_bytes() == done
    with office.open(path) as book:
        assert book.errors() == []


def test_without_the_column_of_marks_nothing_is_decided_and_nothing_lost_and_a_sentence_says_so(year, office):
    path = workbook_of(year)

    def do(book: Book) -> None:
        typed(
            book, path, DECISIONS, [("Visit every bank", decided("Accept")), ("Progress this", decided("Accept", WHY))]
        )
        book.delete_column(DECISIONS, 11)

    reworked(office, path, do)
    before = path.read_bytes()
    written = merge(year)
    no_column = (
        f"{path} cannot be added to: the sheet Decisions has no column Mark any more, by which a merge knows its rows. "
        "Take that back, or give its table a column with that heading, and run the command again. "
        "What waits for an answer could not be added to the coordinator's workbook."
    )
    assert written.problems[-1] == no_column
    assert all("has no mark, so it decides nothing." in one for one in written.problems[:-1])
    assert len(written.problems) == 3
    assert path.read_bytes() == before
    assert not any(one.is_released for one in written.merged.register.withheld)
    assert {one.decision for one in written.merged.register.new_actions} == {Decision.AWAITED}

    reworked(office, path, lambda book: book.type(DECISIONS, {"L4": "Mark"}))
    begun = Path(shutil.copyfile(path, path.with_name("begun.xlsx")))
    assert "cannot be added to" not in " ".join(merge(year).problems)
    assert_kept(begun, path)
    assert len(new_rows(begun, path, DECISIONS)) == 5


def test_a_row_whose_mark_was_emptied_decides_nothing_and_is_told_and_added_anew(year, office, tmp_path):
    path = workbook_of(year)

    def do(book: Book) -> None:
        typed(book, path, DECISIONS, [("Visit every bank", decided("Accept")), ("Visit every bank", {"Mark": ""})])

    reworked(office, path, do)
    begun = Path(shutil.copyfile(path, tmp_path / "begun.xlsx"))
    (row,) = (row for row in table_on(openpyxl.load_workbook(path)[DECISIONS], "Decision") if row["Decision"].value)
    written = merge(year)
    assert written.problems == (
        f"{path}, sheet Decisions, row {row['Mark'].row} has no mark, so it decides nothing. "
        "Record it again in the row that a merge adds for it, or undo that.",
    )
    assert_kept(begun, path)
    (added,) = new_rows(begun, path, DECISIONS).values()
    assert "Visit every bank" in str(added[3])
    assert {one.decision for one in written.merged.register.new_actions} == {Decision.AWAITED}


def test_rows_that_stand_there_twice_and_contradict_each_other_are_told(year, office, tmp_path):
    path = workbook_of(year)

    def do(book: Book) -> None:
        typed(
            book, path, DECISIONS, [("Visit every bank", decided("Accept")), ("Progress this", decided("Accept", WHY))]
        )
        rows = [row for row in book.read(DECISIONS, "A5:L9") if row[4] == "Accept"]
        book.put(DECISIONS, "A10:L11", rows)
        book.type(DECISIONS, {"E10": "Reject"})

    reworked(office, path, do)
    begun = Path(shutil.copyfile(path, tmp_path / "begun.xlsx"))
    written = merge(year)
    (problem,) = written.problems
    assert re.search(
        r"row \d+ and row 10 say different things about the same matter, and the lower one counts", problem
    )
    assert_kept(begun, path)
    (proposal,) = (one for one in written.merged.register.new_actions if "Visit every bank" in one.action)
    assert proposal.decision is Decision.REJECT
    assert next(one for one in written.merged.register.withheld if one.subgroup == "VO").is_released


def test_what_is_none_of_the_choices_is_told_and_decides_nothing(year, office):
    path = workbook_of(year)

    def do(book: Book) -> None:
        book.put(DECISIONS, "E5", [["Perhaps"]])
        book.put(ASKS, "F5", [["Done 07700 900777"]])

    reworked(office, path, do)
    written = merge(year)
    assert written.problems == (
        f"{path}, sheet Decisions, cell E5: what is written there is none of the choices. Choose Accept or Reject.",
        f"{path}, sheet COG asks, cell F5: what is written there is none of the choices. Choose Open or Closed.",
    )


def test_what_was_released_in_an_answer_stays_released_when_its_row_is_sorted_elsewhere(year, office):
    path = workbook_of(year)
    answer = {"State": "Closed", "What was decided": "Yes; ring 07700 900888 about it."}
    reworked(office, path, lambda book: typed(book, path, ASKS, [("lend us hall", answer)]))
    merge(year)
    matter = "in What was decided"
    reworked(office, path, lambda book: typed(book, path, DECISIONS, [(matter, decided("Accept", WHY))]))
    assert released_in_answers(merge(year)) == [True]
    rows = len(read_coordinator(path).decisions)
    before = [row.ref for row in read_coordinator(path).asks]
    reworked(office, path, lambda book: book.sort(ASKS, BLOCKS[ASKS], 1, descending=True))
    assert [row.ref for row in read_coordinator(path).asks] == sorted(before, reverse=True) != before
    assert released_in_answers(merge(year)) == [True]
    assert len(read_coordinator(path).decisions) == rows


def released_in_answers(written: Written) -> list[bool]:
    withheld = written.merged.register.withheld
    return [one.is_released for one in withheld if one.heading == "What was decided"]


def test_matters_that_wait_are_those_that_nobody_decided(year):
    rows = read_coordinator(workbook_of(year)).decisions
    assert {row.matter for row in rows} == {Matter.DATE_CHANGE, Matter.NEW_ACTION, Matter.PERSONAL_DATA}
    assert all(row.decision is None for row in rows)


@pytest.mark.parametrize("form", ["ods", "xls"])
def test_a_workbook_saved_in_another_format_is_read_and_left_as_it_is_and_a_sentence_says_so(form, year, office):
    path = workbook_of(year)
    with office.open(path) as book:
        typed(
            book, path, DECISIONS, [("Visit every bank", decided("Accept")), ("Progress this", decided("Accept", WHY))]
        )
        typed(book, path, ASKS, [("lend us hall", {"State": "Closed", "What was decided": ANSWER})])
        book.save(path.with_name(f"as saved.{form}")).replace(path)
    before = path.read_bytes()
    return_anew(year, "FH", version("b"))
    written = merge(year)
    assert written.problems == (
        f"{path} cannot be added to: it is no Excel workbook (.xlsx) inside. Open it, save it as one, and run the "
        "command again. What waits for an answer could not be added to the coordinator's workbook.",
    )
    assert path.read_bytes() == before
    assert_they_act(written)
    assert year.quarter("Q1").report in written.files
