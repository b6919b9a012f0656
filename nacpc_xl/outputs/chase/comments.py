"""Remarks of the office's put on the cells of a sheet as comments, beside those that its lead left."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from lxml import etree

from nacpc_xl.model.source import position
from nacpc_xl.outputs.parts import KIND, MAIN, OFFICE, Parts, put_before
from nacpc_xl.preflight.values import unescaped
from nacpc_xl.preflight.xml import all_text
from nacpc_xl.tracker.remarks import remark, without_remarks

_COMMENTS_KIND = f"{KIND}.comments+xml"

_FOLLOW_DRAWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""What stands behind `legacyDrawing` in a sheet (ECMA-376, part 1, 18.3.1.99)."""

_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def put_remarks(parts: Parts, sheet: str, root: etree._Element, texts: Mapping[str, str], author: str) -> None:
    """Puts each text as a remark into a comment on its cell; `texts` are by the cells' names.

    `sheet` is the sheet's part and `root` its root, to which is added what leads to the comments. What the lead said
    in a comment stays before the remark; remarks of an earlier time are taken away.
    """
    comments = _Comments(parts, sheet)
    freed = comments.take_remarks_away()
    for cell, text in texts.items():
        comments.say(cell, remark(text), author)
    if freed or texts:
        comments.put()
        _put_boxes(parts, sheet, root, {cell: comments.said(cell) for cell in (*freed, *texts)})


