import shutil
import zipfile
from pathlib import Path

import make_example
import make_template
import merge_quarter
import pytest

from nacpc_xl.sheets.read import read_grids
from tests.end_to_end.by_hand import QUARTERS

REPOSITORY = Path(__file__).resolve().parents[2]
YEAR = REPOSITORY / "workbooks" / "2019-20"


def kept_in_git(year: Path) -> dict[str, Path]:
    """The files of a year folder that a person or the script made, by their path in it."""
    made_by_runs = {"issued", "out"}
    paths = (path for path in year.rglob("*") if path.is_file() and not made_by_runs & set(path.parts))
    return {path.relative_to(year).as_posix(): path for path in paths}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("example") / "2019-20"
    make_example.make(folder)
    return kept_in_git(folder)


def test_the_example_is_what_its_script_makes(made):
    shipped = kept_in_git(YEAR)
    if shutil.which("soffice") is None:
        shipped = {name: path for name, path in shipped.items() if path.suffix != ".ods"}
    assert set(made) == set(shipped)
    different = [name for name in made if read_grids(made[name]) != read_grids(shipped[name])]
    assert different == [], "run scripts/make_example.py"


def test_the_readme_says_where_the_newest_quarter_of_the_example_is_left():
    newest = merge_quarter.newest_quarter(YEAR)
    assert newest == list(QUARTERS)[-1]
    assert f"`workbooks/2019-20/{newest}/out`" in (REPOSITORY / "README.md").read_text("utf-8")


def test_the_template_is_what_its_script_makes(tmp_path):
    path = tmp_path / "cog-report.docx"
    make_template.make(path)
    parts = []
    for package in (path, make_template.TEMPLATE):
        with zipfile.ZipFile(package) as opened:
            parts.append({name: opened.read(name) for name in opened.namelist()})
    assert parts[0] == parts[1], "run scripts/make_template.py"
