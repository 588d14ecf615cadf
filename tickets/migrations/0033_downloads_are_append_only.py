"""Let nobody change or empty the list of what was taken away, as with the history."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tickets_download
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_refuse_change();
ALTER TABLE tickets_download ENABLE ALWAYS TRIGGER history_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0032_reports")]

    operations = [
        migrations.RunSQL(TRIGGER, "DROP TRIGGER history_is_append_only ON tickets_download;")
    ]
