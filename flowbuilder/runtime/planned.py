"""The jobs that one turn writes: effects for later and timers, not stored before the turn ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import Effect, StartTimer, effect_to_json
from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job


class Planned:
    """What one turn of `conversation` leaves to be done after its commit."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self._jobs: dict[str, Job] = {}

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def add(self, effect: Effect) -> None:
        """Perform `effect` as soon as the turn is stored."""
        self._add(effect, Job.Kind.EFFECT, now())

    def add_timer(self, effect: StartTimer) -> None:
        """Let the timer of `effect` run from now on."""
        self._add(effect, Job.Kind.TIMER, now() + timedelta(seconds=effect.seconds))

    def add_hearing(self, key: str, due: datetime) -> None:
        """Hear at `due` what the visitor said until then."""
        self._jobs[key] = self._job(key, {"kind": "HearOut", "id": key}, Job.Kind.HEARING, due)

    def cancel_timer(self, effect_id: str) -> None:
        """Stop a timer, of this turn or of an earlier one."""
        if self._jobs.pop(effect_id, None) is None:
            Job.objects.filter(key=effect_id, status=Job.Status.WAITING).update(
                status=Job.Status.CANCELLED, finished_at=now()
            )

    def rows(self) -> list[Job]:
        """The jobs to be stored; they belong to whoever has the conversation at the turn's end."""
        for job in self._jobs.values():
            job.epoch = self.conversation.owner_epoch
        return list(self._jobs.values())

    def wake(self) -> None:
        """After the commit, wake who performs jobs, if one is due soon."""
        rows = self._jobs.values()
        ids = [job.pk for job in rows if job.kind == Job.Kind.EFFECT]
        if ids or min(job.run_at for job in rows) <= now() + jobs.LONGEST_SLEEP:
            transaction.on_commit(lambda: jobs.wake(ids), robust=True)
        for job in rows:
            if job.kind == Job.Kind.HEARING:
                transaction.on_commit(partial(jobs.wake_at, job), robust=True)

    def _add(self, effect: Effect, kind: str, due: datetime) -> None:
        self._jobs[effect.id] = self._job(effect.id, effect_to_json(effect), kind, due)

    def _job(self, key: str, effect: dict[str, Any], kind: str, due: datetime) -> Job:
        return Job(
            workspace_id=self.conversation.workspace_id,
            conversation=self.conversation,
            kind=kind,
            key=key,
            effect=effect,
            run_at=due,
        )
