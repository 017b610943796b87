"""The identities of records."""

import os
import time
from uuid import UUID


def new_id() -> str:
    """A UUID that sorts by the time it was made (version 7), so that new records lie together in the file."""
    bits = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    bits = bits & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62
    return str(UUID(int=bits))
