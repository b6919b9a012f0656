"""XML parts of a package, read safely and a little at a time, whatever prefixes and namespaces they use."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOGUE = 4_096  # bytes in which a document type would be declared


class Declared(ValueError):
    """An XML part that declares entities of its own, as no spreadsheet program does."""


class Package:
    """The parts of a zipped workbook by their names, backslashes and large letters allowed for."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = {name.replace("\\", "/").lower(): name for name in package.namelist()}

    @property
    def names(self) -> list[str]:
        """The parts' names, all small."""
        return list(self._names)

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name.lower() in self._names

    def root(self, name: str) -> etree._Element:
        """The whole of a small part; `KeyError` when there is none."""
        content = self._package.read(self._names[name.lower()])
        _refuse_declarations(content[:_PROLOGUE])
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))

    def elements(self, name: str, *tags: str) -> Iterator[etree._Element]:
        """Each element with one of these local names as it ends, a part of any size; cleared afterwards."""
        with self._package.open(self._names[name.lower()]) as stream:
            _refuse_declarations(stream.read(_PROLOGUE))
        with self._package.open(self._names[name.lower()]) as stream:
            wanted = [f"{{*}}{tag}" for tag in tags]
            for _, element in etree.iterparse(stream, tag=wanted, resolve_entities=False, no_network=True):
                yield element
                element.clear(keep_tail=False)
                while element.getprevious() is not None and element.getparent() is not None:
                    del element.getparent()[0]


def _refuse_declarations(beginning: bytes) -> None:
    if _DECLARES.search(beginning):
        raise Declared("it declares XML entities of its own")


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return str(etree.QName(element).localname)


def attribute(element: etree._Element, name: str) -> str:
    """The attribute with this local name, whatever its namespace; `""` when there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The child elements with this local name."""
    return element.iterchildren(f"{{*}}{name}")


def all_text(element: etree._Element, name: str) -> str:
    """The text of every element inside with this local name, one after the other."""
    return "".join(one.text or "" for one in element.iter(f"{{*}}{name}"))


def inner_text(element: etree._Element) -> str:
    """All text inside the element."""
    return "".join(str(text) for text in element.itertext())
