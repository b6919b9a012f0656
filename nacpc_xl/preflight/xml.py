"""XML parts of a package, read safely and a little at a time, whatever prefixes and namespaces they use."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator

from lxml import etree

_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
_PROLOGUE = 4_096  # bytes in which a document type would be declared
_WHOLE = 5_000_000  # bytes of a part that is read in one go, which is quicker


_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, collect_ids=False
)


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

    def content(self, name: str) -> bytes:
        """The bytes of a part; `KeyError` when there is none."""
        return self._package.read(self._names[name.lower()])

    def root(self, name: str) -> etree._Element:
        """The whole of a small part; `KeyError` when there is none."""
        content = self.content(name)
        _refuse_declarations(content[:_PROLOGUE])
        root = etree.fromstring(content, _PARSER)
        _refuse_document_type(root)
        return root

    def elements(self, name: str, tags: Collection[str]) -> Iterator[tuple[str, etree._Element]]:
        """Each element with one of these names inside a top-level element of a part of any size, with its name.

        It is not to be looked at later.
        """
        if self._package.getinfo(self._names[name.lower()]).file_size > _WHOLE:
            yield from self._one_by_one(name, tags)
            return
        root = self.root(name)
        namespace = str(root.tag).removesuffix(local(root))
        wanted = {f"{namespace}{tag}": tag for tag in tags}
        for container in root:
            for element in container:
                tag = wanted.get(element.tag)
                if tag is not None:
                    yield tag, element

    def _one_by_one(self, name: str, tags: Collection[str]) -> Iterator[tuple[str, etree._Element]]:
        """Each such element as it ends, with its name; cleared afterwards."""
        with self._package.open(self._names[name.lower()]) as stream:
            _refuse_declarations(stream.read(_PROLOGUE))
        with self._package.open(self._names[name.lower()]) as stream:
            wanted = [f"{{*}}{tag}" for tag in tags]
            context = etree.iterparse(stream, tag=wanted, resolve_entities=False, no_network=True, remove_comments=True)
            for _, element in context:
                yield local(element), element
                element.clear(keep_tail=False)
                while element.getprevious() is not None and element.getparent() is not None:
                    del element.getparent()[0]
            if context.root is not None:
                _refuse_document_type(context.root)


def _refuse_declarations(beginning: bytes) -> None:
    if any(declares in beginning for declares in _DECLARES):
        raise Declared("it declares XML entities of its own")


def _refuse_document_type(root: etree._Element) -> None:
    """Refuses one that was declared further on, or in an encoding in which it was not to be seen at once."""
    if root.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # lxml-stubs does not know it
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
