"""The parts of a returned .xlsx, of which a few are changed while all others stay as they are, byte for byte.

No library that loads and saves whole workbooks serves here: openpyxl, for one, drops drop-downs that offer a list from
another sheet, once Excel has saved them, for it saves them as extensions.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Collection, Iterable, Iterator
from itertools import count

from lxml import etree

from nacpc_xl.preflight.xlsx import relations, relations_part, workbook_part
from nacpc_xl.preflight.xml import Package, attribute, local
from nacpc_xl.workspace import reproducible

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"
_WORKBOOK_KIND = f"{KIND}.sheet.main+xml"  # a template, or a workbook with macros, has another one


class Parts:
    """The parts of a workbook by their names, capital and small letters alike, to be read and changed."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        """Reads every part, and no more of it than its size is said to be.

        Raises `ValueError` when parts are named as no program names them, or two of them alike.
        """
        self._zip = _unpacked(package)
        self._package = Package(self._zip)
        self._changed: dict[str, bytes] = {}
        self._names = {name.lower(): name for name in package.namelist()}
        self.workbook = workbook_part(self._package)

    @property
    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._names)

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name.lower() in self._names

    def root(self, name: str) -> etree._Element:
        """The root of a part; `KeyError` when there is none."""
        changed = self._changed.get(name.lower())
        return etree.fromstring(changed) if changed is not None else self._package.root(name)

    def put(self, name: str, root: etree._Element) -> None:
        """Gives the part of this name, a new one maybe, other contents."""
        self._names.setdefault(name.lower(), name)
        self._changed[name.lower()] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def add(self, pattern: str, root: etree._Element, kind: str) -> str:
        """Adds a part of this kind, and gives its name: the first of the `pattern` that is free."""
        name = next(name for name in (pattern.format(number) for number in count(1)) if not self.has(name))
        self.put(name, root)
        types = self.root(_CONTENT_TYPES)
        etree.SubElement(types, _like(types, "Override"), PartName=f"/{name}", ContentType=kind)
        self.put(_CONTENT_TYPES, types)
        return name

    def leave_out(self, kinds: Iterable[str]) -> None:
        """Takes out the parts that the workbook leads to by relations of these kinds, and what those lead to."""
        gone: set[str] = set()
        for part in ("", self.workbook):
            where = relations_part(part)
            found = {own: one for own, one in self.relations(part).items() if one[0] in kinds}
            if found:
                root = self.root(where)
                root[:] = [one for one in root if one.get("Id") not in found]
                self.put(where, root)
            gone.update(name for _, target in found.values() for name in self._and_all_below(target))
        if gone:
            types = self.root(_CONTENT_TYPES)
            types[:] = [one for one in types if one.get("PartName", "").lstrip("/").lower() not in gone]
            self.put(_CONTENT_TYPES, types)
            self._names = {name: written for name, written in self._names.items() if name not in gone}

    def _and_all_below(self, part: str) -> Iterator[str]:
        yield from (part.lower(), relations_part(part).lower())
        for _, target in self.relations(part).values():
            yield from (target.lower(), relations_part(target).lower())

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """The kind and the target of each relation that a part came with, by its id; `""` is the whole file."""
        return relations(self._package, part)

    def related(self, part: str, kind: str) -> str:
        """The part that this one leads to by a relation of this kind; `""` where there is none."""
        return next((target for one, target in self.relations(part).values() if one == kind), "")

    def relate(self, part: str, kind: str, target: str) -> str:
        """Makes a relation from one part to another, and gives its id."""
        where = relations_part(part)
        root = self.root(where) if self.has(where) else etree.fromstring(f'<Relationships xmlns="{_RELATIONS}"/>')
        taken = {one.get("Id") for one in root}
        own = next(name for name in (f"rId{number}" for number in count(1)) if name not in taken)
        etree.SubElement(root, _like(root, "Relationship"), Id=own, Type=f"{OFFICE}/{kind}", Target=f"/{target}")
        self.put(where, root)
        return own

    def kind(self, name: str) -> str:
        """What kind of part it is said to be."""
        said = self.root(_CONTENT_TYPES).iter("{*}Override")
        return next(
            (one.get("ContentType", "") for one in said if one.get("PartName", "").lower() == f"/{name.lower()}"), ""
        )

    def sheets(self) -> dict[str, str]:
        """The part of each worksheet, by the sheet's name."""
        targets = self.relations(self.workbook)
        listed = self.root(self.workbook).iter(f"{{{MAIN}}}sheet")
        return {one.get("name", ""): targets[attribute(one, "id")][1] for one in listed}

    def packed(self, day: dt.date) -> bytes:
        """The workbook as a file; `day` stands for every date at which it was written."""
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as package:
            for name, written in self._names.items():
                package.writestr(written, self._changed[name] if name in self._changed else self._zip.read(written))
        return reproducible(whole.getvalue(), day)


