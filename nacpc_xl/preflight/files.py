"""Is a file a workbook that may be opened? Every refusal is a reason and a remedy, in words."""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path

from nacpc_xl.model.errors import NotAWorkbook

MOST_PARTS = 2_000  # files inside a workbook
LARGEST_WHOLE = 300_000_000  # bytes of all parts together, unpacked
LARGEST_PART = 120_000_000  # bytes of one part, unpacked
LARGEST_TEXTS = 40_000_000  # bytes of the part with a workbook's texts, unpacked
LARGEST_RATIO = 200  # how many times larger a part may be unpacked than packed ...
SMALL_PART = 10_000_000  # ... unless it is no larger than this many bytes
LARGEST_FILE = 100_000_000  # bytes
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # spreadsheet programs know no others

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
REPAIR = "Open it, let the program repair it, save it as .xlsx, and send that."
SAVE_AGAIN = "Save the workbook again and send it."
SAVE_AS_XLSX = "Open it, save it as .xlsx, and send that."
UNLOCK = "Remove the password or sensitivity label and send it again."

# fmt: off
_BEGINNINGS = (
    (re.compile(rb"%PDF"), "it is a PDF", "Send the workbook itself."),
    (
        re.compile(rb"\s*<(!doctype html|html|table|\?xml[^>]*>\s*<html)", re.IGNORECASE),
        "it is a web page",
        SAVE_AS_XLSX,
    ),
    (re.compile(rb"\{\\rtf"), "it is a text document", "Send the workbook itself."),
    (re.compile(rb"\s*<\?xml"), "it is XML of a kind that is not known here", SAVE_AS_XLSX),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8"), "it is a picture", "Send the workbook itself."),
)
# fmt: on
_OTHER_PACKAGES = (
    ("word/document.xml", "it is a Word document"),
    ("ppt/presentation.xml", "it is a presentation"),
    ("Index/Document.iwa", "it is a Numbers document"),
    ("Index.zip", "it is a Numbers document"),
)


def look_at(path: Path) -> tuple[str, bytes]:
    """What the file is by its first bytes: `xls`, or `zip` for a package that `look_into` tells more of; and its bytes.

    Raises `NotAWorkbook` when it is no workbook or is locked; `OSError` when it cannot be read.
    """
    status = path.stat()
    size = status.st_size
    if not stat.S_ISREG(status.st_mode):
        raise NotAWorkbook(path.name, "it is not a file like others", "Send the workbook itself.")
    if size == 0:
        raise NotAWorkbook(path.name, "it is empty", SAVE_AGAIN)
    if size > LARGEST_FILE:
        raise NotAWorkbook(path.name, f"it is larger than {LARGEST_FILE // 1_000_000} MB", SAVE_AS_XLSX)
    content = path.read_bytes()
    beginning = content[:4096]
    if beginning.startswith(OLE):
        _refuse_other_ole(path.name, content)
        return "xls", content
    if beginning.startswith(ZIP):
        return "zip", content
    for form, reason, remedy in _BEGINNINGS:
        if form.match(beginning):
            raise NotAWorkbook(path.name, reason, remedy)
    if beginning.startswith(b"PK"):
        raise NotAWorkbook(path.name, "it is damaged or cut off", SAVE_AGAIN)
    reason = "it is plain text" if b"\x00" not in beginning else "it is not a spreadsheet"
    raise NotAWorkbook(path.name, reason, SAVE_AS_XLSX)


def _refuse_other_ole(file: str, content: bytes) -> None:
    """Refuses an old container that holds something under lock and key, or no workbook at all."""
    if any(_utf16(name) in content for name in ("EncryptedPackage", "DataSpaces", "DRMContent")):
        raise NotAWorkbook(file, "it is protected by a password or a sensitivity label", UNLOCK)
    if not any(_utf16(name) in content for name in ("Workbook", "Book")):
        raise NotAWorkbook(file, "it is not a spreadsheet", SAVE_AS_XLSX)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def look_into(package: zipfile.ZipFile, file: str) -> str:
    """The kind of workbook that the package is: `xlsx`, `xlsb` or `ods`.

    Raises `NotAWorkbook` when it is none, or may not be opened.
    """
    parts = package.infolist()
    names = [part.filename.replace("\\", "/") for part in parts]
    _refuse_dangerous(file, parts, names)
    for name, reason in _OTHER_PACKAGES:
        if name in names:
            raise NotAWorkbook(file, reason, "Send the workbook itself, saved as .xlsx.")
    lowered = {name.lower() for name in names}
    if "xl/workbook.bin" in lowered:
        return "xlsb"
    if "xl/workbook.xml" in lowered or "[content_types].xml" in lowered:
        return "xlsx"
    if "content.xml" in lowered:
        return "ods"
    raise NotAWorkbook(file, "it is an archive, not a spreadsheet", "Send the workbook that is in it.")


def refuse_locked(package: zipfile.ZipFile, file: str) -> None:
    """Refuses an .ods whose parts are encrypted."""
    manifest = next((name for name in package.namelist() if name.lower() == "meta-inf/manifest.xml"), "")
    if manifest and b"encryption-data" in package.read(manifest):
        raise NotAWorkbook(file, "it is protected by a password", UNLOCK)


def _refuse_dangerous(file: str, parts: list[zipfile.ZipInfo], names: list[str]) -> None:
    """Refuses what no program writes: bombs, parts that would land elsewhere, parts that stand twice."""
    unsafe = "Save the workbook again under another name, and send that."
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise NotAWorkbook(file, "it is far larger inside than any tracker", unsafe)
    for part, name in zip(parts, names, strict=True):
        largest = LARGEST_TEXTS if name.lower().startswith("xl/sharedstrings") else LARGEST_PART
        if part.file_size > largest:
            raise NotAWorkbook(file, "it is far larger inside than any tracker", unsafe)
        packed = max(part.compress_size, 1)
        if part.file_size > SMALL_PART and part.file_size / packed > LARGEST_RATIO:
            raise NotAWorkbook(file, "it is packed so tightly that it may be meant to do harm", unsafe)
        if part.compress_type not in PACKINGS:
            raise NotAWorkbook(file, "it is packed as no spreadsheet program packs it", unsafe)
        if part.flag_bits & 1:
            raise NotAWorkbook(file, "it is protected by a password", UNLOCK)
    if len(set(names)) < len(names):
        raise NotAWorkbook(file, "two of its parts have the same name", unsafe)
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise NotAWorkbook(file, "it has parts that would land outside it", unsafe)
