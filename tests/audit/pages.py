"""A report's pages as LibreOffice lays them out and a PDF program reads them; nothing of nacpc_xl is used."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import docx

LONGEST_WORD = 28  # letters: a longer one is broken across lines


def pages(pdf: Path) -> list[str]:
    """The text of each page."""
    said = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True)
    return said.stdout.decode("utf-8").split("\f")[:-1]


def page_of(heading: str, texts: list[str]) -> int:
    """The number of the page on which a line is this heading, counted from 1; the last one that has it."""
    return max(at for at, text in enumerate(texts, start=1) if heading in text.splitlines())


def words(text: str) -> Counter[str]:
    """How often each word stands in a text; very long ones, which lines break anywhere, are left out."""
    return Counter(one for one in re.findall(r"[^\W_]+", text) if len(one) <= LONGEST_WORD)


def words_on_pages(pdf: Path) -> list[Counter[str]]:
    """How often each word stands on each page, its hyphens as they are drawn."""
    said = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True)
    _, *opened = said.stdout.decode("utf-8").split("<page ")
    return [words(unescape(" ".join(re.findall(r"<word [^>]*>([^<]*)</word>", page)))) for page in opened]


def rows_not_whole(document: Path, pdf: Path) -> Iterator[str]:
    """The beginning of each table row that stands as a whole on no page: it was split, or cut off."""
    opened: Any = docx.Document(str(document))
    drawn = words_on_pages(pdf)
    for table in opened.tables:
        for row in table.rows:
            text = "\n".join(cell.text for cell in row.cells)
            if not any(words(text) <= page for page in drawn):
                yield text[:60]
