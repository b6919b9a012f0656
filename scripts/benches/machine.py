"""What this machine is: enough to read the figures rightly, and nothing that names it or whoever uses it."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

import psutil

CPUINFO = Path("/proc/cpuinfo")


def described(cpuinfo: Path = CPUINFO) -> str:
    """The processor and how many there are, the memory, the system and the Python, in a line."""
    memory = psutil.virtual_memory().total / 1e9
    return ", ".join(
        (
            processor(cpuinfo),
            f"{usable()} processors",
            f"{memory:.0f} GB of memory",
            f"{platform.system()} {platform.machine()}",
            f"{platform.python_implementation()} {platform.python_version()}",
        )
    )


def processor(cpuinfo: Path = CPUINFO) -> str:
    """The processor's model, as far as the system tells it."""
    try:
        told = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text("utf-8", "replace"), re.MULTILINE)
    except OSError:
        told = None
    return " ".join((told[1] if told else platform.processor() or platform.machine()).split())


def usable() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
