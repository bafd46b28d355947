"""How Alembic reaches the database: over the connection that `bot.storage.migrate` opened."""

from alembic import context

from bot.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can alter little in place; Alembic then copies the table.
    render_as_batch=True,
    compare_server_default=False,
)
context.run_migrations()
