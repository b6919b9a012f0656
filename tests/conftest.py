"""What every test can ask for: LibreOffice, by the fixture `soffice` or the marker `libreoffice`."""

import contextlib
import datetime as dt
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nacpc_xl.workspace import reproducible

SECONDS = 180  # for one conversion; the first one in a new profile takes longest
USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)

Convert = Callable[..., Path]
Audit = Callable[[Path | bytes], list[str]]


def program() -> str | None:
    """LibreOffice's program; None where it is not installed."""
    return next(filter(None, map(shutil.which, ("soffice", "libreoffice", *USUAL_PLACES))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that asks for `soffice`, so that `-m libreoffice` finds it."""
    for item in items:
        if "soffice" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.libreoffice)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips a test that needs LibreOffice where there is none; under CI that is a failure."""
    if item.get_closest_marker("libreoffice") and program() is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed; under CI it must be (see .ci/run)", pytrace=False)
        pytest.skip("LibreOffice is not installed")


FAULTS: list[str] = []
"""What the self-audit found in the reports that were built since the last test."""


@pytest.fixture(scope="session")
def audited() -> Audit:
    """The self-audit of a Word document."""
    from tests.audit.document import audit

    return audit


@pytest.fixture(scope="session", autouse=True)
def every_report_is_audited(audited: Audit) -> Iterator[None]:
    """Lets the self-audit look at each report that is built, whichever way and in whichever test."""

    def pack_and_audit(package: bytes, day: dt.date) -> bytes:
        report = reproducible(package, day)
        FAULTS.extend(audited(report))
        return report

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nacpc_xl.outputs.report.build.reproducible", pack_and_audit)
        yield


@pytest.fixture(autouse=True)
def no_report_has_a_fault(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test in which a report was built that the self-audit finds fault with.

    The marker `own_template` is for tests whose template has faults of its own.
    """
    yield
    found, FAULTS[:] = list(FAULTS), []
    if found and not request.node.get_closest_marker("own_template"):
        pytest.fail("The self-audit of a report found:\n" + "\n".join(found[:20]), pytrace=False)


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """A function that converts a document and returns the new file: `soffice(path, to="pdf", outdir=folder)`.

    `to` is a LibreOffice format, with a filter after a colon where one is needed; `outdir` is the document's
    own folder unless given. LibreOffice runs with a profile of its own, so it does not meet one that is open.
    """
    profile = tmp_path_factory.mktemp("libreoffice").as_uri()

    def convert(path: Path, to: str = "pdf", outdir: Path | None = None) -> Path:
        folder = outdir or path.parent
        made = folder / f"{path.stem}.{to.partition(':')[0]}"
        options = [f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        said = run_or_end([str(program()), *options, "--convert-to", to, "--outdir", str(folder), str(path)])
        assert made.is_file(), f"LibreOffice made no {made.name} of {path.name}:\n{said}"
        return made

    return convert


def run_or_end(command: list[str]) -> str:
    """What the command said. Past its time, it is ended with all it started, and the test fails."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    with process:
        try:
            return process.communicate(timeout=SECONDS)[0]
        except subprocess.TimeoutExpired:
            end(process)
            pytest.fail(f"LibreOffice took longer than {SECONDS} s: {' '.join(command)}", pytrace=False)


def end(process: subprocess.Popen[str]) -> None:
    """Ends the process; where it leads a group, as `soffice` (a script) does, the whole group."""
    with contextlib.suppress(ProcessLookupError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
