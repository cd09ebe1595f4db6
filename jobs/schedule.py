"""When each recurring job runs. Read by RQ's own cron, in UTC."""

from rq import cron

from jobs import core, hiring

cron.register(core.sweep, queue_name="default", cron="* * * * *")
cron.register(hiring.sweep, queue_name="default", cron="* * * * *")
