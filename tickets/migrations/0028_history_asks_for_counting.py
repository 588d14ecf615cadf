"""Let every event ask for its ticket to be counted again, in the event's own transaction.

A trigger and not the code that writes events, so that whatever writes history cannot forget it.
What is there already is asked for once: the sweep counts it little by little.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION tickets_ask_for_recount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tickets_recount (ticket_id, due_at) VALUES (NEW.ticket_id, 'epoch');
    RETURN NULL;
END
$$;
"""
TRIGGER = """
CREATE TRIGGER history_is_counted AFTER INSERT ON tickets_event
    FOR EACH ROW EXECUTE FUNCTION tickets_ask_for_recount();
"""
ALL = "INSERT INTO tickets_recount (ticket_id, due_at) SELECT id, 'epoch' FROM tickets_ticket;"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0027_figures")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION tickets_ask_for_recount();"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER history_is_counted ON tickets_event;"),
        migrations.RunSQL(ALL, migrations.RunSQL.noop),
    ]
