"""The scheduler: RQ's own cron, behind a lock so that two of them enqueue once.

`python -m jobs.scheduler`
"""

import contextlib
import time
from pathlib import Path

import psycopg
from redis.exceptions import RedisError
from rq.cron import CronScheduler

from app.extensions import queue
from jobs import application

LOCK = 5_247_002
TRY_AGAIN_AFTER = 5.0  # seconds


def main() -> None:
    """Schedule while this process holds the lock; wait for it otherwise."""
    app = application()
    url = app.config["DATABASE_URL"]
    while True:
        with (
            contextlib.suppress(psycopg.Error, RedisError, OSError),
            psycopg.connect(url, autocommit=True, connect_timeout=3) as connection,
        ):
            held = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
            if held and held[0]:
                scheduler = CronScheduler(connection=queue.redis, logging_level="WARNING")
                scheduler.load_config_from_file(str(Path(__file__).with_name("schedule.py")))
                scheduler.start()  # type: ignore[no-untyped-call]
                return
        time.sleep(TRY_AGAIN_AFTER)


if __name__ == "__main__":
    main()
