"""The set-up of .venv by the scripts: what counts as ready, what a failure says, who waits for whom."""

import ast
import json
import subprocess
import sys
import threading
import tomllib
import venv
from pathlib import Path

import environment
import merge_quarter
import pytest
from environment import NEWEST, OLDEST, ROOT, RUNTIME, TESTS, CannotSetUp, Environment
from packaging.specifiers import SpecifierSet

PYPROJECT = '[project]\nname = "nacpc-xl"\nversion = "1"\n[tool.ruff]\nline-length = 110\n'


@pytest.fixture
def made(tmp_path):
    """An environment in a folder without a plain name, set up with the tests' requirements."""
    root = tmp_path / "a plân, with spaces"
    root.mkdir()
    (root / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    for lock in (RUNTIME, TESTS):
        (root / lock).write_text("click==8.1.0\n", encoding="utf-8")
    there = Environment(root)
    venv.create(there.folder, with_pip=False)
    (packages(there) / "click-8.1.0.dist-info").mkdir()
    there.write_stamp(TESTS)
    return there


def packages(there: Environment) -> Path:
    """The folder that the environment's packages lie in."""
    return next(there.folder.glob(environment.PACKAGES))


def test_an_environment_with_a_stamp_is_ready(made):
    assert made.ready(TESTS)


def test_the_requirements_of_the_tests_serve_a_run_as_well(made):
    assert made.ready(RUNTIME)


def test_the_requirements_of_a_run_do_not_serve_the_tests(made):
    made.write_stamp(RUNTIME)
    assert made.ready(RUNTIME)
    assert not made.ready(TESTS)


def test_an_environment_never_set_up_is_not_ready(tmp_path):
    assert not Environment(tmp_path).ready(RUNTIME)


@pytest.mark.parametrize(
    "break_it",
    [
        lambda made: made.python.unlink(),
        lambda made: (made.python.unlink(), made.python.write_bytes(b"not a program")),
        lambda made: (packages(made) / "click-8.1.0.dist-info").rmdir(),
        lambda made: made.stamp.unlink(),
        lambda made: made.stamp.write_text("[]"),
        lambda made: made.stamp.write_text("{"),
        lambda made: made.stamp.write_text('{"lock": "requirements.txt"}'),
        lambda made: (made.root / TESTS).write_text("click==8.2.0\n"),
        lambda made: (made.root / "pyproject.toml").write_text(PYPROJECT.replace('"1"', '"2"')),
    ],
    ids=[
        "interpreter gone",
        "interpreter is no program",
        "package gone",
        "no stamp",
        "stamp of another shape",
        "stamp cut short",
        "stamp incomplete",
        "other requirements",
        "other project table",
    ],
)
def test_an_environment_is_not_ready_once(made, break_it):
    break_it(made)
    assert not made.ready(TESTS)


def test_an_environment_of_another_python_is_not_ready(made):
    stamp = json.loads(made.stamp.read_text(encoding="utf-8"))
    made.stamp.write_text(json.dumps({**stamp, "python": "3.0"}), encoding="utf-8")
    assert not made.ready(TESTS)


def test_settings_of_the_tools_and_more_packages_change_nothing(made):
    (made.root / "pyproject.toml").write_text(PYPROJECT.replace("110", "100"), encoding="utf-8")
    (packages(made) / "ipython-9.0.dist-info").mkdir()
    assert made.ready(TESTS)


def test_the_path_to_the_package_is_relative_so_the_folder_can_move(made, tmp_path):
    (made.root / "nacpc_xl.py").write_text("", encoding="utf-8")
    (packages(made) / "_nacpc_xl.pth").write_text(str(made.root), encoding="utf-8")
    made.link()
    moved = made.root.rename(tmp_path / "elsewhere")
    python = moved / ".venv" / environment.PYTHON
    said = subprocess.run([python, "-I", "-c", "import nacpc_xl; print(nacpc_xl.__file__)"], capture_output=True)
    assert Path(said.stdout.decode().strip()).parent == moved


def test_a_step_that_fails_says_one_sentence_and_keeps_the_details(made):
    with pytest.raises(CannotSetUp) as sentence:
        made.step([sys.executable, "-c", "print('WARNING: Retrying (Retry(total=4'); raise SystemExit(1)"])
    assert str(sentence.value).startswith("The packages could not be downloaded: check the internet connection")
    assert str(sentence.value).endswith(f"The details are in {Path('.venv', 'set-up.log')}.")
    assert "Retrying" in made.log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (
            "The virtual environment was not created because ensurepip is not available.",
            "This Python came without",
        ),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "A downloaded package is not",
        ),
        (
            "Retrying (Retry(total=4)) after SSLError(CERTIFICATE_VERIFY_FAILED)",
            "The packages could not be downloaded, as",
        ),
        (
            "Retrying (Retry(total=4)) after ProxyError\nNo matching distribution",
            "The packages could not be downloaded:",
        ),
        ("ERROR: No matching distribution found for lxml", "A package is missing for this computer"),
        ("PermissionError: [WinError 5] Access is denied", "A file could not be written"),
        ("anything else", "Setting up did not work"),
    ],
)
def test_a_remedy_fits_what_was_said(said, begins):
    assert environment.remedy(said).startswith(begins)
    assert environment.remedy(said).endswith("run the same command again")


