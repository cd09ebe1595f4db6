"""Lines of JSON for what other libraries log: Granian, RQ, SQLAlchemy, Python's own warnings.

It stands alone, because Granian's first process, which loads nothing of Relais, writes by it too.
"""

import json
import logging
import sys
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """One line of JSON a record, a traceback in it; as it is at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        if sys.stderr.isatty():
            return super().format(record)
        line = {
            "event": record.getMessage(),
            "logger": record.name,
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
