"""Let nobody change or empty the history and its seals, not even with plain SQL."""

from django.db import migrations

TABLES = ["tickets_event", "tickets_checkpoint"]
FUNCTION = """
CREATE FUNCTION tickets_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
"""
# ALWAYS: also for a session that plays a replica, which skips ordinary triggers
TRIGGER = """
CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER history_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_clocks_by_turn")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION tickets_refuse_change();"),
        *(
            migrations.RunSQL(
                TRIGGER.format(table=table),
                f"DROP TRIGGER history_is_append_only ON {table};",
            )
            for table in TABLES
        ),
    ]