def test_an_old_python_is_told_which_one_is_needed():
    with pytest.raises(CannotSetUp) as sentence:
        environment.check_python((3, 9))
    assert str(sentence.value) == (
        "nacpc_xl needs Python 3.11 or newer; this is 3.9. Install it from python.org and run the same command again."
    )


def test_a_python_from_the_future_is_told_as_well():
    with pytest.raises(CannotSetUp, match=r"runs on Python 3\.11 to 3\.14; this is 3\.15"):
        environment.check_python((3, 15))


def test_the_pythons_that_will_do_are_those_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    allowed = SpecifierSet(project["requires-python"])
    will_do = [(3, minor) for minor in range(6, 30) if f"3.{minor}" in allowed]
    assert (will_do[0], will_do[-1]) == (OLDEST, NEWEST)
    for version in will_do:
        environment.check_python(version)


@pytest.mark.parametrize("script", ["environment.py", "merge_quarter.py", "run_tests.py"])
def test_an_old_python_can_read(script):
    tree = ast.parse((ROOT / "scripts" / script).read_text(encoding="utf-8"), feature_version=(3, 6))
    modules = [name.name for node in tree.body if isinstance(node, ast.Import) for name in node.names]
    assert "tomllib" not in modules


def test_a_failure_is_exit_code_2_and_no_traceback(made, monkeypatch, capsys):
    def refuse(lock: str) -> None:
        raise CannotSetUp("No.")

    made.stamp.unlink()
    monkeypatch.setattr(made, "set_up", refuse)
    monkeypatch.setattr(environment, "Environment", lambda root: made)
    assert environment.run(RUNTIME, ["-c", "pass"]) == 2
    assert capsys.readouterr().err == "No.\n"


def test_a_folder_that_cannot_be_written_is_exit_code_2(made, monkeypatch, capsys):
    def refuse(lock: str) -> None:
        raise PermissionError(13, "Permission denied", ".venv.lock")

    made.stamp.unlink()
    monkeypatch.setattr(made, "set_up", refuse)
    monkeypatch.setattr(environment, "Environment", lambda root: made)
    assert environment.run(RUNTIME, ["-c", "pass"]) == 2
    assert "copy that folder to where you may write" in capsys.readouterr().err


def test_the_arguments_and_the_exit_code_pass_through(made):
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import environment; from pathlib import Path; "
        "environment.ROOT = Path(sys.argv[2]); "
        "arguments = ['-c', 'import sys; sys.exit(len(sys.argv))', 'a', 'b c']; "
        "sys.exit(environment.run('requirements.txt', arguments))"
    )
    command = [sys.executable, "-c", program, str(ROOT / "scripts"), str(made.root)]
    assert subprocess.run(command, timeout=60).returncode == 3


def test_two_set_ups_take_turns(tmp_path, capsys):
    path = tmp_path / ".venv.lock"
    order = []

    def second() -> None:
        with environment.only_one(path):
            order.append("second")

    with environment.only_one(path):
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(timeout=0.5)
        order.append("first")
    waiting.join(timeout=10)
    assert order == ["first", "second"]
    assert "Another run is setting up" in capsys.readouterr().err


def test_who_waited_does_not_set_up_again(made, capsys):
    made.set_up(RUNTIME)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("files", "newest"),
    [
        (["Q1/returned/LD.xlsx", "Q2/returned/any name.ods"], "Q2"),
        (["Q1/returned/LD.xlsx", "Q2/returned/.gitkeep", "Q3/returned/~$LD.xlsx"], "Q1"),
        (["Q1/returned/from Ann/LD.xlsx"], "Q1"),
        (
            ["Q1/returned/LD.xlsx", "Q2 old/returned/LD.xlsx", "Q9/returned/LD.xlsx", "Q3/issued/LD.xlsx"],
            "Q1",
        ),
        (["plan.xlsx"], ""),
    ],
)
def test_the_newest_quarter_is_the_last_with_a_return(tmp_path, files, newest):
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    assert merge_quarter.newest_quarter(tmp_path) == newest


@pytest.fixture
def asked(monkeypatch):
    """What the merge script asks to be run, which is not run: each lock file with its arguments."""
    asked = []

    def run(lock: str, arguments: list[str]) -> int:
        asked.append((lock, arguments))
        return 1

    monkeypatch.setattr(merge_quarter, "run", run)
    return asked


def test_without_arguments_the_worked_example_is_merged(tmp_path, monkeypatch, asked):
    returned = tmp_path / merge_quarter.EXAMPLE / "Q3" / "returned" / "LD.xlsx"
    returned.parent.mkdir(parents=True)
    returned.touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(merge_quarter, "ROOT", tmp_path)
    assert merge_quarter.main([]) == 1
    assert asked == [(RUNTIME, ["-m", "nacpc_xl", "merge", "workbooks/2019-20", "Q3"])]


def test_without_a_return_the_merge_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(merge_quarter, "ROOT", tmp_path)
    assert merge_quarter.main([]) == 2
    assert "has a return yet" in capsys.readouterr().err


def test_arguments_are_passed_on_as_they_are(asked):
    assert merge_quarter.main(["a year", "Q1", "--json"]) == 1
    assert asked == [(RUNTIME, ["-m", "nacpc_xl", "merge", "a year", "Q1", "--json"])]
