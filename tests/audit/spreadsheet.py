"""A self-audit of an .xlsx workbook: accessible, nothing hidden, nothing that Excel 2016 cannot do.

`audit` returns a sentence for each finding. Only openpyxl and the parts of the zip package are used: the audit
knows nothing of nacpc_xl, so it cannot share a mistake with it.
"""

from __future__ import annotations

import colorsys
import io
import posixpath
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.formula import Tokenizer
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.utils import get_column_letter, range_boundaries

CONTRAST = 4.5  # of text on its ground: WCAG 2.2 AA
CONTRAST_OF_HEADINGS = 3.0  # of given headings and those to fill in, seen in grey: WCAG's for what is not text
A4 = "9"
LONGEST_NAME = 31  # characters of a sheet's name
LONGEST_FORMULA = 8192
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255  # characters of an input or error message
FORM_COLUMNS = 3  # label, answer, help

VOLATILE = {"NOW", "TODAY", "RAND", "RANDBETWEEN", "OFFSET", "INDIRECT", "CELL", "INFO"}
FUNCTIONS = """
ABS AND AVERAGE CHAR CHOOSE CLEAN CODE COLUMN COLUMNS CONCATENATE COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DAY
EXACT FALSE FIND IF IFERROR INDEX INT ISBLANK ISERROR ISNUMBER ISTEXT LEFT LEN LOOKUP LOWER MATCH MAX MEDIAN MID
MIN MOD MONTH N NA NOT OR PROPER REPLACE REPT RIGHT ROUND ROUNDDOWN ROUNDUP ROW ROWS SEARCH SIGN SUBSTITUTE
SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT T TEXT TRIM TRUE UPPER VALUE VLOOKUP WEEKDAY YEAR
"""
"""Functions that Excel 2010 and LibreOffice have, worked out anew only when a cell that they use changes."""

TELLS_WHAT_TO_DO = re.compile(
    r"(?:^|[.?!:] )(?:Choose|Delete|Enter|Give|Keep|Leave|Make|Paste|Press|Put|Say|Select|Shorten|Split|Type|Use)\b"
)
MEANINGLESS = re.compile(r"(sheet|table|tab|page|worksheet|untitled|new sheet)?[ _-]*\d*|[a-z]", re.IGNORECASE)

Cell = Any
Rule = Callable[["Workbook"], Iterator[str]]
RULES: list[Rule] = []


def audit(source: Path | bytes, links_to: str = "") -> list[str]:
    """What is wrong with the workbook, a sentence for each finding.

    `links_to` is a regular expression for the addresses outside the workbook that its cells may link to.
    """
    content = source if isinstance(source, bytes) else source.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return ["The workbook is no .xlsx file, or opens with a password only."]
    book = Workbook(content, links_to)
    return [finding for rule in RULES for finding in rule(book)]


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


