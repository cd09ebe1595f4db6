"""What every program does before it starts: read its settings, keep its files to itself, look at
the schema, open its log.
"""

import sys

from app.core.services import embedded, logs, schema
from app.core.services.private import keep_to_ourselves
from app.core.services.schema import WrongSchema
from config import Config, WrongSettings


def settings() -> Config:
    """Return the settings of a program, or end it with what keeps it from starting.

    A database that is away keeps nothing from starting: links are answered meanwhile.
    """
    try:
        config = embedded.with_addresses(Config.from_environment())
        keep_to_ourselves(config.VAR_DIR)
        schema.demand(config.DATABASE_URL)
    except WrongSettings as wrong:
        sys.exit(f"Relais cannot start. {'; '.join(wrong.problems)}")
    except WrongSchema as wrong:
        sys.exit(f"Relais cannot start. {wrong}")
    logs.configure(config.LOG_LEVEL)
    logs.take_what_is_left()
    return config
