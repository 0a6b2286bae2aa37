"""The installation's own signing key: made once, shared by its processes, kept here and shown nowhere."""

import secrets

from sqlalchemy import Engine, select

from projections.ops.tables import SIGNING_KEY
from projections.ops.upsert import insert_into

NAME = "links"


def signing_key(engine: Engine) -> bytes:
    """256 random bits, the same for whoever asks."""
    made = insert_into(engine, SIGNING_KEY).values(name=NAME, secret=secrets.token_bytes(32))
    kept = select(SIGNING_KEY.c.secret).where(SIGNING_KEY.c.name == NAME)
    with engine.begin() as connection:
        if (found := connection.execute(kept).scalar()) is None:
            connection.execute(made.on_conflict_do_nothing(index_elements=["name"]))
            found = connection.execute(kept).scalar_one()
    return bytes(found)
