"""XML parts of a package, read safely and a little at a time, whatever prefixes and namespaces they use."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache, wraps
from typing import TypeVar

from lxml import etree

from nacpc_xl.preflight.unpack import unpacked

T = TypeVar("T")

_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
_PROLOGUE = 4_096  # bytes in which a document type would be declared
_SMALL = 100_000  # bytes of the largest part of which it is remembered what it says
_WHOLE = 5_000_000  # bytes of a part that is read in one go, which is quicker


_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, collect_ids=False
)


def remembered(understand: Callable[[bytes], T]) -> Callable[[bytes], T]:
    """A function that remembers what it made of small parts: workbooks that one program saved have some in common."""
    once = lru_cache(maxsize=32)(understand)
    return wraps(understand)(lambda content: (once if len(content) < _SMALL else understand)(content))


class Declared(ValueError):
    """An XML part that declares entities of its own, as no spreadsheet program does."""


class Package:
    """The parts of a zipped workbook by their names, backslashes and large letters allowed for."""

    def __init__(self, package: zipfile.ZipFile, content: bytes = b"") -> None:
        """`content` are the bytes of the whole package, where they are at hand."""
        self._package = package
        self._content = content
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
        part = self._package.getinfo(self._names[name.lower()])
        content = unpacked(self._content, part)
        return content if content is not None else self._package.read(part)

    def size(self, name: str) -> int:
        """How many bytes a part is said to have."""
        return self._package.getinfo(self._names[name.lower()]).file_size

    def root(self, name: str) -> etree._Element:
        """The whole of a small part; `KeyError` when there is none."""
        return parsed(self.content(name))

    def elements(self, name: str, inside: Mapping[str, Collection[str]]) -> Iterator[tuple[str, etree._Element]]:
        """Each element of a part of any size that stands in a top-level element, with its name.

        `inside` has the names that are wanted by those of the top-level elements. An element is not to be looked at
        later.
        """
        if self.size(name) > _WHOLE:
            return self._one_by_one(name, [tag for tags in inside.values() for tag in tags])
        return elements_in(self.root(name), inside)

    def children(self, name: str, tag: str) -> Iterator[etree._Element]:
        """Each top-level element with this name of a part of any size. It is not to be looked at later."""
        if self.size(name) > _WHOLE:
            return (element for _, element in self._one_by_one(name, [tag]))
        return children(self.root(name), tag)

    def _one_by_one(self, name: str, tags: Collection[str]) -> Iterator[tuple[str, etree._Element]]:
        """Each such element as it ends, with its name; cleared afterwards."""
        with self._package.open(self._names[name.lower()]) as stream:
            _refuse_declarations(stream.read(_PROLOGUE))
            while stream.read(_WHOLE):  # to its end, where it is known whether it is what it is said to be
                pass
        with self._package.open(self._names[name.lower()]) as stream:
            wanted = [f"{{*}}{tag}" for tag in tags]
            context = etree.iterparse(
                stream, tag=wanted, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
            )
            for _, element in context:
                yield local(element), element
                element.clear(keep_tail=False)
                while element.getprevious() is not None and element.getparent() is not None:
                    del element.getparent()[0]
            if context.root is not None:
                _refuse_document_type(context.root)


def parsed(content: bytes) -> etree._Element:
    """The root of a part with these bytes."""
    _refuse_declarations(content[:_PROLOGUE])
    root = etree.fromstring(content, _PARSER)
    _refuse_document_type(root)
    return root


def parsed_together(elements: Sequence[bytes]) -> list[etree._Element]:
    """Several small elements, parsed as one, which is quicker; `ValueError` where one of them is no element."""
    roots = list(parsed(b"<a>%b</a>" % b"".join(elements)))
    if len(roots) != len(elements):
        raise ValueError("an element is not whole")
    return roots


def elements_in(root: etree._Element, inside: Mapping[str, Collection[str]]) -> Iterator[tuple[str, etree._Element]]:
    """Each element with one of the names that `inside` has for that of the top-level element it stands in."""
    namespace = str(root.tag).removesuffix(local(root))
    for container in root:
        wanted = {f"{namespace}{tag}": tag for tag in inside.get(local(container), ())}
        for element in container if wanted else ():
            tag = wanted.get(element.tag)
            if tag is not None:
                yield tag, element


def _refuse_declarations(beginning: bytes) -> None:
    if any(declares in beginning for declares in _DECLARES):
        raise Declared("it declares XML entities of its own")


def _refuse_document_type(root: etree._Element) -> None:
    """Refuses one that was declared further on, or in an encoding in which it was not to be seen at once."""
    if root.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # lxml-stubs does not know it
        raise Declared("it declares XML entities of its own")


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element, name: str) -> str:
    """The attribute with this local name, whatever its namespace; `""` when there is none."""
    plain = element.get(name)
    if plain is not None:
        return plain
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
    if not len(element):
        return element.text or ""
    return "".join(str(text) for text in element.itertext())
