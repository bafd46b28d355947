"""Whether the database as a whole is in trouble, or what it was told is to blame. Pure.

Drivers tell of a full disk, a lock, a deadlock or a server that stops in words of their own: SQLite's with a
class of errors, PostgreSQL's with a code.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError

# PostgreSQL's classes of codes for a connection, a transaction that was given up for another, resources,
# locks, somebody who stops the server or a statement, and the disk; then a standby, and broken files.
CLASSES = ("08", "40", "53", "55", "57", "58")
CODES = ("25006", "XX001", "XX002")


def is_in_trouble(error: Exception) -> bool:
    """Say whether what failed may well succeed later, as it is, and would fail now whatever it was."""
    if isinstance(error, OperationalError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlstate", None) or ""
    # A damaged file has SQLite's most general error, all others are more particular.
    damaged = type(error.orig) is sqlite3.DatabaseError
    return error.connection_invalidated or damaged or code.startswith(CLASSES) or code in CODES
