"""The self-audit can fail: each of its rules sees what it is for, in a small workbook that is damaged in one place."""

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache

import pytest
import xlsxwriter

from tests.audit.spreadsheet import RULES, Workbook, audit, contrast, functions_in, tinted

ACTIONS, SIGN_OFF, LISTS = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
TABLE, LIST = "xl/tables/table1.xml", "xl/tables/table2.xml"
STYLES, STRINGS, WORKBOOK = "xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
RELATED = "xl/worksheets/_rels/sheet1.xml.rels"
TYPES = "[Content_Types].xml"

OPEN = {"bg_color": "#FFFDF2", "font_color": "#000000", "locked": False}
GIVEN_HEADING = {"bg_color": "#D9D9D9", "font_color": "#000000", "bold": True}
OPEN_HEADING = {"bg_color": "#1F4E79", "font_color": "#FFFFFF", "bold": True}


@cache
def good() -> bytes:
    """A workbook with a table, a form and two lists, in which the audit finds nothing."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"title": "A small tracker"})
    title, given, to_fill_in, open_cell = (
        book.add_format(look) for look in ({"font_size": 16}, GIVEN_HEADING, OPEN_HEADING, OPEN)
    )
    actions, sign_off, lists = (book.add_worksheet(name) for name in ("Actions", "Sign-off", "Lists"))
    for sheet, top in ((actions, 4), (sign_off, 3), (lists, 4)):
        sheet.write("A1", f"{sheet.name} of a small tracker", title)
        sheet.write("A2", "Says what is to be done.")
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&RPage &P of &N")
        sheet.freeze_panes(top, 0)

    actions.write("A3", '="Still to do: "&SUMPRODUCT((LEN(TRIM($B$5:$B$6))=0)*1)')
    columns = [
        {"header": "Ref", "header_format": given},
        {"header": "Status", "header_format": to_fill_in},
        {"header": "To do", "header_format": given},
    ]
    described = {"title": "Actions", "description": "One row for each action."}
    actions.add_table("A4:C6", {"name": "ActionsTable", "columns": columns, "style": None, **described})
    for row in (4, 5):
        actions.write(row, 0, f"P1.1-0{row - 3}")
        actions.write_blank(row, 1, None, open_cell)
        actions.write(row, 2, f'=IF(LEN(TRIM($B{row + 1}))=0,"Fill in: Status","Ready")')
    lit = book.add_format({"bg_color": "#FFD966", "font_color": "#000000"})
    green = book.add_format({"bg_color": "#C6E0B4"})
    actions.conditional_format("B5:B6", {"type": "cell", "criteria": "==", "value": '"On track"', "format": green})
    actions.conditional_format("B5:B6", {"type": "formula", "criteria": "=LEN(TRIM($B5))=0", "format": lit})
    told = {"input_title": "Status", "input_message": "Where it stands.", "error_title": "Status"}
    of_list = {"validate": "list", "source": "=Lists!$A$5:$A$6", "error_message": "Choose from the list."}
    actions.data_validation("B5:B6", of_list | told)
    actions.repeat_rows(3)
    actions.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})

    sign_off.write("A3", '="Still to do: "&SUMPRODUCT((LEN(TRIM($B$4:$B$4))=0)*1)')
    sign_off.write("A4", "Completed by (role)", to_fill_in)
    sign_off.write_blank("B4", None, open_cell)
    sign_off.write("C4", "A role, not a name.")
    sign_off.data_validation("B4", {"validate": "any", "input_title": "Role", "input_message": "A role, not a name."})
    sign_off.conditional_format("B4", {"type": "formula", "criteria": "=LEN(TRIM($B4))=0", "format": lit})

    lists.write("A3", "Two lists stand side by side.")
    for column, (name, values) in enumerate({"Status": ("On track", "Late"), "Priority": ("P1.1", "P1.2")}.items()):
        options = {"name": f"List_{name}", "columns": [{"header": name, "header_format": given}], "style": None}
        lists.add_table(3, column, 5, column, options | {"title": name, "description": f"What {name} may be."})
        lists.write_column(4, column, values)
    lists.repeat_rows(3)
    book.close()
    return content.getvalue()


def damaged(part: str, old: str, new: str) -> bytes:
    """The good workbook with the first `old` (a regular expression) in one of its parts replaced."""
    return changed({part: lambda text: replaced_once(text, old, new)})


def replaced_once(text: str, old: str, new: str) -> str:
    after, count = re.subn(old, new, text, count=1, flags=re.DOTALL)
    assert count == 1, f"{old} is not there"
    return after


def changed(changes: Mapping[str, object], extra: Mapping[str, str] | None = None) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good())) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            change = changes.get(name)
            text = old.read(name)
            new.writestr(name, change(text.decode()) if callable(change) else text)
        for name, added in (extra or {}).items():
            new.writestr(name, added)
    return content.getvalue()


def test_nothing_is_found_where_nothing_is_wrong():
    assert audit(good()) == []


DAMAGES = {
    "the_document_has_a_title": [
        ("docProps/core.xml", "A small tracker", "", "The document has no title in its properties."),
    ],
    "every_sheet_begins_with_its_title_and_what_it_is_for": [
        (ACTIONS, r'<c r="A1".*?</c>', "", "Actions: A1 does not hold the sheet's title."),
        (ACTIONS, r'<c r="A1" s="1"', '<c r="A1"', "Actions: the title in A1 is no larger than what stands below it."),
        (ACTIONS, r'<c r="A2".*?</c>', '<c r="A2" t="str"><v>Tasks.</v></c>', "Actions: A2 does not say in a sentence"),
    ],
    "sheet_names_tell_sheets_apart": [
        (WORKBOOK, 'name="Sign-off"', 'name="Sheet2"', "Sheet2: the name says nothing about the sheet."),
        (WORKBOOK, 'name="Sign-off"', f'name="{"Sign-off " * 4}"', "Sign-off .*: the name has over 31 characters."),
    ],
    "tables_are_named_and_described": [
        (TABLE, 'displayName="ActionsTable"', 'displayName="Table1"', "Table1: the name says nothing"),
        (LIST, 'displayName="List_Status"', 'displayName="ActionsTable"', "the name is not the only one of its kind"),
        (TABLE, 'altText="Actions"', "", r"no alternative text \(title\)"),
        (TABLE, 'altTextSummary="[^"]*"', "", r"no alternative text \(description\)"),
        (TABLE, "<extLst>.*</extLst>", "", r"no alternative text \(title\)"),
    ],
    "tables_have_a_heading_over_each_column": [
        (TABLE, 'totalsRowShown="0"', 'headerRowCount="0"', "ActionsTable: there is no header row."),
        (TABLE, 'name="Ref"', 'name="Reference"', "the header row does not show the table's headings"),
        (TABLE, 'name="Ref"', 'name="Column1"', "column 1 has no heading"),
        (TABLE, 'name="Ref"', 'name="to do"', "two columns are headed To do"),
    ],
    "tables_start_in_column_a_or_side_by_side": [
        (TABLE, 'ref="A4:C6"', 'ref="B4:D6"', "ActionsTable: it starts in column B, not A."),
    ],
    "what_is_no_form_is_a_table": [
        (SIGN_OFF, "</row></sheetData>", r'<c r="D4"><v>1</v></c>\g<0>', "Sign-off: D4 stands outside the tables"),
        (ACTIONS, r'(<row r="1".*?)</row>', r'\1<c r="B1"><v>1</v></c></row>', "Actions: B1 stands outside"),
    ],
    "no_row_is_left_empty": [
        (ACTIONS, r'<row r="3".*?</row>', "", "Actions: row 3 is empty, and there is something below it."),
    ],
    "no_cells_are_merged": [
        (ACTIONS, "</sheetData>", r'\g<0><mergeCells><mergeCell ref="A1:B1"/></mergeCells>', "A1:B1 are merged"),
    ],
    "nothing_is_hidden": [
        (WORKBOOK, 'name="Lists"', r'\g<0> state="hidden"', r"Lists: the sheet is hidden \(hidden\)"),
        (WORKBOOK, 'name="Lists"', r'\g<0> state="veryHidden"', r"Lists: the sheet is hidden \(veryHidden\)"),
        (ACTIONS, '<row r="5"', r'\g<0> hidden="1"', "Actions: row 5 is hidden"),
        (ACTIONS, '<row r="5"', r'\g<0> ht="0"', "Actions: row 5 is hidden"),
        (ACTIONS, "<sheetFormatPr", r'\g<0> zeroHeight="1"', "Actions: rows are hidden by default"),
        (ACTIONS, "<sheetData>", r'<cols><col min="2" max="2" hidden="1"/></cols>\g<0>', "Actions: column B is hidden"),
        (ACTIONS, "<sheetData>", r'<cols><col min="2" max="2" width="0"/></cols>\g<0>', "Actions: column B is hidden"),
        (STYLES, '(<xf numFmtId=")0(" fontId="1")', r"\g<1>164\2", "does not show what it holds"),
        (STYLES, '<protection locked="0"/>', '<protection locked="0" hidden="1"/>', "does not show its formula"),
        (
            WORKBOOK,
            "<definedNames>",
            r'\g<0><definedName name="Old" hidden="1">Lists!$A$5</definedName>',
            "Old is hidden",
        ),
    ],
    "nothing_points_outside": [
        (
            RELATED,
            "</Relationships>",
            r'<Relationship Id="rId9" Type="x/hyperlink" Target="http://example.org" TargetMode="External"/>\g<0>',
            "The workbook links to http://example.org",
        ),
    ],
    "no_password_is_needed": [
        (ACTIONS, "<sheetProtection", r'\g<0> password="83AF"', "Actions: the protection has a password"),
        (ACTIONS, "<sheetProtection", r'\g<0> hashValue="eA=="', "Actions: the protection has a password"),
        (WORKBOOK, "<bookViews>", r'<workbookProtection lockStructure="1"/>\g<0>', "itself is protected"),
    ],
    "protection_leaves_people_free_to_read": [
        (ACTIONS, "<sheetProtection", r'\g<0> selectLockedCells="1"', "does not let people select given cells"),
        (ACTIONS, ' formatRows="0"', "", "does not let people make rows higher"),
        (ACTIONS, ' autoFilter="0"', "", "does not let people filter"),
    ],
    "text_stands_out_from_its_ground": [
        (STYLES, "FF1F4E79", "FFBDD7EE", "Actions: B4: #FFFFFF on #BDD7EE has a contrast of only 1.5"),
        (STYLES, 'rgb="FF1F4E79"', 'theme="0" tint="-0.25"', "#FFFFFF on #BFBFBF"),
        (STYLES, 'rgb="FF1F4E79"', 'indexed="13"', "#FFFFFF on #FFFF00"),
        (
            STYLES,
            'patternType="solid"><fgColor rgb="FF1F4E79"',
            'patternType="gray125"><fgColor rgb="FF1F4E79"',
            "pattern",
        ),
        (TABLE, "<tableStyleInfo", r'\g<0> name="TableStyleMedium9"', "a table style colours it"),
        (
            STRINGS,
            "<si><t>P1.1-01</t>",
            '<si><r><t>P1</t></r><r><rPr><color rgb="FFEEEEEE"/></rPr><t>.1-01</t></r>',
            "#EEEEEE on #FFFFFF",
        ),
    ],
    "text_stands_out_when_a_condition_colours_it": [
        (STYLES, "FFFFD966", "FF7F3F00", "the conditional format of B5:B6: #000000 on #7F3F00"),
        (STYLES, "FFC6E0B4", "FF203010", "the conditional format of B5:B6: #000000 on #203010"),
    ],
    "headings_to_fill_in_differ_in_grey": [
        (STYLES, "FFD9D9D9", "FF4E791F", r"Given headings \(#4E791F\) and those to fill in \(#1F4E79\) look alike"),
    ],
    "colour_never_speaks_alone": [
        (SIGN_OFF, r"<f>.*?</f>", "<f>1</f>", "Sign-off: B4 lights up, but no words on the sheet say so."),
        (ACTIONS, 'type="cellIs" (.*?) operator="equal"', r'type="top10" \1', "a top10 in B5:B6 says by colour alone"),
        (STYLES, '(<xf numFmtId=")0(" fontId="1")', r"\g<1>165\2", "is coloured by its number format"),
    ],
    "cells_to_fill_in_have_a_message": [
        (ACTIONS, 'sqref="B5:B6"><formula1>', 'sqref="B5"><formula1>', "Actions: B6 has no validation"),
        (
            ACTIONS,
            "<dataValidation .*?</dataValidation>",
            r"\g<0>\g<0>",
            r"Actions: B5 \(and 1 more\) has two validations",
        ),
        (ACTIONS, 'promptTitle="Status"', "", "shows no message with a title"),
        (ACTIONS, 'prompt="Where it stands."', "", "shows no message with a title"),
        (ACTIONS, 'showInputMessage="1"', "", "shows no message with a title"),
        (ACTIONS, "Where it stands.", "Where it stands. " * 20, "has a message that is too long for Excel"),
    ],
    "what_is_stopped_is_told_what_to_do": [
        (ACTIONS, 'showErrorMessage="1"', "", "lets everything pass"),
        (ACTIONS, ' error="Choose from the list."', "", "has no error text with a title"),
        (ACTIONS, 'errorTitle="Status"', "", "has no error text with a title"),
        (ACTIONS, "Choose from the list.", "Wrong value.", "does not say what to do: Wrong value"),
        (ACTIONS, "Choose from the list.", "Choose from the list. " * 20, "has an error text that is too long"),
    ],
    "drop_downs_offer_something_in_plain_sight": [
        (ACTIONS, r"Lists!\$A\$5:\$A\$6", "Lists!$A$5:$A$9", "the drop-down of B5:B6 offers empty cells"),
        (ACTIONS, r"Lists!\$A\$5:\$A\$6", "Elsewhere!$A$5:$A$6", "the drop-down of B5:B6 offers empty cells"),
        (ACTIONS, r"Lists!\$A\$5:\$A\$6", "Statuses", "the drop-down of B5:B6 does not point to its list"),
    ],
    "headings_stay_in_sight": [
        (ACTIONS, r'ySplit="4"', 'ySplit="2"', "Actions: the headings do not stay in sight"),
        (ACTIONS, 'state="frozen"', 'state="split"', "Actions: the headings do not stay in sight"),
        (SIGN_OFF, "<pane [^>]*>", "", "Sign-off: the headings do not stay in sight"),
    ],
    "sheets_print_on_a4": [
        (ACTIONS, 'paperSize="9"', 'paperSize="1"', "Actions: the paper is not A4"),
        (ACTIONS, 'orientation="landscape"', "", "Actions: the page is not landscape"),
        (ACTIONS, '<pageSetUpPr fitToPage="1"/>', "", "Actions: it is not fitted to the page's width"),
        (ACTIONS, 'fitToHeight="0"', "", "Actions: it is not fitted to the page's width"),
        (ACTIONS, "Page &amp;P of &amp;N", "The end", "Actions: the footer has no page numbers"),
        (ACTIONS, "<headerFooter", r'\g<0> differentFirst="1"', "Actions: the footer has no page numbers"),
    ],
    "headings_are_repeated_on_each_page": [
        (WORKBOOK, r"Actions!\$4:\$4", "Actions!$1:$2", "Actions: the headings are not repeated on each page"),
        (ACTIONS, "<pageSetup ", r'\g<0>fitToWidth="3" ', "prints several pages wide and does not repeat"),
    ],
    "formulas_are_short_steady_and_not_too_new": [
        (ACTIONS, "SUMPRODUCT", "NOW()+SUMPRODUCT", "The formula of Actions A3 uses NOW, which changes by itself"),
        (ACTIONS, "SUMPRODUCT", "_xlfn.IFS(TRUE,1)+SUMPRODUCT", r"uses _XLFN\.IFS, which is not known to be"),
        (ACTIONS, "SUMPRODUCT", "HYPERLINK(1)+SUMPRODUCT", "uses HYPERLINK, which is not known to be"),
        (ACTIONS, "SUMPRODUCT", f"{'1+' * 4100}SUMPRODUCT", r"has 82\d\d characters; Excel takes 8192"),
        (ACTIONS, r"\$B\$5:\$B\$6", "#REF!", r"points to nothing \(#REF!\)"),
        (
            ACTIONS,
            r"<formula>LEN\(TRIM\(\$B5\)\)=0",
            r"\g<0>*TODAY()",
            "conditional format of Actions B5:B6 uses TODAY",
        ),
        (ACTIONS, r"<formula1>.*?</formula1>", "<formula1>INDIRECT(A1)</formula1>", "validation of .* uses INDIRECT"),
    ],
    "names_point_somewhere": [
        (
            WORKBOOK,
            "<definedNames>",
            r'\g<0><definedName name="Old">#REF!</definedName>',
            "The name Old points to nothing",
        ),
        (WORKBOOK, "<definedNames>", r'\g<0><definedName name="Old">Away!$A$1</definedName>', "Old points to nothing"),
    ],
}
"""By rule: a part of the workbook, what is replaced in it, by what, and what the audit must then find."""

NUMBER_FORMATS = (
    '<numFmts count="2"><numFmt numFmtId="164" formatCode=";;;"/><numFmt numFmtId="165" formatCode="[Red]0"/></numFmts>'
)


@pytest.mark.parametrize(
    ("name", "part", "old", "new", "found"), [(name, *one) for name, all_of_it in DAMAGES.items() for one in all_of_it]
)
def test_every_rule_sees_what_it_is_for(name, part, old, new, found):
    workbook = damaged(part, old, new)
    if part == STYLES and "numFmtId" in old:
        styles = zipfile.ZipFile(io.BytesIO(workbook)).read(STYLES).decode()
        workbook = changed({STYLES: lambda _: styles.replace("<fonts", f"{NUMBER_FORMATS}<fonts", 1)})
    (rule,) = [rule for rule in RULES if rule.__name__ == name]
    findings = list(rule(Workbook(workbook)))
    assert any(re.search(found, finding) for finding in findings), findings
    assert set(findings) <= set(audit(workbook))


PARTS = {
    "xl/vbaProject.bin": "a macro",
    "xl/externalLinks/externalLink1.xml": "a link to data outside",
    "xl/connections.xml": "a link to data outside",
    "xl/embeddings/oleObject1.bin": "an embedded object",
    "xl/activeX/activeX1.bin": "a control",
    "xl/media/image1.png": "a picture",
    "customXml/item1.xml": "data of another program",
}


@pytest.mark.parametrize("part", PARTS)
def test_nothing_foreign_goes_unseen(part):
    assert f"The workbook holds {PARTS[part]} ({part})." in audit(changed({}, {part: "<x/>"}))


def test_words_above_the_table_or_in_the_row_say_what_lights_up():
    assert audit(damaged(ACTIONS, r'"Still to do: ".*?\)\*1\)', "1")) == []
    assert audit(damaged(ACTIONS, "Fill in: Status", "Incomplete")) == []
    neither = {ACTIONS: lambda text: re.sub("Fill in: Status", "", re.sub(r'"Still to do: ".*?\)\*1\)', "1", text))}
    assert audit(changed(neither)) == ["Actions: B5:B6 lights up, but no words on the sheet say so."]


def test_a_macro_workbook_by_another_name_is_seen():
    workbook = damaged(TYPES, r"vnd\.openxml[\w.-]*sheet\.main", "vnd.ms-excel.sheet.macroEnabled.main")
    assert "The workbook says that it has macros." in audit(workbook)


def test_an_object_without_alternative_text_is_seen():
    drawing = '<x><graphicFrame><cNvPr id="2" name="Chart 1"/></graphicFrame></x>'
    found = audit(changed({}, {"xl/drawings/drawing1.xml": drawing}))
    assert found == ["Chart 1 has no alternative text (xl/drawings/drawing1.xml)."]


def test_links_are_allowed_where_they_are_expected():
    link = '<Relationship Id="rId9" Type="x/hyperlink" Target="../returned/a.xlsx#B1" TargetMode="External"/>'
    workbook = damaged(RELATED, "</Relationships>", link + r"\g<0>")
    assert len(audit(workbook)) == 1
    assert audit(workbook, links_to=r"\.\./returned/") == []


def test_what_cannot_be_opened_is_said_to_be_so():
    assert audit(b"\xd0\xcf\x11\xe0 encrypted") == ["The workbook is no .xlsx file, or opens with a password only."]


def test_two_sheets_of_one_name_are_seen():
    workbook = damaged(WORKBOOK, 'name="Sign-off"', 'name="ACTIONS"')
    assert "ACTIONS: two sheets have this name." in audit(workbook)


def test_every_rule_has_a_damage():
    elsewhere = {"nothing_foreign_is_inside", "objects_are_described"}
    assert {rule.__name__ for rule in RULES} == DAMAGES.keys() | elsewhere


def test_contrast_is_that_of_the_standard():
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("777777", "FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("767676", "FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_a_tint_makes_a_colour_lighter_or_darker():
    assert tinted("808080", 0.5) == "C0C0C0"
    assert tinted("808080", -0.5) == "404040"


def test_functions_are_found_wherever_they_are_called():
    assert functions_in('IF(sum(A1)>0,"NOW()",TRIM(B1))&Now()') == {"IF", "SUM", "TRIM", "NOW"}
