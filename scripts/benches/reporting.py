"""(e) Building the report of more and more actions, beside docxtpl rendering the same rows and paragraphs.

docxtpl is given every text ready to be put in: it need not find out what to say.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docxtpl.template import DocxTemplate

from benches.example import YEAR, with_actions
from benches.measure import in_turn
from benches.rows import Row
from nacpc_xl.outputs.report.build import report_document
from nacpc_xl.steps.merging import merged
from nacpc_xl.workspace import TEMPLATE, shipped

SIZES, SMALLER = (50, 400, 3000), (50, 200, 800)
ROUNDS = 3
MOST, MOST_OF_FEWER = 3.0, 1.25

Rows = dict[tuple[str, ...], list[list[str]]]
"""The rows of tables by their headings, each cell as its text."""


def rows(quick: bool) -> Iterator[Row]:
    """The report of the example's second quarter, its actions over and over, beside docxtpl; and beside itself."""
    facts = merged(YEAR, "Q2").facts
    template = shipped(TEMPLATE)
    sizes = SMALLER if quick else SIZES
    number_of_rows: dict[int, int] = {}
    ways: dict[str, Callable[[], object]] = {}
    for size in sizes:
        of_size = with_actions(facts, size)
        document = Document(io.BytesIO(report_document(of_size, template)))
        tables, lines = rows_of(document), [line.text for line in document.paragraphs if line.text]
        number_of_rows[size] = sum(map(len, tables.values()))
        ways[f"ours {size}"] = partial(report_document, of_size, template)
        ways[f"docxtpl {size}"] = partial(by_docxtpl, template_for(tables), tables, lines)
    seconds = in_turn(ways, ROUNDS)
    for size, number in number_of_rows.items():
        ours, other = seconds[f"ours {size}"] / number, seconds[f"docxtpl {size}"] / number
        yield Row("e", f"Report of {size:,} actions, for each of its {number:,} rows", ours, "docxtpl", other, MOST)
    fewer, more = (seconds[f"ours {size}"] / size for size in sizes[1:])
    what = f"Report of {sizes[2]:,} actions, for each action"
    yield Row("e", what, more, f"for each of {sizes[1]:,}", fewer, MOST_OF_FEWER)


def rows_of(document: WordDocument) -> Rows:
    """The rows of every table of a document, the tables with the same headings as one."""
    found: Rows = {}
    for table in document.element.body.iter(qn("w:tbl")):
        headings, *others = ([_text_of(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr")))
        found.setdefault(tuple(headings), []).extend(others)
    return found


def _text_of(cell: Any) -> str:
    return "\n".join("".join(text.text or "" for text in line.iter(qn("w:t"))) for line in cell.iter(qn("w:p")))


def template_for(tables: Rows) -> bytes:
    """A template for docxtpl with a table for each kind, whose rows it repeats, and a paragraph that it repeats."""
    document = Document()
    for text in ("{%p for line in lines %}", "{{ line }}", "{%p endfor %}"):
        document.add_paragraph(text)
    for number, headings in enumerate(tables):
        table = document.add_table(rows=4, cols=len(headings), style="Table Grid")
        cells = [f"{{{{ row[{at}] }}}}" for at in range(len(headings))]
        loop = [f"{{%tr for row in tables[{number}] %}}"], cells, ["{%tr endfor %}"]
        for row, texts in zip(table.rows, (headings, *loop), strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text
        document.add_paragraph()
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def by_docxtpl(template: bytes, tables: Rows, lines: list[str]) -> bytes:
    """The document that docxtpl makes of these rows and paragraphs."""
    document = DocxTemplate(io.BytesIO(template))
    document.render({"tables": list(tables.values()), "lines": lines}, autoescape=True)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()
