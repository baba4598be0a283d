from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("knowledge", "0015_scores_as_chances"),
    ]

    operations = [
        # With a default, so that going back finds one for the rows that are there.
        migrations.AlterField(
            model_name="entryimport",
            name="said_in",
            field=models.CharField(max_length=5, default="pl"),
        ),
        migrations.RemoveField(model_name="entryimport", name="said_in"),
    ]
