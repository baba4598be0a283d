from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("handoff", "0004_promises_kept"),
    ]

    operations = [
        migrations.RemoveField(model_name="team", name="first_reply_target_s"),
    ]
