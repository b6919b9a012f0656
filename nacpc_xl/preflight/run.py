"""The survey of a file, whatever kind of workbook it is."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

from lxml import etree

from nacpc_xl.model.errors import NotAWorkbook
from nacpc_xl.preflight.files import REPAIR, SAVE_AGAIN, SAVE_AS_XLSX, UNLOCK, look_at, look_into, refuse_locked
from nacpc_xl.preflight.survey import Survey, TooLarge
from nacpc_xl.preflight.xml import Declared, Package

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    KeyError,
    IndexError,
    ValueError,
    OverflowError,
    NotImplementedError,  # a compression that is not known here
    RuntimeError,  # a part under a password
    EOFError,
)


def survey(path: Path) -> Survey:
    """What is to be seen in the file before its values are read.

    Raises `NotAWorkbook` when it is no workbook, may not be opened, or is damaged, and `OSError` when it
    cannot be read at all.
    """
    try:
        kind, content = look_at(path)
        seen = _survey_xls(path) if kind == "xls" else _survey_zip(content, path.name)
        return replace(seen, sha256=hashlib.sha256(content).hexdigest())
    except TooLarge as error:
        remedy = "Delete the empty rows and columns around the tables, save it, and send it again."
        raise NotAWorkbook(path.name, str(error), remedy) from error
    except zipfile.BadZipFile as error:
        raise NotAWorkbook(path.name, "it is damaged or cut off", SAVE_AGAIN) from error
    except Declared as error:
        raise NotAWorkbook(path.name, str(error), SAVE_AS_XLSX) from error
    except _DAMAGE as error:
        raise NotAWorkbook(path.name, "it is damaged", REPAIR) from error


def _survey_zip(content: bytes, file: str) -> Survey:
    """Each kind's survey is only imported where there is such a workbook."""
    with _package(content) as package:
        parts = Package(package, content)
        match look_into(package, file):
            case "xlsx":
                from nacpc_xl.preflight.xlsx import survey_xlsx

                return survey_xlsx(parts)
            case "ods":
                refuse_locked(package, file)
                from nacpc_xl.preflight.ods import survey_ods

                return survey_ods(parts)
        from nacpc_xl.preflight.xlsb import survey_xlsb

        return survey_xlsb(parts)


def _package(content: bytes) -> zipfile.ZipFile:
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except ValueError as error:
        raise zipfile.BadZipFile("its list of parts lies before its beginning") from error
    if any(part.header_offset < 0 for part in package.infolist()):
        raise zipfile.BadZipFile("a part lies before its beginning")
    return package


def _survey_xls(path: Path) -> Survey:
    """Xlrd is only imported where there is an old workbook; what it raises has no common name."""
    from nacpc_xl.preflight.xls import survey_xls

    try:
        return survey_xls(path)
    except TooLarge:
        raise
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise NotAWorkbook(path.name, "it is protected by a password", UNLOCK) from error
        raise ValueError(str(error)) from error
