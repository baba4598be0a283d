from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('handoff', '0016_drafts'),
    ]

    operations = [
        migrations.AddField(
            model_name='handoff',
            name='reply_owed',
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.AlterField(
            model_name='handoff',
            name='status',
            field=models.CharField(choices=[('waiting', 'waiting'), ('assigned', 'with an agent'), ('closed', 'closed'), ('handed_back', 'handed back'), ('transferred', 'transferred'), ('timed_out', 'nobody answered in time'), ('gave_up', 'the visitor waited no longer'), ('nobody', 'nobody was there')], max_length=12, verbose_name='status'),
        ),
    ]
