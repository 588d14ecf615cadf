from django.db import migrations

# by the database, so that bulk updates and hands in psql count too
CREATE = """
INSERT INTO districts_gazetteer (id, edition) VALUES (1, gen_random_uuid());

CREATE FUNCTION districts_renew_gazetteer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO districts_gazetteer (id, edition) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET edition = excluded.edition;
    RETURN NULL;
END $$;

CREATE TRIGGER gazetteer_changes AFTER INSERT OR UPDATE OR DELETE ON districts_unit
    FOR EACH STATEMENT EXECUTE FUNCTION districts_renew_gazetteer();
CREATE TRIGGER gazetteer_changes AFTER INSERT OR UPDATE OR DELETE ON districts_place
    FOR EACH STATEMENT EXECUTE FUNCTION districts_renew_gazetteer();
"""
DROP = """
DROP TRIGGER gazetteer_changes ON districts_place;
DROP TRIGGER gazetteer_changes ON districts_unit;
DROP FUNCTION districts_renew_gazetteer();
DELETE FROM districts_gazetteer;
"""


class Migration(migrations.Migration):
    dependencies = [("districts", "0005_places")]
    operations = [migrations.RunSQL(CREATE, DROP)]
