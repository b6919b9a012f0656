"""The Word template: what may be wrong with it, where its markers stand, and the words put in their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn

from nacpc_xl.model.columns import folded
from nacpc_xl.model.errors import CannotGoOn
from nacpc_xl.outputs.report.blocks import on_one_line
from nacpc_xl.outputs.report.sentences import joined
from nacpc_xl.outputs.report.styles import lend_styles
from nacpc_xl.outputs.report.word import Element

_MARKER = re.compile(r"«([^«»]+)»")


def opened(template: Path) -> Any:
    """The template as a document of python-docx, with every style that the report needs.

    Raises `CannotGoOn` when it is no Word document.
    """
    try:
        document = docx.Document(str(template))
        lend_styles(document)
    except Exception as error:  # python-docx lets whatever went wrong inside the package through
        raise CannotGoOn(
            f"The template {template} cannot be opened as a Word document. "
            "Put a .docx without a password there, or delete it to use the shipped one."
        ) from error
    return document


class Markers:
    """The markers of a document: those of whole sections, and those of words inside a line."""

    def __init__(self, document: Any, template: Path, sections: Sequence[str], words: Mapping[str, str]) -> None:
        """`sections` are the markers that sections have, `words` what stands for each other marker.

        Raises `CannotGoOn` for a marker that is not known, or that stands where no section can be.
        """
        self._document = document
        self._template = template.name
        self._sections = {folded(name): name for name in sections}
        self._words = {folded(name): on_one_line(text) for name, text in words.items()}
        self._refuse_unknown([*sections, *words])
        self.anchors = dict(self._anchors())
        if not self.anchors:
            raise CannotGoOn(
                f"The template {self._template} has no marker of a section, so the report would be empty. Put at "
                f"least one of these in a paragraph of its own: {_listed(sections)}."
            )

    def _refuse_unknown(self, known: Iterable[str]) -> None:
        for paragraph in self._paragraphs():
            for name in _MARKER.findall(text_of(paragraph)):
                if folded(name) not in self._sections and folded(name) not in self._words:
                    raise CannotGoOn(
                        f"The template {self._template} has the marker «{name}», which is not one of its markers. "
                        f"Correct it to one of these: {_listed(known)}."
                    )

    def _anchors(self) -> Iterator[tuple[str, Element]]:
        """Each section's marker with its paragraph, in the order of the document."""
        found: set[str] = set()
        for paragraph in self._paragraphs():
            text = text_of(paragraph).strip()
            for name in _MARKER.findall(text):
                marker = self._sections.get(folded(name))
                if marker is None:
                    continue
                if text != f"«{name}»" or paragraph.getparent().tag != qn("w:body"):
                    raise CannotGoOn(
                        f"The template {self._template} has the marker «{name}» beside other words, in a table or at "
                        "the edge of the page. Put it in a paragraph of its own in the text."
                    )
                if marker in found:
                    raise CannotGoOn(
                        f"The template {self._template} has the marker «{name}» twice. Delete one of them."
                    )
                found.add(marker)
                yield marker, paragraph

    def put_words(self) -> None:
        """Puts the words where their markers stand, without touching how the lines look."""
        for paragraph in self._paragraphs():
            put_words(paragraph, self._words)

    def _paragraphs(self) -> Iterator[Element]:
        """Every paragraph of the text, its tables and boxes, and of each head and foot."""
        yield from self._document.element.body.iter(qn("w:p"))
        for relation in self._document.part.rels.values():
            if relation.reltype in (RT.HEADER, RT.FOOTER):
                yield from relation.target_part.element.iter(qn("w:p"))


def put_words(paragraph: Element, words: Mapping[str, str]) -> None:
    """Puts each word where its marker stands; a marker may be spread over runs that look different.

    `words` are by the markers' names, folded.
    """
    texts = list(paragraph.iter(qn("w:t")))
    whole = "".join(text.text or "" for text in texts)
    for found in reversed(list(_MARKER.finditer(whole))):
        if (word := words.get(folded(found[1]))) is not None:
            _put(texts, found.start(), found.end(), word)


def _put(texts: Sequence[Element], start: int, end: int, word: str) -> None:
    """Puts the word in the place of the signs from `start` to `end` of all the texts together."""
    before = 0
    for text in texts:
        content = text.text or ""
        first, last = max(start - before, 0), min(end - before, len(content))
        if first < last:
            text.text = content[:first] + (word if start >= before else "") + content[last:]
            text.set(qn("xml:space"), "preserve")
        before += len(content)


def text_of(paragraph: Element) -> str:
    """The words of a paragraph."""
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def text_width(document: Any, paragraph: Element) -> int:
    """The width of the text, in twips, on the page on which a paragraph of the body stands."""
    own = (element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") for element in paragraph.itersiblings())
    section = next((one for one in own if one is not None), None)
    if section is None:
        section = document.element.body.sectPr
    page, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    return int(page.get(qn("w:w"))) - int(margins.get(qn("w:left"))) - int(margins.get(qn("w:right")))


def _listed(names: Iterable[str]) -> str:
    return joined(f"«{name}»" for name in names)
