"""The survey of a file, whatever kind of workbook it is."""

from __future__ import annotations

import errno
import zipfile
import zlib
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
        if look_at(path) == "xls":
            return _survey_xls(path)
        with zipfile.ZipFile(path) as package:
            return _survey_package(package, path.name)
    except TooLarge as error:
        remedy = "Delete the empty rows and columns around the tables, save it, and send it again."
        raise NotAWorkbook(path.name, str(error), remedy) from error
    except (zipfile.BadZipFile, OSError) as error:
        if isinstance(error, OSError) and error.errno != errno.EINVAL:  # a place before the file's beginning
            raise
        raise NotAWorkbook(path.name, "it is damaged or cut off", SAVE_AGAIN) from error
    except Declared as error:
        raise NotAWorkbook(path.name, str(error), SAVE_AS_XLSX) from error
    except _DAMAGE as error:
        raise NotAWorkbook(path.name, "it is damaged", REPAIR) from error


def _survey_package(package: zipfile.ZipFile, file: str) -> Survey:
    """Each kind's survey is only imported where there is such a workbook."""
    match look_into(package, file):
        case "xlsx":
            from nacpc_xl.preflight.xlsx import survey_xlsx

            return survey_xlsx(Package(package))
        case "ods":
            refuse_locked(package, file)
            from nacpc_xl.preflight.ods import survey_ods

            return survey_ods(Package(package))
    from nacpc_xl.preflight.xlsb import survey_xlsb

    return survey_xlsb(Package(package))


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
