"""LibreOffice Calc for tests that do what a lead does: the fixtures `office` and `own_office`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import program
from tests.libreoffice.office import Office, python_with_uno


@pytest.fixture(scope="session")
def new_office() -> Callable[[Path], Office]:
    """A function that gives a LibreOffice with a new profile in a folder that is not there yet."""
    soffice = str(program())
    python = python_with_uno(soffice)
    if python is None:
        if os.environ.get("CI"):
            pytest.fail("No Python has the module uno; under CI one must (see .ci/run)", pytrace=False)
        pytest.skip("No Python has the module uno (python3-uno)")
    return lambda folder: Office(soffice, python, folder)


@pytest.fixture(scope="session")
def office(new_office: Callable[[Path], Office], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The LibreOffice that all tests share."""
    with new_office(tmp_path_factory.mktemp("calc") / "profile") as shared:
        yield shared


@pytest.fixture
def own_office(new_office: Callable[[Path], Office], tmp_path: Path) -> Iterator[Office]:
    """A LibreOffice for one test alone: a second refused keystroke would crash it."""
    with new_office(tmp_path / "profile") as own:
        yield own