class Workbook:
    """A workbook as openpyxl reads it, with the parts of its package."""

    def __init__(self, content: bytes, links_to: str = "") -> None:
        self.links_to = links_to
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.xml = parsed(self.parts["xl/workbook.xml"])
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Title is more than 31 characters")  # the audit says so itself
            self.book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
        targets = self.related("xl/workbook.xml")
        elements = [one for one in self.xml.iter("sheet") if targets[one.get("id", "")][0] == "worksheet"]
        self.sheets = [
            Sheet(self, element, targets[element.get("id", "")][1], cells)
            for element, cells in zip(elements, self.book.worksheets, strict=True)
        ]

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The kind and the name of each part that a part points to, by the pointer's id."""
        folder, name = posixpath.split(part)
        content = self.parts.get(f"{folder}/_rels/{name}.rels")
        return {
            one.get("Id", ""): (
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
            )
            for one in (parsed(content) if content else ())
            if one.get("TargetMode") != "External"
        }

    @cached_property
    def theme(self) -> list[str]:
        """The theme's colours, RRGGBB, in the order in which cells number them."""
        name = "xl/theme/theme1.xml"
        if name not in self.parts:
            return []
        scheme = next(parsed(self.parts[name]).iter("clrScheme"))
        light_and_dark_swapped = (1, 0, 3, 2, *range(4, 12))
        colours = [(colour.get("lastClr") or colour.get("val") or "") for (colour,) in scheme]
        return [colours[at] for at in light_and_dark_swapped]

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Each formula with where it stands: in cells, conditional formats, validations, tables and names."""
        for sheet in self.sheets:
            for cell in sheet.xml.iter("c"):
                for formula in cell.iter("f"):
                    yield f"{sheet.name} {cell.get('r')}", formula.text or ""
            for condition in sheet.xml.iter("conditionalFormatting"):
                for formula in condition.iter("formula"):
                    yield f"the conditional format of {sheet.name} {condition.get('sqref')}", formula.text or ""
            for validation in sheet.xml.iter("dataValidation"):
                for formula in (*validation.iter("formula1"), *validation.iter("formula2")):
                    yield f"the validation of {sheet.name} {validation.get('sqref')}", formula.text or ""
            for table in sheet.tables:
                for formula in (*table.xml.iter("calculatedColumnFormula"), *table.xml.iter("totalsRowFormula")):
                    yield f"the table {table.name}", formula.text or ""
        for name in self.xml.iter("definedName"):
            if not name.get("name", "").startswith("_xlnm."):
                yield f"the name {name.get('name')}", name.text or ""


class Sheet:
    """A worksheet: its XML and its cells."""

    def __init__(self, book: Workbook, element: Element, part: str, cells: Any) -> None:
        self.name = element.get("name", "")
        self.state = element.get("state", "visible")
        self.xml = parsed(book.parts[part])
        self.cells = cells
        self.tables = [
            Table(self, parsed(book.parts[target])) for kind, target in book.related(part).values() if kind == "table"
        ]

    def all_cells(self) -> Iterator[Cell]:
        for row in self.cells.iter_rows():
            yield from row

    @cached_property
    def to_fill_in(self) -> list[Cell]:
        """The cells that stay open when the sheet is protected."""
        return [cell for cell in self.all_cells() if cell.has_style and not cell.protection.locked]

    @cached_property
    def filled(self) -> dict[tuple[int, int], Cell]:
        """The cells that hold anything, by row and column."""
        return {(cell.row, cell.column): cell for cell in self.all_cells() if cell.value not in (None, "")}

    def says(self, cell: str) -> str:
        value = self.cells[cell].value
        return str(value).strip() if value is not None else ""

    def setting(self, tag: str, name: str) -> str:
        """The value of one attribute of the first element with this tag; "" where there is none."""
        return next((element.get(name, "") for element in self.xml.iter(tag)), "")

    def table_at(self, row: int, column: int) -> Table | None:
        return next((table for table in self.tables if table.holds(row, column)), None)


class Table:
    """An Excel table."""

    def __init__(self, sheet: Sheet, xml: Element) -> None:
        self.sheet = sheet
        self.xml = xml
        self.name = xml.get("displayName", "")
        self.left, self.top, self.right, self.bottom = bounds(xml.get("ref", "A1"))

    @property
    def headings(self) -> list[str]:
        return [column.get("name", "") for column in self.xml.iter("tableColumn")]

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def heading_cell(self, column: int) -> Cell:
        return self.sheet.cells.cell(self.top, column)


# What stands where


@rule
def the_document_has_a_title(book: Workbook) -> Iterator[str]:
    if not (book.book.properties.title or "").strip():
        yield "The document has no title in its properties."


@rule
def every_sheet_begins_with_its_title_and_what_it_is_for(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        title, purpose = sheet.says("A1"), sheet.says("A2")
        if not title:
            yield f"{sheet.name}: A1 does not hold the sheet's title."
        elif sheet.cells["A1"].font.sz <= max(
            (cell.font.sz for at, cell in sheet.filled.items() if at != (1, 1)), default=0
        ):
            yield f"{sheet.name}: the title in A1 is no larger than what stands below it."
        if len(purpose.split()) < 4 or not purpose.endswith("."):
            yield f"{sheet.name}: A2 does not say in a sentence what the sheet is for."


@rule
def sheet_names_tell_sheets_apart(book: Workbook) -> Iterator[str]:
    names = Counter(sheet.name.casefold() for sheet in book.sheets)
    for sheet in book.sheets:
        if names[sheet.name.casefold()] > 1:
            yield f"{sheet.name}: two sheets have this name."
        if MEANINGLESS.fullmatch(sheet.name):
            yield f"{sheet.name}: the name says nothing about the sheet."
        if len(sheet.name) > LONGEST_NAME:
            yield f"{sheet.name}: the name has over {LONGEST_NAME} characters."


@rule
def tables_are_named_and_described(book: Workbook) -> Iterator[str]:
    names = Counter(table.name.casefold() for sheet in book.sheets for table in sheet.tables)
    names.update(name.get("name", "").casefold() for name in book.xml.iter("definedName"))
    for table in tables(book):
        where = f"{table.sheet.name}, table {table.name}"
        if names[table.name.casefold()] > 1:
            yield f"{where}: the name is not the only one of its kind."
        if not re.fullmatch(r"[A-Za-z_]\w{3,}", table.name) or re.fullmatch(r"Table\d*", table.name):
            yield f"{where}: the name says nothing about the table."
        described = next((one for one in table.xml.iter("table") if one.get("altText")), None)
        if described is None:
            yield f"{where}: there is no alternative text (title)."
        if described is None or not described.get("altTextSummary"):
            yield f"{where}: there is no alternative text (description)."


@rule
def tables_have_a_heading_over_each_column(book: Workbook) -> Iterator[str]:
    for table in tables(book):
        where = f"{table.sheet.name}, table {table.name}"
        if table.xml.get("headerRowCount") == "0":
            yield f"{where}: there is no header row."
            continue
        written = [str(table.heading_cell(column).value or "").strip() for column in range(table.left, table.right + 1)]
        if written != table.headings:
            yield f"{where}: the header row does not show the table's headings."
        folded = [heading.casefold() for heading in table.headings]
        for number, heading in enumerate(folded):
            if not heading or re.fullmatch(r"column ?\d+", heading):
                yield f"{where}: column {number + 1} has no heading."
            elif heading in folded[:number]:
                yield f"{where}: two columns are headed {table.headings[number]}."


@rule
def tables_start_in_column_a_or_side_by_side(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        for table in sheet.tables:
            beside = any(other.top == table.top and other.right == table.left - 1 for other in sheet.tables)
            if table.left != 1 and not beside:
                yield f"{sheet.name}, table {table.name}: it starts in column {get_column_letter(table.left)}, not A."


@rule
def what_is_no_form_is_a_table(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        outside = [cell for at, cell in sheet.filled.items() if sheet.table_at(*at) is None]
        beyond = [cell for cell in outside if cell.column > (1 if cell.row <= 3 else FORM_COLUMNS)]
        if beyond:
            yield f"{sheet.name}: {named(beyond)} stands outside the tables, and in no form of label and answer."


@rule
def no_row_is_left_empty(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        rows = {row for row, _ in sheet.filled} | {
            row for table in sheet.tables for row in range(table.top, table.bottom + 1)
        }
        if empty := sorted(set(range(1, max(rows, default=0))) - rows):
            yield f"{sheet.name}: row {empty[0]} is empty, and there is something below it."


@rule
def no_cells_are_merged(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        for merged in sheet.xml.iter("mergeCell"):
            yield f"{sheet.name}: the cells {merged.get('ref')} are merged."


@rule
def nothing_is_hidden(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        if sheet.state != "visible":
            yield f"{sheet.name}: the sheet is hidden ({sheet.state})."
        if sheet.setting("sheetFormatPr", "zeroHeight") in ("1", "true"):
            yield f"{sheet.name}: rows are hidden by default."
        for row in sheet.xml.iter("row"):
            if row.get("hidden") in ("1", "true") or float(row.get("ht", "15")) == 0:
                yield f"{sheet.name}: row {row.get('r')} is hidden."
        for column in sheet.xml.iter("col"):
            if column.get("hidden") in ("1", "true") or float(column.get("width", "9")) == 0:
                yield f"{sheet.name}: column {get_column_letter(int(column.get('min', '1')))} is hidden."
        if hidden := [cell for cell in sheet.all_cells() if ";;;" in cell.number_format]:
            yield f"{sheet.name}: {named(hidden)} does not show what it holds."
        if hidden := [cell for cell in sheet.all_cells() if cell.protection.hidden]:
            yield f"{sheet.name}: {named(hidden)} does not show its formula."
    for name in book.xml.iter("definedName"):
        if name.get("hidden") in ("1", "true"):
            yield f"The name {name.get('name')} is hidden."


# What must not be there


FOREIGN = {
    r"vbaProject|macrosheets|vbaData": "a macro",
    r"externalLinks/|connections\.xml|queryTables/": "a link to data outside",
    r"embeddings/|oleObject": "an embedded object",
    r"activeX/|ctrlProps/": "a control",
    r"xl/media/": "a picture",
    r"customXml/": "data of another program",
}


@rule
def nothing_foreign_is_inside(book: Workbook) -> Iterator[str]:
    for part in book.parts:
        for pattern, what in FOREIGN.items():
            if re.search(pattern, part):
                yield f"The workbook holds {what} ({part})."
    if b"macroEnabled" in book.parts["[Content_Types].xml"]:
        yield "The workbook says that it has macros."


@rule
def nothing_points_outside(book: Workbook) -> Iterator[str]:
    for part, content in book.parts.items():
        if part.endswith(".rels"):
            for one in parsed(content):
                target = one.get("Target", "")
                is_allowed = book.links_to and re.match(book.links_to, target)
                if one.get("TargetMode") == "External" and not is_allowed:
                    yield f"The workbook links to {target} ({part})."


@rule
def no_password_is_needed(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        for protection in sheet.xml.iter("sheetProtection"):
            if protection.get("password") or protection.get("hashValue"):
                yield f"{sheet.name}: the protection has a password."
    for protection in (*book.xml.iter("workbookProtection"), *book.xml.iter("fileSharing")):
        yield f"The workbook itself is protected ({protection.tag})."


@rule
def protection_leaves_people_free_to_read(book: Workbook) -> Iterator[str]:
    freedoms = {
        "selectLockedCells": ("0", "select given cells"),
        "selectUnlockedCells": ("0", "select cells to fill in"),
        "formatColumns": ("1", "make columns wider"),
        "formatRows": ("1", "make rows higher"),
        "sort": ("1", "sort"),
        "autoFilter": ("1", "filter"),
    }
    for sheet in book.sheets:
        for protection in sheet.xml.iter("sheetProtection"):
            if protection.get("sheet") in ("1", "true"):
                for name, (otherwise, what) in freedoms.items():
                    if protection.get(name, otherwise) in ("1", "true"):
                        yield f"{sheet.name}: the protection does not let people {what}."


# Colours


@rule
def text_stands_out_from_its_ground(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        pairs: dict[tuple[str, str], list[Cell]] = {}
        for cell in sheet.all_cells():
            if not cell.has_style and cell.value is None:
                continue
            ground, fonts = ground_of(book, cell.fill), [cell.font]
            if isinstance(cell.value, CellRichText):
                fonts += [run.font for run in cell.value if isinstance(run, TextBlock)]
            for font in fonts:
                pairs.setdefault((colour(book, font.color, "000000"), ground), []).append(cell)
        for (text, ground), cells in pairs.items():
            yield from _too_faint(f"{sheet.name}: {named(cells)}", text, ground)
        for table in sheet.tables:
            for style in table.xml.iter("tableStyleInfo"):
                if style.get("name"):
                    yield f"{sheet.name}, table {table.name}: a table style colours it, whose contrast is not known."


@rule
def text_stands_out_when_a_condition_colours_it(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        for area in sheet.cells.conditional_formatting:
            pairs = set()
            for one in area.rules:
                if one.dxf is None:
                    continue
                for cell in (cell for block in area.sqref.ranges for cell in cells_in(sheet, block.bounds)):
                    text = colour(book, cell.font.color, "000000")
                    ground = ground_of(book, cell.fill)
                    if one.dxf.font is not None:
                        text = colour(book, one.dxf.font.color, text)
                    if one.dxf.fill is not None:
                        ground = colour(book, one.dxf.fill.bgColor, ground)
                    pairs.add((text, ground))
            for text, ground in sorted(pairs):
                yield from _too_faint(f"{sheet.name}: the conditional format of {area.sqref}", text, ground)


def _too_faint(where: str, text: str, ground: str) -> Iterator[str]:
    if not ground:
        yield f"{where} has a pattern behind its text."
    elif contrast(text, ground) < CONTRAST:
        yield f"{where}: #{text} on #{ground} has a contrast of only {contrast(text, ground):.1f}."


@rule
def headings_to_fill_in_differ_in_grey(book: Workbook) -> Iterator[str]:
    grounds: dict[bool, set[str]] = {True: set(), False: set()}
    for sheet in book.sheets:
        open_cells = {(cell.row, cell.column) for cell in sheet.to_fill_in}
        for table in sheet.tables:
            for column in range(table.left, table.right + 1):
                is_open = (table.top + 1, column) in open_cells
                grounds[is_open].add(ground_of(book, table.heading_cell(column).fill))
        for row, column in open_cells:
            if sheet.table_at(row, column) is None and column > 1:
                grounds[True].add(ground_of(book, sheet.cells.cell(row, 1).fill))
    for given in sorted(grounds[False]):
        for to_fill_in in sorted(grounds[True]):
            if contrast(given or "FFFFFF", to_fill_in or "FFFFFF") < CONTRAST_OF_HEADINGS:
                yield f"Given headings (#{given}) and those to fill in (#{to_fill_in}) look alike in grey."


@rule
def colour_never_speaks_alone(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        for area in sheet.cells.conditional_formatting:
            for one in area.rules:
                text = (one.formula or [""])[0]
                if one.type == "cellIs" and one.operator == "equal" and re.fullmatch(r'".+"', text):
                    continue  # the word stands in the cell
                if one.type != "expression":
                    yield f"{sheet.name}: a {one.type} in {area.sqref} says by colour alone what it means."
                elif not all(_is_said_in_words(sheet, block.bounds) for block in area.sqref.ranges):
                    yield f"{sheet.name}: {area.sqref} lights up, but no words on the sheet say so."
        if coloured := [
            cell for cell in sheet.all_cells() if re.search(r"\[(Red|Green|Blue|Color)", cell.number_format)
        ]:
            yield f"{sheet.name}: {named(coloured)} is coloured by its number format."


def _is_said_in_words(sheet: Sheet, block: tuple[int, int, int, int]) -> bool:
    """Whether a formula on the sheet speaks of the cells that light up: in A1 to A3, or in their rows by heading."""
    left, top, _, _ = block
    points_there = re.compile(rf"\$?\b{get_column_letter(left)}\$?\d")
    table = sheet.table_at(top, left)
    for (row, column), cell in sheet.filled.items():
        if cell.data_type == "f" and points_there.search(str(cell.value)):
            if row <= 3 and column == 1:
                return True
            if table and table.holds(row, column) and str(table.heading_cell(left).value) in str(cell.value):
                return True
    return False


# Filling in


@rule
def cells_to_fill_in_have_a_message(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        covered = Counter(
            at
            for validation in sheet.xml.iter("dataValidation")
            for block in validation.get("sqref", "").split()
            for at in positions(block)
        )
        open_cells = {(cell.row, cell.column): cell for cell in sheet.to_fill_in}
        if without := [cell for at, cell in open_cells.items() if not covered[at]]:
            yield f"{sheet.name}: {named(without)} has no validation."
        if twice := [sheet.cells.cell(*at) for at, count in covered.items() if count > 1]:
            yield f"{sheet.name}: {named(twice)} has two validations."
        for validation in sheet.xml.iter("dataValidation"):
            where = f"{sheet.name}: the validation of {validation.get('sqref')}"
            title, message = validation.get("promptTitle", ""), validation.get("prompt", "")
            if not (title.strip() and message.strip()) or validation.get("showInputMessage") not in ("1", "true"):
                yield f"{where} shows no message with a title."
            if len(title) > LONGEST_TITLE or len(message) > LONGEST_MESSAGE:
                yield f"{where} has a message that is too long for Excel."


@rule
def what_is_stopped_is_told_what_to_do(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        for validation in sheet.xml.iter("dataValidation"):
            if validation.get("type", "none") == "none":
                continue
            where = f"{sheet.name}: the validation of {validation.get('sqref')}"
            title, message = validation.get("errorTitle", ""), validation.get("error", "")
            if validation.get("showErrorMessage") not in ("1", "true"):
                yield f"{where} lets everything pass."
            elif not (title.strip() and message.strip()):
                yield f"{where} has no error text with a title."
            elif validation.get("errorStyle", "stop") == "stop" and not TELLS_WHAT_TO_DO.search(message):
                yield f"{where} does not say what to do: {message}"
            if len(title) > LONGEST_TITLE or len(message) > LONGEST_MESSAGE:
                yield f"{where} has an error text that is too long for Excel."


@rule
def drop_downs_offer_something_in_plain_sight(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        for validation in sheet.xml.iter("dataValidation"):
            if validation.get("type") != "list":
                continue
            where = f"{sheet.name}: the drop-down of {validation.get('sqref')}"
            source = next((one.text or "" for one in validation.iter("formula1")), "")
            found = re.fullmatch(r"(?:'?(?P<sheet>[^'!]+)'?!)?(?P<block>\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)", source)
            if found is None:
                if not re.fullmatch(r'".+"', source):
                    yield f"{where} does not point to its list."
                continue
            offered_on = next((one for one in book.sheets if one.name == (found["sheet"] or sheet.name)), None)
            if offered_on is None or any(at not in offered_on.filled for at in positions(found["block"])):
                yield f"{where} offers empty cells."


# Reading and printing


@rule
def headings_stay_in_sight(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        pane = next(sheet.xml.iter("pane"), None)
        rows = int(float(pane.get("ySplit", "0"))) if pane is not None and "frozen" in pane.get("state", "") else 0
        headings = min((table.top for table in sheet.tables), default=0)
        if not rows or (headings and rows != headings):
            yield f"{sheet.name}: the headings do not stay in sight while scrolling."


@rule
def sheets_print_on_a4(book: Workbook) -> Iterator[str]:
    for sheet in book.sheets:
        if sheet.setting("pageSetup", "paperSize") != A4:
            yield f"{sheet.name}: the paper is not A4."
        if sheet.setting("pageSetup", "orientation") != "landscape":
            yield f"{sheet.name}: the page is not landscape."
        fits = sheet.setting("pageSetUpPr", "fitToPage") in ("1", "true")
        if not fits or sheet.setting("pageSetup", "fitToHeight") != "0":
            yield f"{sheet.name}: it is not fitted to the page's width."
        foot = next((one.text or "" for one in sheet.xml.iter("oddFooter")), "")
        if not {"&P", "&N"} <= set(re.findall(r"&[A-Z]", foot)) or any(
            sheet.setting("headerFooter", name) in ("1", "true") for name in ("differentFirst", "differentOddEven")
        ):
            yield f"{sheet.name}: the footer has no page numbers."


@rule
def headings_are_repeated_on_each_page(book: Workbook) -> Iterator[str]:
    titles = {
        int(name.get("localSheetId", "-1")): name.text or ""
        for name in book.xml.iter("definedName")
        if name.get("name") == "_xlnm.Print_Titles"
    }
    for number, sheet in enumerate(book.sheets):
        repeated = titles.get(number, "")
        rows = re.search(r"\$(\d+):\$(\d+)", repeated)
        heading = min((table.top for table in sheet.tables), default=0)
        if heading and not (rows and int(rows[1]) <= heading <= int(rows[2])):
            yield f"{sheet.name}: the headings are not repeated on each page."
        if int(sheet.setting("pageSetup", "fitToWidth") or "1") > 1 and not re.search(r"\$A:\$[A-Z]+", repeated):
            yield f"{sheet.name}: it prints several pages wide and does not repeat its first columns."


@rule
def objects_are_described(book: Workbook) -> Iterator[str]:
    for part, content in book.parts.items():
        if re.fullmatch(r"xl/drawings/[^/]+\.xml", part):
            for one in parsed(content).iter("cNvPr"):
                if not one.get("descr"):
                    yield f"{one.get('name')} has no alternative text ({part})."


# Formulas


@rule
def formulas_are_short_steady_and_not_too_new(book: Workbook) -> Iterator[str]:
    for where, formula in book.formulas():
        if len(formula) + 1 > LONGEST_FORMULA:
            yield f"The formula of {where} has {len(formula) + 1} characters; Excel takes {LONGEST_FORMULA}."
        if "#REF!" in formula:
            yield f"The formula of {where} points to nothing (#REF!)."
        for function in sorted(functions_in(formula)):
            if function in VOLATILE:
                yield f"The formula of {where} uses {function}, which changes by itself."
            elif function not in FUNCTIONS.split():
                yield f"The formula of {where} uses {function}, which is not known to be in Excel 2016."


@rule
def names_point_somewhere(book: Workbook) -> Iterator[str]:
    sheets = {sheet.name for sheet in book.sheets}
    for name in book.xml.iter("definedName"):
        pointed_to = {
            (quoted or plain).replace("''", "'")
            for quoted, plain in re.findall(r"(?:'((?:[^']|'')+)'|([\w.]+))!", (name.text or "").replace("#REF!", ""))
        }
        if not (name.text or "").strip() or "#REF!" in (name.text or "") or pointed_to - sheets:
            yield f"The name {name.get('name')} points to nothing: {name.text}"


def functions_in(formula: str) -> set[str]:
    """The functions that a formula calls, in capitals."""
    return {
        token.value.rstrip("(").lstrip("@").upper()
        for token in Tokenizer(f"={formula}").items
        if token.type == "FUNC" and token.subtype == "OPEN"
    }


# Colours, places and XML


def colour(book: Workbook, chosen: Any, otherwise: str) -> str:
    """The colour as RRGGBB, themes, tints and palettes resolved; `otherwise` where none is chosen."""
    if chosen is None or chosen.type == "auto":
        return otherwise
    if chosen.type == "theme":
        found = book.theme[chosen.theme] if chosen.theme < len(book.theme) else otherwise
    elif chosen.type == "indexed":
        if chosen.indexed >= len(COLOR_INDEX):  # the system's own: 64 for text, 65 for its ground
            return otherwise
        found = COLOR_INDEX[chosen.indexed][-6:]
    else:
        found = str(chosen.rgb)[-6:]
    return tinted(found, chosen.tint or 0.0).upper()


def tinted(rgb: str, tint: float) -> str:
    """The colour made darker (`tint` below 0) or lighter (above)."""
    if not tint:
        return rgb
    hue, light, saturation = colorsys.rgb_to_hls(*(int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))


def ground_of(book: Workbook, fill: Any) -> str:
    """The colour behind a cell's text; white where it has no fill, "" where it has a pattern or a gradient."""
    if fill is None or getattr(fill, "patternType", "gradient") is None:
        return "FFFFFF"
    return colour(book, fill.fgColor, "FFFFFF") if getattr(fill, "patternType", "") == "solid" else ""


def luminance(rgb: str) -> float:
    parts = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def tables(book: Workbook) -> Iterator[Table]:
    for sheet in book.sheets:
        yield from sheet.tables


def bounds(block: str) -> tuple[int, int, int, int]:
    """The first column, first row, last column and last row of a block of cells."""
    left, top, right, bottom = range_boundaries(block.replace("$", ""))
    assert left and top and right and bottom
    return left, top, right, bottom


def positions(block: str) -> Iterator[tuple[int, int]]:
    """Row and column of each cell of a block."""
    left, top, right, bottom = bounds(block)
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def cells_in(sheet: Sheet, block: tuple[int, int, int, int]) -> Iterator[Cell]:
    left, top, right, bottom = block
    for row in sheet.cells.iter_rows(top, bottom, left, right):
        yield from row


def named(cells: Iterable[Cell]) -> str:
    """The first of the cells, and how many others there are."""
    first, *others = (cell.coordinate for cell in cells)
    return f"{first} (and {len(others)} more)" if others else str(first)


def parsed(content: bytes) -> Element:
    """The XML without its namespaces."""
    root = ElementTree.fromstring(content)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.attrib = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    return root
