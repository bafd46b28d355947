"""Memory that building a large index took for a moment is given back, where that can be done."""

import ctypes
import sys


def give_back() -> None:
    """Return freed memory to the system: glibc keeps what it grew by, twice what the index needs."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)
