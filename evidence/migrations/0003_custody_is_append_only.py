"""Let nobody change or remove a step of custody, not even with plain SQL."""

from django.db import migrations

CREATE = """
CREATE FUNCTION evidence_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Custody is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER custody_is_append_only BEFORE UPDATE OR DELETE ON evidence_custody
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse_change();
ALTER TABLE evidence_custody ENABLE ALWAYS TRIGGER custody_is_append_only;
"""
DROP = """
DROP TRIGGER custody_is_append_only ON evidence_custody;
DROP FUNCTION evidence_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_what_resealing_and_settling_need")]

    operations = [migrations.RunSQL(CREATE, DROP)]
