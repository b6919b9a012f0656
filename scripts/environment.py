"""The Python environment of this repository: made once in .venv, found ready in a moment ever after.

Python 3.6 can read this file, so that it can say in a sentence which Python is needed: hence the annotations
in quotes, and tomllib imported where it is used.
"""

import contextlib
import errno
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

RUNTIME = "requirements.txt"
TESTS = "requirements-test.txt"  # holds every pin of RUNTIME

OLDEST, NEWEST = (3, 11), (3, 14)  # as requires-python in pyproject.toml

CANNOT_RUN = 2
STOPPED = 130  # what a shell reports after Ctrl-C

AGAIN = "run the same command again"

# What pip or venv says, and what a person can do about it; the first that fits is shown.
REMEDIES = {
    "ensurepip": (
        "This Python came without the part that makes environments: install it "
        f"(on Debian or Ubuntu: sudo apt install python3-venv) and {AGAIN}"
    ),
    "No space left|not enough space": f"The disk is full: make room for about 500 MB and {AGAIN}",
    "DO NOT MATCH THE HASHES": (
        "A downloaded package is not the one this project expects and was not installed: ask whoever looks "
        f"after your network whether it alters downloads, and {AGAIN}"
    ),
    "SSLError|CERTIFICATE_VERIFY_FAILED": (
        "The packages could not be downloaded, as a certificate was not accepted: ask whoever looks after "
        f"your network for its certificate file, set PIP_CERT to where you put it, and {AGAIN}"
    ),
    r"Retrying \(Retry\(|ConnectionError|ProxyError|Timeout": (
        "The packages could not be downloaded: check the internet connection (on an office network, ask for "
        f"the proxy's address and set HTTPS_PROXY to it) and {AGAIN}"
    ),
    "No matching distribution": (
        "A package is missing for this computer, or cannot be reached from it: use a 64-bit Python from "
        f"python.org and {AGAIN}"
    ),
    "Permission denied|Access is denied|used by another process": (
        f"A file could not be written: close what else uses the .venv folder and {AGAIN}"
    ),
}
OTHERWISE = f"Setting up did not work: delete the .venv folder and {AGAIN}"

if os.name == "nt":
    PYTHON, PACKAGES = "Scripts/python.exe", "Lib/site-packages"
else:
    PYTHON, PACKAGES = "bin/python", "lib/python*/site-packages"


class CannotSetUp(Exception):
    """Stops the set-up; says in one sentence why, and what to do."""


def run(lock: str, arguments: "Sequence[str]") -> int:
    """The exit code of the environment's Python run with `arguments`; 2 where there can be no environment.

    `lock` is the file of pinned requirements that the environment must hold: RUNTIME or TESTS.
    """
    environment = Environment(ROOT)
    try:
        check_python(sys.version_info[:2])
        if not environment.ready(lock):
            environment.set_up(lock)
        return hand_over([str(environment.python), *arguments])
    except CannotSetUp as sentence:
        say(str(sentence))
        return CANNOT_RUN
    except OSError as error:
        protected = error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}
        advice = "copy that folder to where you may write" if protected else "delete its .venv"
        say(f"Cannot set up in {ROOT} ({error.strerror}: {error.filename}): {advice} and {AGAIN}.")
        return CANNOT_RUN
    except KeyboardInterrupt:
        return STOPPED


def check_python(version: "tuple[int, int]") -> None:
    """Raises CannotSetUp unless this version of Python will do."""
    this, oldest, newest = ("{}.{}".format(*each) for each in (version, OLDEST, NEWEST))
    then = f"from python.org and {AGAIN}."
    if version < OLDEST:
        raise CannotSetUp(f"nacpc_xl needs Python {oldest} or newer; this is {this}. Install it {then}")
    if version > NEWEST:
        raise CannotSetUp(f"nacpc_xl runs on Python {oldest} to {newest}; this is {this}. Install one {then}")


def hand_over(command: "list[str]") -> int:
    """The exit code of `command`; on macOS and Linux this process becomes that one and never returns."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(command[0], command, variables())
    return subprocess.call(command, env=variables())


def variables() -> "dict[str, str]":
    """The environment variables for what is run here: without those that speak of some other Python."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}


def say(sentence: str) -> None:
    """Tells the person at the screen, on the error stream: another program may be reading the output."""
    print(sentence, file=sys.stderr, flush=True)


