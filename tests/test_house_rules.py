"""What holds for the whole repository: style, types, layers, pinned requirements, what no file may say."""

import codecs
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GENERATED = {"__pycache__", "build", "dist", "issued", "out"}  # folders; those with a leading dot besides

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
TOOLS = {
    "ruff check": ["-m", "ruff", "check", "--output-format", "concise", "."],
    "ruff format": ["-m", "ruff", "format", "--diff", "."],
    "mypy": ["-m", "mypy"],
    "lint-imports": ["-c", LINT_IMPORTS, "--no-logo"],
}

# The patterns are spelt so that this file does not say what it looks for.
REGISTRY = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|anaconda|rubygems|crates)\.(?:org|com|io)\b"
    r"|--(?:extra-)?index-url[ =]|--find-links[ =]"
    r"|://[^\s/]+/(?:[^\s/]+/)*simple(?:/|\s|$)",
    re.IGNORECASE,
)
THIS_MACHINE = re.compile(r"(?<![\w.~*$}])/(?:home|root|Users|work|farm)/\w|\b[A-Z]:\\+Users\\+\w")
ITS_MAKING = re.compile(
    codecs.decode(
        r"\o(?:pynhqr|naguebcvp|pungtcg|bcranv|pbcvybg|yyzf?|fhontragf?|pb-nhguberq-ol"
        r"|(?:pbqvat|nv) (?:ntrag|nffvfgnag)f?|ynathntr zbqryf?|nv[- ]trarengrq"
        r"|flfgrz cebzcg)\o",
        "rot13",
    ),
    re.IGNORECASE,
)


@pytest.mark.parametrize("tool", TOOLS)
def test_the_code_satisfies(tool):
    done = subprocess.run(
        [sys.executable, *TOOLS[tool]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("the address of a package registry", REGISTRY),
        ("a path of one person's machine", THIS_MACHINE),
        ("how the files came about, instead of what they are", ITS_MAKING),
    ],
)
def test_no_file_says(rule, pattern):
    found = [f"{where}: {match.group()}" for where, text in texts() for match in [pattern.search(text)] if match]
    assert not found, f"A file says {rule}:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRY, "see https://" + "pypi" + ".org/project/click"),
        (REGISTRY, "--index" + "-url https://mirror.example"),
        (REGISTRY, "https://mirror.example/root/" + "simple" + "/click"),
        (THIS_MACHINE, "open /" + "home/alex/plan.xlsx"),
        (THIS_MACHINE, "open C:\\" + "Users\\Alex\\plan.xlsx"),
        (ITS_MAKING, "written with " + "Chat" + "GPT"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, text):
    assert pattern.search(text)


@pytest.mark.parametrize("text", ["this is a simple/complex rule", "at home/work/school", "multi-agency", "prompt"])
def test_the_patterns_leave_plain_words_alone(text):
    assert not any(pattern.search(text) for pattern in (REGISTRY, THIS_MACHINE, ITS_MAKING))


def test_locked_versions_are_those_the_project_asks_for():
    runtime, tests = pins("requirements.txt"), pins("requirements-test.txt")
    build = PROJECT["dependency-groups"]["build"]
    test_only = [line for line in PROJECT["dependency-groups"]["test"] if isinstance(line, str)]
    for lock, lines in (
        (runtime, [*PROJECT["project"]["dependencies"], *build]),
        (tests, [*PROJECT["project"]["dependencies"], *build, *test_only]),
    ):
        for requirement in map(Requirement, lines):
            versions = [
                pin.specifier for pin in lock if canonicalize_name(pin.name) == canonicalize_name(requirement.name)
            ]
            assert versions, f"{requirement.name} is not locked"
            for exactly in versions:
                version = next(iter(exactly)).version
                assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def test_test_lock_holds_every_pin_of_the_runtime_lock():
    missing = set(map(str, pins("requirements.txt"))) - set(map(str, pins("requirements-test.txt")))
    assert not missing


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-test.txt"])
def test_every_pin_has_a_hash_and_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    assert all(" --hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_build_requirements_are_those_of_the_build_group():
    assert PROJECT["build-system"]["requires"] == PROJECT["dependency-groups"]["build"]


def pins(lock: str) -> list[Requirement]:
    """The pinned requirements of a lock file; one package can have several, for different Pythons."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return [Requirement(line.rstrip(" \\")) for line in text.splitlines() if re.match("[a-z0-9]", line)]


def texts() -> Iterator[tuple[str, str]]:
    """Where and what: each file's text, and each part's of a workbook or document."""
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                for part in package.namelist():
                    if part.endswith((".xml", ".rels")):
                        yield f"{name}, {part}", package.read(part).decode("utf-8", "replace")
        else:
            yield name, path.read_bytes().decode("utf-8", "replace")


def files() -> list[Path]:
    """The files that are, or would be, under version control; outside a checkout, all that were not made."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        paths = (path for path in ROOT.rglob("*") if not generated(path.relative_to(ROOT)))
    else:
        paths = (ROOT / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def generated(path: Path) -> bool:
    """Whether the path lies in a folder that a program made."""
    return any(part in GENERATED or part.startswith(".") for part in path.parts[:-1])
