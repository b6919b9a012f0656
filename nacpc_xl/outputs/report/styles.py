"""The styles that a report is written in: a template's own, and where it lacks one, the shipped template's."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart

from nacpc_xl.outputs.report.word import STYLES, Element
from nacpc_xl.workspace import TEMPLATE, shipped

_LEADS_TO_A_STYLE = ("w:basedOn", "w:next", "w:link")


def styles_of(document: Any) -> dict[str, str]:
    """The ids of the document's styles by their names."""
    return {style.name: style.style_id for style in document.styles if style.name}


def lend_styles(document: Any) -> None:
    """Gives the document those of the report's styles that it lacks, as they are in the shipped template."""
    known = styles_of(document)
    lacking = [name for name in STYLES if name not in known]
    if not lacking:
        return
    lender = docx.Document(str(shipped(TEMPLATE)))
    lent = [deepcopy(lender.styles[name].element) for name in lacking]
    ids = {one.get(qn("w:styleId")): _free_id(one.get(qn("w:styleId")), known.values()) for one in lent}
    ids |= {old: known[name] for name, old in styles_of(lender).items() if name in known}
    for style in lent:
        style.set(qn("w:styleId"), ids[style.get(qn("w:styleId"))])
        _lead_to_own(style, ids)
        document.styles.element.append(style)
    _lend_lists(document, lender, [number for style in lent for number in style.iter(qn("w:numId"))])


def _free_id(wanted: str, taken: Iterable[str]) -> str:
    return f"{wanted}Lent" if wanted in taken else wanted


def _lead_to_own(style: Element, ids: dict[str, str]) -> None:
    """Lets what a style is based on be this document's; what the document has no style for is left out."""
    for name in _LEADS_TO_A_STYLE:
        for leading in style.findall(qn(name)):
            if leading.get(qn("w:val")) in ids:
                leading.set(qn("w:val"), ids[leading.get(qn("w:val"))])
            else:
                style.remove(leading)


def _lend_lists(document: Any, lender: Any, numbers: list[Element]) -> None:
    """Gives the document the lists that the lent styles are of; `numbers` are the styles' references to them."""
    if not numbers:
        return
    theirs = lender.part.part_related_by(RT.NUMBERING)
    lists = _lists_of(document, theirs)
    if lists is None:
        return
    for reference in numbers:
        number = next(one for one in theirs.element.findall(qn("w:num")) if _has(one, "w:numId", reference))
        kept = next(
            one
            for one in theirs.element.findall(qn("w:abstractNum"))
            if _has(one, "w:abstractNumId", number.find(qn("w:abstractNumId")))
        )
        number, kept = deepcopy(number), deepcopy(kept)
        _give_id(kept, "w:abstractNumId", lists.findall(qn("w:abstractNum")))
        _give_id(number, "w:numId", lists.findall(qn("w:num")))
        number.find(qn("w:abstractNumId")).set(qn("w:val"), kept.get(qn("w:abstractNumId")))
        reference.set(qn("w:val"), number.get(qn("w:numId")))
        first = lists.find(qn("w:num"))
        if first is not None:
            first.addprevious(kept)
        else:
            lists.append(kept)
        lists.append(number)


def _lists_of(document: Any, theirs: Any) -> Element | None:
    """The document's lists; `None` where it had none, and has those of the other document now, whole."""
    for relation in document.part.rels.values():
        if relation.reltype == RT.NUMBERING:
            return relation.target_part.element
    part = NumberingPart.load(theirs.partname, theirs.content_type, theirs.blob, document.part.package)
    document.part.relate_to(part, RT.NUMBERING)
    return None


def _has(element: Element, name: str, reference: Element) -> bool:
    return bool(element.get(qn(name)) == reference.get(qn("w:val")))


def _give_id(element: Element, name: str, others: list[Element]) -> None:
    element.set(qn(name), str(1 + max((int(one.get(qn(name))) for one in others), default=0)))