class Environment:
    """The .venv of one repository folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / PYTHON
        self.stamp = self.folder / "set-up.json"
        self.log = self.folder / "set-up.log"

    def ready(self, lock: str) -> bool:
        """Whether what was set up last holds `lock`, still matches the repository's files, and still runs."""
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
            return (
                stamp["lock"] in {lock, TESTS}
                and stamp["inputs"] == self.inputs(stamp["lock"])
                and self.packages().issuperset(stamp["packages"])
                and stamp["python"] == self.version()
            )
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def set_up(self, lock: str) -> None:
        """Installs what `lock` pins, and the project. Raises CannotSetUp."""
        with only_one(self.root / ".venv.lock"):
            if self.ready(lock):
                return  # another run has just done it
            say("Setting up (once, about a minute) ...")
            with contextlib.suppress(OSError):
                self.stamp.unlink()  # a run that is cut short from here on leaves nothing that looks ready
            self.make()
            pip = [str(self.python), "-I", "-m", "pip", "install", "--no-input"]
            self.step([*pip, "--only-binary", ":all:", "--require-hashes", "--requirement", lock])
            self.step([*pip, "--no-deps", "--no-build-isolation", "--editable", "."])
            self.link()
            self.write_stamp(lock)

    def make(self) -> None:
        """Makes a new environment, unless the one there runs and has a pip. Raises CannotSetUp."""
        if not (self.version() and self.has_pip()):
            self.step([sys.executable, "-m", "venv", "--clear", str(self.folder)])
        self.log.write_text("", encoding="utf-8")

    def step(self, command: "Sequence[str]") -> None:
        """Runs one command and adds what it said to the log. Raises CannotSetUp when it fails."""
        done = subprocess.run(
            command,
            cwd=str(self.root),
            env=dict(variables(), PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        said = done.stdout.decode("utf-8", "replace")
        self.folder.mkdir(exist_ok=True)
        with self.log.open("a", encoding="utf-8") as log:
            log.write("$ {}\n{}\n".format(" ".join(command), said))
        if done.returncode:
            raise CannotSetUp(f"{remedy(said)}. The details are in {self.log.relative_to(self.root)}.")

    def link(self) -> None:
        """Makes the path that leads from the environment to the package a relative one.

        Then the repository can be moved, and its folder's name can hold any letter: pip writes the whole path
        in UTF-8, but Python 3.11 and 3.12 on Windows read it in the computer's own encoding.
        """
        for link in self.folder.glob(f"{PACKAGES}/_nacpc_xl.pth"):
            link.write_text(os.path.relpath(str(self.root), str(link.parent)) + "\n", encoding="ascii")

    def write_stamp(self, lock: str) -> None:
        """Records what the environment now holds; the record appears whole or not at all."""
        stamp = {
            "lock": lock,
            "inputs": self.inputs(lock),
            "packages": sorted(self.packages()),
            "python": self.version(),
        }
        draft = self.stamp.with_suffix(".new")
        draft.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        draft.replace(self.stamp)

    def inputs(self, lock: str) -> str:
        """A digest of what is to be installed: the lock file, and the project's table in pyproject.toml."""
        import tomllib

        project = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        digest = hashlib.sha256(json.dumps(project, sort_keys=True).encode())
        digest.update((self.root / lock).read_bytes())
        return digest.hexdigest()

    def packages(self) -> "set[str]":
        """The folders that describe the installed packages, such as "click-8.1.0.dist-info"."""
        return {found.name for found in self.folder.glob(f"{PACKAGES}/*.dist-info")}

    def version(self) -> str:
        """What the environment's Python says it is, such as "3.11"; "" if it does not run or will not do."""
        question = (
            "import sys; version = sys.version_info[:2]; print('%d.%d' % version); "
            f"sys.exit(not {OLDEST} <= version <= {NEWEST})"
        )
        return self.asked("-S", "-c", question).strip()

    def has_pip(self) -> bool:
        """Whether the environment's pip starts: it does not where a first set-up was cut short."""
        return bool(self.asked("-m", "pip", "--version"))

    def asked(self, *arguments: str) -> str:
        """What the environment's Python prints when run with these arguments; "" if that fails."""
        try:
            done = subprocess.run(
                [str(self.python), "-I", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                check=True,
            )
        except (OSError, subprocess.CalledProcessError):
            return ""
        return done.stdout.decode("utf-8", "replace")


def remedy(said: str) -> str:
    """What went wrong and what to do, without a full stop, from the words of the program that failed."""
    return next((sentence for pattern, sentence in REMEDIES.items() if re.search(pattern, said)), OTHERWISE)


@contextlib.contextmanager
def only_one(path: Path) -> "Iterator[None]":
    """A context that one process at a time is in. The system itself ends it when that process dies."""
    with path.open("a+b") as file:
        if not locked(file.fileno()):
            say("Another run is setting up: waiting for it ...")
            while not locked(file.fileno()):
                time.sleep(0.2)
        yield


def locked(file: int) -> bool:
    """Whether this process now holds the lock on the open file; closing the file lets go of it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
    else:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
