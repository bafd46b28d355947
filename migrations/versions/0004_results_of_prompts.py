"""What prompts bring is measured."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

RUNS = sa.table("runs", *map(sa.column, ("state", "sent_at", "at", "measure_at")))
WINDOW = 3 * 3600


def upgrade() -> None:
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("variant_key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("measure_at", sa.Double(), nullable=True))
        batch_op.create_index("ix_runs_measure_at", ["measure_at"], unique=False)
    c = RUNS.c
    since = sa.case((c.state == "control", c.at), else_=c.sent_at)
    wanted = sa.or_(c.state == "control", c.sent_at.is_not(None))
    op.execute(sa.update(RUNS).where(wanted).values(measure_at=since + WINDOW))
