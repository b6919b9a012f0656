"""What a file says of itself: its title, its authors, its keywords, and whatever else was put beside its sheets."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from nacpc_xl.preflight.xml import Declared, Package, inner_text, local, parsed, remembered

_PARTS = ("docprops/core.xml", "docprops/app.xml", "docprops/custom.xml", "meta.xml")
_NOT_WORDS = ("TitlesOfParts", "HeadingPairs", "document-statistic")  # sheets by their names once more, and counts
_STREAMS = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_LEAST = 4  # characters in a row that are taken for words among other bytes
_WORDS = re.compile(rb"[\x20-\x7e\xa0-\xff]{%d,}" % _LEAST)
_WIDE_WORDS = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00){%d,}" % _LEAST)


def properties_in(package: Package) -> dict[str, str]:
    """The properties of a zipped workbook that say anything, by their names; none of a part that cannot be read."""
    found: dict[str, str] = {}
    for part in filter(package.has, _PARTS):
        with contextlib.suppress(etree.LxmlError, Declared):
            for name, text in _said_in(package.content(part)):
                found[name] = f"{found[name]}\n{text}" if name in found else text
    return found


@remembered
def _said_in(content: bytes) -> Sequence[tuple[str, str]]:
    """What a part with properties says, by their names."""
    root = parsed(content)
    said: list[tuple[str, str]] = []
    for container in root if local(root) == "document-meta" else (root,):
        for element in container:
            name = local(element)
            text = inner_text(element).strip()
            if text and name not in _NOT_WORDS:
                own_name = str(element.get("name", ""))
                is_named = name in ("property", "user-defined")
                said.append((name, f"{own_name} {text}".strip() if is_named else text))
    return said


def properties_of_xls(streams: Any) -> dict[str, str]:
    """The words that stand among the properties of an old workbook, whose parts `streams` gives by name."""
    found = {}
    for name in _STREAMS:
        content = streams.get_named_stream(name)
        if content:
            found[name.lstrip("\x05")] = "\n".join(_words_among(content))
    return {name: words for name, words in found.items() if words}


def _words_among(content: bytes) -> Iterator[str]:
    for words in _WIDE_WORDS.findall(content):
        yield words.decode("utf-16-le")
    for words in _WORDS.findall(content):
        yield words.decode("cp1252", "replace")
