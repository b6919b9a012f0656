"""What the audits share: the workbooks of the worked example, and Microsoft's validator."""

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import ooxml_check
import pytest

from nacpc_xl import steps
from nacpc_xl.workspace import YearFolder
from tests.end_to_end.by_hand import QUARTERS
from tests.end_to_end.test_worked_example import copied

MADE_ANEW = "coordinator-made-anew.xlsx"


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example with all its quarters issued and merged.

    Beside each coordinator's workbook stands one made anew, as a merge leaves it before anybody has decided.
    """
    folder = copied(tmp_path_factory.mktemp("audited") / "2019-20")
    for label in QUARTERS:
        workbook = YearFolder.at(folder).quarter(label).coordinator
        recorded = workbook.read_bytes()
        workbook.unlink()
        steps.issue(YearFolder.at(folder), label)
        steps.merge_and_write(YearFolder.at(folder), label)
        workbook.rename(workbook.with_name(MADE_ANEW))
        workbook.write_bytes(recorded)
        steps.merge_and_write(YearFolder.at(folder), label)
    return folder


@pytest.fixture(scope="session")
def valid() -> Callable[[Iterable[Path]], list[str]]:
    """A function that gives what Microsoft's validator finds wrong; without the validator, the test is skipped."""
    try:
        ooxml_check.fetched(ooxml_check.cache_folder())
    except ooxml_check.CannotRun as sentence:
        pytest.skip(str(sentence))

    def check(paths: Iterable[Path]) -> list[str]:
        return [f"{one.path.name}: {error}" for one in ooxml_check.check(list(paths)) for error in one.errors]

    return check


@pytest.fixture(scope="session")
def poppler() -> None:
    """Skips a test that needs the PDF tools where there are none; under CI that is a failure."""
    if shutil.which("pdftotext") is None:
        if os.environ.get("CI"):
            pytest.fail("poppler is not installed; under CI it must be (see .ci/run)", pytrace=False)
        pytest.skip("poppler is not installed")
