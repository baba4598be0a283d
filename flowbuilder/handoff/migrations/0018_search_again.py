"""What is searched is read anew: it has names of files, subjects, tags of contacts and their
numbers at the website, which were not read before."""

from typing import Any

from django.db import migrations


def forget(apps: Any, _schema: Any) -> None:
    apps.get_model("handoff", "SearchDocument").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("handoff", "0017_reply_owed")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]
