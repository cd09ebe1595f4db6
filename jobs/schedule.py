"""When each recurring job runs. Read by RQ's own cron, in UTC."""

from rq import cron

from jobs import core, hiring, publishing

cron.register(core.sweep, queue_name="default", cron="* * * * *")
cron.register(hiring.sweep, queue_name="default", cron="* * * * *")
cron.register(publishing.close_past, queue_name="default", cron="*/5 * * * *")
