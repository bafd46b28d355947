"""Where everything is kept: schema, engine, migrations, bulk writing, backup."""

from bot.storage.engine import Database, StorageError, Tx, open_database

__all__ = ["Database", "StorageError", "Tx", "open_database"]