def _unpacked(package: zipfile.ZipFile) -> zipfile.ZipFile:
    """The same parts, lying in memory as they are."""
    names = package.namelist()
    if len({name.lower() for name in names}) < len(names) or any("\\" in name or name[0] == "/" for name in names):
        raise ValueError("the parts are not named as they should be")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as unpacked:
        for info in package.infolist():
            with package.open(info) as part:
                unpacked.writestr(info.filename, part.read(info.file_size))
    return zipfile.ZipFile(whole)


def put_before(root: etree._Element, new: etree._Element, names: Collection[str]) -> None:
    """Puts an element into another one: before the first that has one of these names, else at the end."""
    followers = (at for at, one in enumerate(root) if local(one) in names)
    root.insert(next(followers, len(root)), new)


def _like(root: etree._Element, name: str) -> str:
    """The name of an element in the namespace of another one."""
    return f"{{{etree.QName(root).namespace}}}{name}"


# What may be copied

LEFT_OUT = ("customXml", "person")
"""What is left out of a copy: what a document server notes of a file, and the people who took part in comments."""

_KEPT = frozenset(
    (
        "officeDocument", "core-properties", "extended-properties", "custom-properties", "classificationlabels",
        "worksheet", "styles", "theme", "sharedStrings", "calcChain", "sheetMetadata", "table", "comments",
        "vmlDrawing", "printerSettings", "hyperlink",
    )
)  # fmt: skip
"""The relations that may lead to a part: either it was looked into for personal data, or it holds no words."""

_NOT_KEPT = {
    "drawing": "it has pictures, shapes, text boxes or charts on it",
    "image": "it has pictures on it",
    "threadedComment": "it has comments with answers to them",
    "externalLinkPath": "it has links to other files",
    "externalLink": "it has links to other files",
    "vbaProject": "it has macros",
    "pivotTable": "it has pivot tables",
    "pivotCacheDefinition": "it has pivot tables",
    "control": "it has buttons or boxes to tick on it",
    "oleObject": "it has other files packed into it",
}
"""Why a workbook is not copied in which a relation leads to such a part."""

_NOT_ALL_KNOWN = "it has more in it than can be looked into"
_ISSUED_NAMES = "_xl"  # how the names of cells begin that programs give, for what is printed and the like


def why_not_copied(parts: Parts) -> str:
    """Why the workbook is not copied, in words; `""` where it may be."""
    root = parts.root(parts.workbook)
    if etree.QName(root).namespace != MAIN:
        return "it was saved as Strict Open XML"
    reached = {_CONTENT_TYPES.lower()}
    waiting = [""]
    while waiting:
        part = waiting.pop()
        reached.update((part.lower(), relations_part(part).lower()))
        for kind, target in parts.relations(part).values():
            if kind not in _KEPT and kind not in LEFT_OUT:
                return _NOT_KEPT.get(kind, _NOT_ALL_KNOWN)
            if kind != "hyperlink" and target.lower() not in reached:
                waiting.append(target)
    names = (one.get("name", "") for one in root.iter(f"{{{MAIN}}}definedName"))
    if not all(name.startswith(_ISSUED_NAMES) for name in names):
        return "it has names for cells that it was not issued with"
    is_known = reached.issuperset(parts.names) and parts.kind(parts.workbook) == _WORKBOOK_KIND
    return "" if is_known else _NOT_ALL_KNOWN
