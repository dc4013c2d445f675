"""Makes the SQLite files that the tests of `tools/src/profile/` read: python3 make.py, in this folder.

small.sqlite    "small-secret" as it is, in a row
across.sqlite   "secret-over-pages" across the end of an overflow page: no search through the file as it is finds it
deleted.sqlite  the same, in a row that was deleted: its pages wait on the free list
logged.sqlite   a database of one empty table, and the same in its write-ahead log alone
"""

import os
import shutil
import sqlite3

SECRET = b"secret-over-pages"


def opened(name, log="delete"):
    for path in (name, name + "-wal"):
        if os.path.exists(path):
            os.remove(path)
    base = sqlite3.connect(name, isolation_level=None)
    for pragma in ("page_size = 512", "secure_delete = off", f"journal_mode = {log}"):
        base.execute(f"pragma {pragma}")
    base.execute("create table t (value blob)")
    return base


def across(make, path):
    """Makes a file with the secret where a page ends: as it is, it does not show it."""
    for after in range(900, 1600):
        make(b"." * 600 + SECRET + b"." * after)
        with open(path, "rb") as file:
            if SECRET not in file.read():
                return
    raise RuntimeError("the secret never lies across two pages")


def stored(value):
    opened("across.sqlite").execute("insert into t values (?)", [value])


def deleted(value):
    base = opened("deleted.sqlite")
    # Another row keeps the table's own page, and with it the deleted cell, from being emptied.
    base.execute("insert into t values (?)", [b"small-secret"])
    base.execute("insert into t values (?)", [value])
    base.execute("delete from t where length(value) > 100")


def logged(value):
    base = opened("written.sqlite", "wal")
    base.execute("pragma wal_checkpoint(truncate)")
    shutil.copy("written.sqlite", "logged.sqlite")
    base.execute("insert into t values (?)", [value])
    shutil.copy("written.sqlite-wal", "logged.sqlite-wal")
    base.close()


opened("small.sqlite").execute("insert into t values (?)", [b"small-secret"])
across(stored, "across.sqlite")
across(deleted, "deleted.sqlite")
across(logged, "logged.sqlite-wal")
os.remove("written.sqlite")
