"""How much of the machine reading one paper may take, and how each system is told so: its branches are here alone."""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

OUT_OF_MEMORY = 81
"""How a child ends that would take more memory than it may."""

_STEP = 0.02
"""Seconds between two looks at the memory taken."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one paper may cost."""

    seconds: int
    """By the clock, and of the processor's time."""
    memory: int
    """Bytes, those of the program and of the file itself included."""
    said: int = 100_000_000
    """Bytes that may be said of it; a thousand pages of small print are a tenth."""
    a_line: int = 10_000_000
    """Bytes of one line of what is said: of a row of a table, all its cells."""

    @classmethod
    def of(cls, size: int) -> Self:
        """Those of a file of so many bytes: 3 minutes and 1 for each MB, half an hour at most; 1 GB and the file."""
        return cls(min(180 + 60 * (size // 1_000_000), 1800), 1_000_000_000 + 4 * size)


def impose(limits: Limits, swollen: Callable[[], None]) -> None:
    """Hold this process to them from now on; nothing that it does can lift them again.

    `swollen` is called once, on another thread, when half of the memory is taken: a library in C that is refused the
    other half ends without a word.

    Linux holds a process to all of them. macOS and Windows do not hold it to its memory: a thread looks at what was
    taken, and may look too late for a leap. Windows does not hold it to the processor's time, nor to writing nothing,
    without a job object; there the parent's clock and the guard alone see to that.
    """
    threading.Thread(target=_watch, args=(limits.memory, _memory(), swollen), daemon=True).start()
    if sys.platform == "win32":
        return
    import resource

    def hold(what: int, most: int, grace: int = 0) -> None:
        with contextlib.suppress(ValueError, OSError):  # a narrower one is in force, or the system has none such
            resource.setrlimit(what, (most, most + grace))

    hold(resource.RLIMIT_DATA, limits.memory + limits.memory // 4)  # a leap, which the thread sees too late
    hold(resource.RLIMIT_CPU, limits.seconds, grace=1)
    hold(resource.RLIMIT_FSIZE, 0)  # nothing is written to any file
    hold(resource.RLIMIT_CORE, 0)  # nor is a picture of the memory, if it breaks down
    hold(resource.RLIMIT_NPROC, 0)  # nor is anything started


def _memory() -> Callable[[], int]:
    """What tells the memory that this process has taken, in bytes."""
    if sys.platform == "win32":
        return _memory_of_windows()
    with contextlib.suppress(OSError):  # its peak, as getrusage tells it on Linux, would be that of the parent
        taken = os.open("/proc/self/statm", os.O_RDONLY)
        return lambda: int(os.pread(taken, 100, 0).split()[1]) * os.sysconf("SC_PAGE_SIZE")
    import resource

    return lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _memory_of_windows() -> Callable[[], int]:
    """The same as Windows tells it: what was taken at its peak, in memory and paged out."""
    import ctypes

    class Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS."""

        _fields_ = (
            ("size", ctypes.c_uint32),
            ("faults", ctypes.c_uint32),
            *((f"other_{n}", ctypes.c_size_t) for n in range(7)),
            ("peak", ctypes.c_size_t),
        )

    system = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined, unused-ignore] # it is there on Windows alone
    system.GetCurrentProcess.restype = ctypes.c_void_p
    system.K32GetProcessMemoryInfo.argtypes = (ctypes.c_void_p, ctypes.POINTER(Counters), ctypes.c_uint32)
    counters = Counters(size=ctypes.sizeof(Counters))

    def taken() -> int:
        told = system.K32GetProcessMemoryInfo(system.GetCurrentProcess(), ctypes.byref(counters), counters.size)
        return int(counters.peak) if told else 0

    return taken


def _watch(most: int, taken: Callable[[], int], swollen: Callable[[], None]) -> None:
    """End this process when it has taken more memory than it may."""
    while taken() <= most // 2:
        time.sleep(_STEP)
    swollen()
    while taken() <= most:
        time.sleep(_STEP)
    os._exit(OUT_OF_MEMORY)


def environment() -> dict[str, str]:
    """What Python needs of ours to start at all: the folder of Windows; elsewhere that of its libraries, if named."""
    needed = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {name: os.environ[name] for name in needed if name in os.environ}


def unseen() -> int:
    """Flags with which a child starts without a window of its own: Windows would open one for each."""
    if sys.platform == "win32":
        import subprocess

        return subprocess.CREATE_NO_WINDOW
    return 0


def ended(code: int) -> str:
    """Why a child ended with this exit code, as far as the system says: `time`, `memory`, `broke`."""
    if code == OUT_OF_MEMORY:
        return "memory"
    if sys.platform != "win32":
        import signal

        if code == -signal.SIGXCPU:
            return "time"
    return "broke"
