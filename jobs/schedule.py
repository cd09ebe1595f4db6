"""When each recurring job runs. Read by RQ's own cron, in UTC."""

from rq import cron

cron.register("jobs.core.sweep", queue_name="default", cron="* * * * *")
