"""Which queue each task waits in; each queue is drained by a process of the Procfile."""

QUEUES = {
    "inbox": (
        "messaging.tasks.drain_spool",
        "messaging.tasks.read_inbox",
        "messaging.tasks.sweep_inbox",
        "messaging.tasks.take_turns",
        "messaging.tasks.sweep_drafts",
        "messaging.tasks.sweep_measures",
    ),
    "outbox": (
        "messaging.tasks.sweep_announcements",
        "messaging.tasks.sweep_notices",
        "messaging.tasks.sweep_duty",
        "messaging.tasks.send_messages",
        "messaging.tasks.sweep_outbox",
        "messaging.tasks.sweep_forgotten",
        "messaging.tasks.sweep_templates",
    ),
    "media": (
        "messaging.tasks.fetch_attachment",
        "messaging.tasks.sweep_media",
    ),
    "evidence": (
        "evidence.tasks.clean_attachment",
        "evidence.tasks.sweep_cleaning",
    ),
    "clocks": (
        "tickets.tasks.sweep_clocks",
        "tickets.tasks.sweep_checkpoints",
        "tickets.tasks.sweep_figures",
        "tickets.tasks.sweep_searches",
        "hearings.tasks.sweep_hearings",
    ),
    "reports": (
        "tickets.tasks.make_report",
        "tickets.tasks.sweep_reports",
    ),
}
ROUTES = {task: {"queue": queue} for queue, tasks in QUEUES.items() for task in tasks}
