"""Learnt thresholds move with the scores, whose log-odds are higher by two from here on."""

import math
from typing import Any

from django.db import migrations

BY = 2.0


def _moved(chance: float, by: float) -> float:
    if not 0 < chance < 1:
        return chance
    return 1 / (1 + math.exp(-by) * (1 - chance) / chance)


def _move(apps: Any, by: float) -> None:
    for learnt in apps.get_model("knowledge", "LearntThresholds").objects.all():
        learnt.found, learnt.suggest = _moved(learnt.found, by), _moved(learnt.suggest, by)
        learnt.save(update_fields=["found", "suggest"])


def forwards(apps: Any, _schema_editor: Any) -> None:
    _move(apps, BY)


def backwards(apps: Any, _schema_editor: Any) -> None:
    _move(apps, -BY)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0014_rows_of_tables")]

    operations = [migrations.RunPython(forwards, backwards)]
