"""What several tests of the whole way through share: the worked example's year, gone through once."""

from pathlib import Path

import pytest

from nacpc_xl import steps
from nacpc_xl.workspace import YearFolder
from tests.end_to_end.by_hand import QUARTERS
from tests.end_to_end.test_worked_example import copied


@pytest.fixture(scope="session")
def whole_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with each of its quarters issued and merged, one after the other; nothing may change it."""
    folder = copied(tmp_path_factory.mktemp("whole") / "2019-20")
    for label in QUARTERS:
        steps.issue(YearFolder.at(folder), label)
        steps.merge_and_write(YearFolder.at(folder), label)
    return folder
