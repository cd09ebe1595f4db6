"""When each recurring job runs. Read by RQ's own cron, in UTC."""

from rq import cron

from jobs import attribution, core, hiring, people, publishing, tracking

cron.register(core.sweep, queue_name="default", cron="* * * * *")
cron.register(hiring.sweep, queue_name="default", cron="* * * * *")
cron.register(publishing.keep_hours, queue_name="default", cron="* * * * *")
cron.register(hiring.follow_recommendations, queue_name="default", cron="*/5 * * * *")
cron.register(attribution.decide_waiting, queue_name="default", cron="7 * * * *")
cron.register(tracking.keep_partitions, queue_name="default", cron="23 * * * *")
cron.register(publishing.forget_guests, queue_name="default", cron="27 3 * * *")
cron.register(people.forget_ended_sessions, queue_name="default", cron="17 3 * * *")
cron.register(attribution.verify_ledger, queue_name="default", cron="0 5 * * *")
cron.register(attribution.send_checkpoint, queue_name="default", cron="15 5 * * *")
cron.register(hiring.remind_cvs, queue_name="default", cron="45 6 * * *")
cron.register(attribution.remind_ambassadors, queue_name="default", cron="15 7 * * *")
cron.register(attribution.remind_judges, queue_name="default", cron="30 7 * * *")
