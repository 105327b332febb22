from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pghistory", "0007_auto_20250421_0444"), ("regions", "0001_initial")]

    operations = [
        # The journal reads the contexts of changes, newest first, of everybody or of one person.
        migrations.RunSQL(
            "CREATE INDEX context_by_date ON pghistory_context (created_at DESC, id DESC)",
            "DROP INDEX context_by_date",
        ),
        migrations.RunSQL(
            "CREATE INDEX context_by_user_and_date ON pghistory_context ((metadata -> 'user'), created_at DESC)",
            "DROP INDEX context_by_user_and_date",
        ),
    ]