class _Comments:
    """The comments of a sheet."""

    def __init__(self, parts: Parts, sheet: str) -> None:
        self._parts, self._sheet = parts, sheet
        self._part = parts.related(sheet, "comments")
        if self._part:
            self._root = parts.root(self._part)
        else:
            self._root = etree.fromstring(f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>')
        self._authors, self._list = (self._one(name) for name in ("authors", "commentList"))
        self._by_cell = {one.get("ref", ""): one for one in self._list}

    def _one(self, name: str) -> etree._Element:
        found = self._root.find(f"{{{MAIN}}}{name}")
        if found is None:
            raise ValueError(f"comments without {name}")
        return found

    def said(self, cell: str) -> str:
        """What the comment on a cell says; `""` where there is none."""
        comment = self._by_cell.get(cell)
        return unescaped(all_text(comment, "t")) if comment is not None else ""

    def take_remarks_away(self) -> list[str]:
        """Takes every remark of the office's away, and gives the cells on which there was one."""
        freed = []
        for cell in list(self._by_cell):
            rest = without_remarks(self.said(cell))
            if rest != self.said(cell):
                freed.append(cell)
                self._text_of(cell)[:] = []
                if rest:
                    self._add_run(cell, rest)
                else:
                    self._list.remove(self._by_cell.pop(cell))
        return freed

    def say(self, cell: str, text: str, author: str) -> None:
        """Puts a text on a cell, behind what its comment says already."""
        if cell in self._by_cell:
            for plain in self._text_of(cell).findall(f"{{{MAIN}}}t"):  # which stands in no run
                run = etree.Element(f"{{{MAIN}}}r")
                self._text_of(cell).replace(plain, run)
                run.append(plain)
            self._add_run(cell, f"\n\n{text}")
        else:
            own = {"ref": cell, "authorId": str(self._number_of(author))}
            self._by_cell[cell] = etree.SubElement(self._list, f"{{{MAIN}}}comment", own)
            self._add_run(cell, text)

    def _text_of(self, cell: str) -> etree._Element:
        comment = self._by_cell[cell]
        text = comment.find(f"{{{MAIN}}}text")
        return text if text is not None else etree.SubElement(comment, f"{{{MAIN}}}text")

    def _add_run(self, cell: str, text: str) -> None:
        run = etree.Element(f"{{{MAIN}}}r")
        look = etree.SubElement(run, f"{{{MAIN}}}rPr")
        for name, value in (("sz", "9"), ("rFont", "Tahoma"), ("family", "2")):
            etree.SubElement(look, f"{{{MAIN}}}{name}", val=value)
        words = etree.SubElement(run, f"{{{MAIN}}}t")
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        words.text = _LOOKS_ESCAPED.sub("_x005F_", text)
        put_before(self._text_of(cell), run, ("rPh", "phoneticPr"))

    def _number_of(self, author: str) -> int:
        names = [one.text for one in self._authors]
        if author not in names:
            etree.SubElement(self._authors, f"{{{MAIN}}}author").text = author
        return names.index(author) if author in names else len(names)

    def put(self) -> None:
        """Puts the comments into the workbook."""
        if self._part:
            self._parts.put(self._part, self._root)
        else:
            self._part = self._parts.add("xl/comments{}.xml", self._root, _COMMENTS_KIND)
            self._parts.relate(self._sheet, "comments", self._part)


# The boxes in which comments are shown, which Excel draws in a language of its own

_VML, _PROGRAM, _CALC = (f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:excel"))
_BOX_KIND = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_WIDTH = 250  # points of a box
_LETTERS = 48  # that fit on one of its lines
_LINE = 12  # points
_FIRST_NUMBER = 1025  # of a box on a sheet
_NUMBER = re.compile(r"_x0000_s(\d{1,9})")

_NO_BOXES = (
    f'<xml xmlns:v="{_VML}" xmlns:o="{_PROGRAM}" xmlns:x="{_CALC}">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_A_KIND_OF_BOX = (
    f'<v:shapetype xmlns:v="{_VML}" xmlns:o="{_PROGRAM}" id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_A_BOX = (
    f'<v:shape xmlns:v="{_VML}" xmlns:o="{_PROGRAM}" xmlns:x="{_CALC}" id="_x0000_s{{number}}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:60pt;margin-top:2pt;width:{width}pt;height:{height}pt;z-index:1;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def _put_boxes(parts: Parts, sheet: str, root: etree._Element, texts: Mapping[str, str]) -> None:
    """Gives each comment a box that shows all of its text, and takes the box away where there is none."""
    link = root.find(f"{{{MAIN}}}legacyDrawing")
    own = link.get(f"{{{OFFICE}}}id", "") if link is not None else ""
    part = parts.relations(sheet)[own][1] if own else ""
    boxes = parts.root(part) if part else etree.fromstring(_NO_BOXES)
    _take_away(boxes, texts)
    if boxes.find(f"{{{_VML}}}shapetype[@id='_x0000_t202']") is None:
        boxes.append(etree.fromstring(_A_KIND_OF_BOX))
    numbers = (_NUMBER.fullmatch(one.get("id", "")) for one in boxes)
    last = max((int(found[1]) for found in numbers if found), default=_FIRST_NUMBER - 1)
    for number, (cell, text) in enumerate((item for item in texts.items() if item[1]), start=last + 1):
        row, column = position(cell)
        lines = sum(math.ceil(len(line) / _LETTERS) or 1 for line in text.split("\n"))
        height = (lines + 1) * _LINE
        box = _A_BOX.format(number=number, width=_WIDTH, height=height, row=row, column=column)
        boxes.append(etree.fromstring(box))
    if part:
        parts.put(part, boxes)
    else:
        part = parts.add("xl/drawings/vmlDrawing{}.vml", boxes, _BOX_KIND)
        # with a prefix of its own: else it depends on which libraries are loaded, for some register theirs
        link = etree.Element(f"{{{MAIN}}}legacyDrawing", nsmap={"r": OFFICE})
        link.set(f"{{{OFFICE}}}id", parts.relate(sheet, "vmlDrawing", part))
        put_before(root, link, _FOLLOW_DRAWING)


def _take_away(boxes: etree._Element, cells: Iterable[str]) -> None:
    places = {tuple(map(str, position(cell))) for cell in cells}
    for box in boxes.findall(f"{{{_VML}}}shape"):
        note = box.find(f"{{{_CALC}}}ClientData[@ObjectType='Note']")
        if note is not None:
            at = tuple((note.findtext(f"{{{_CALC}}}{name}") or "").strip() for name in ("Row", "Column"))
            if at in places:
                boxes.remove(box)
