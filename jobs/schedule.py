"""When each recurring job runs. Read by RQ's own cron, in UTC."""

from rq import cron

from jobs import attribution, core, hiring, measures, people, publishing, sharing, tracking

cron.register(core.sweep, queue_name="default", cron="* * * * *")
cron.register(hiring.sweep, queue_name="default", cron="* * * * *")
cron.register(sharing.send_reminders, queue_name="default", cron="* * * * *")
cron.register(publishing.keep_hours, queue_name="default", cron="* * * * *")
cron.register(sharing.receive_answers, queue_name="default", cron="* * * * *")
cron.register(sharing.draw_cards, queue_name="default", cron="* * * * *")
cron.register(publishing.follow_due, queue_name="default", cron="*/5 * * * *")
cron.register(hiring.follow_recommendations, queue_name="default", cron="*/5 * * * *")
cron.register(measures.send_digests, queue_name="default", cron="*/15 * * * *")
cron.register(sharing.post_to_chats, queue_name="default", cron="*/15 * * * *")
cron.register(sharing.send_invitations, queue_name="default", cron="*/15 * * * *")
cron.register(sharing.post_campaigns, queue_name="default", cron="*/15 * * * *")
cron.register(attribution.decide_waiting, queue_name="default", cron="7 * * * *")
cron.register(tracking.keep_partitions, queue_name="default", cron="23 * * * *")
cron.register(publishing.forget_guests, queue_name="default", cron="27 3 * * *")
cron.register(people.forget_ended_sessions, queue_name="default", cron="17 3 * * *")
cron.register(publishing.forget_alerts, queue_name="default", cron="27 3 * * *")
cron.register(publishing.send_alerts, queue_name="default", cron="40 7 * * *")
cron.register(measures.forget_digests, queue_name="default", cron="37 3 * * *")
cron.register(sharing.forget_hub_days, queue_name="default", cron="27 3 * * *")
cron.register(sharing.follow_questions, queue_name="default", cron="35 * * * *")
cron.register(sharing.forget_questions, queue_name="default", cron="32 3 * * *")
cron.register(attribution.verify_ledger, queue_name="default", cron="0 5 * * *")
cron.register(attribution.send_checkpoint, queue_name="default", cron="15 5 * * *")
cron.register(hiring.remind_cvs, queue_name="default", cron="45 6 * * *")
cron.register(attribution.remind_ambassadors, queue_name="default", cron="15 7 * * *")
cron.register(attribution.remind_judges, queue_name="default", cron="30 7 * * *")
