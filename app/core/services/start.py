"""What every program looks at before it starts: its settings, and the version of the schema."""

import sys

from app.core.services import embedded, schema
from app.core.services.schema import WrongSchema
from config import Config, WrongSettings


def settings() -> Config:
    """Return the settings of a program, or end it with what keeps it from starting.

    A database that is away keeps nothing from starting: links are answered meanwhile.
    """
    try:
        config = embedded.with_addresses(Config.from_environment())
        schema.demand(config.DATABASE_URL)
    except WrongSettings as wrong:
        sys.exit(f"Relais cannot start. {'; '.join(wrong.problems)}")
    except WrongSchema as wrong:
        sys.exit(f"Relais cannot start. {wrong}")
    return config
