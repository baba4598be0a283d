"""Each team's first-reply target becomes its promise for every priority; the past is not judged."""

from typing import Any

from django.db import migrations


def keep(apps: Any, schema_editor: Any) -> None:
    """Carry the targets over, and leave out handoffs that ended before promises were counted."""
    SlaTarget = apps.get_model("handoff", "SlaTarget")
    Team = apps.get_model("handoff", "Team")
    SlaTarget.objects.bulk_create(
        SlaTarget(
            workspace_id=team.workspace_id,
            team=team,
            priority="normal",
            first_reply_s=team.first_reply_target_s,
        )
        for team in Team.objects.order_by("pk")
    )
    apps.get_model("handoff", "Handoff").objects.filter(closed_at__isnull=False).update(
        sla_settled=True
    )


def give_back(apps: Any, schema_editor: Any) -> None:
    """Put the targets of normal priority back where they were."""
    SlaTarget = apps.get_model("handoff", "SlaTarget")
    for target in SlaTarget.objects.filter(priority="normal", first_reply_s__isnull=False):
        target.team.first_reply_target_s = target.first_reply_s
        target.team.save(update_fields=["first_reply_target_s"])
    SlaTarget.objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("handoff", "0003_hours_and_promises"),
    ]

    operations = [migrations.RunPython(keep, give_back)]
