"""What one turn writes down of a conversation, stored at once when the turn ends."""

from __future__ import annotations

from collections.abc import Sequence

from flowbuilder.common.rows import new_row
from flowbuilder.conversations.models import EventRecord, Message
from flowbuilder.core.events import Event, event_to_json
from flowbuilder.runtime import histories, records
from flowbuilder.runtime.commits import sheet_here
from flowbuilder.runtime.hot import HEARD_KEPT, OFFERS_KEPT, Hot
from flowbuilder.runtime.open_questions import OFFERS
from flowbuilder.runtime.planned import Planned
from flowbuilder.runtime.records import TurnRows


class Ledger:
    """The events and messages of a turn that begins with the conversation in `hot`.

    Attributes:
        records: The events it logged, in order.
        messages: What it stored of the transcript, in order; empty before `store`.
    """

    def __init__(self, hot: Hot) -> None:
        self.hot = hot
        self.conversation = conversation = hot.conversation
        self.records: list[EventRecord] = []
        self.messages: Sequence[Message] = ()
        self._begun = records.version_of(conversation)
        conversation.unsaved, conversation.stored_epoch = [], conversation.owner_epoch

    @property
    def has_said(self) -> bool:
        """Whether the transcript is longer than it was."""
        return self.conversation.head_seq != self._begun[0]

    def log(
        self, event: Event, fate: str, *, client_id: str | None = None, seq: int = 0, note: str = ""
    ) -> EventRecord:
        """Write down that `event` came, and what became of it."""
        conversation = self.conversation
        conversation.log_size += 1
        record = new_row(
            EventRecord,
            conversation_id=conversation.pk,
            number=conversation.log_size,
            kind=type(event).__name__,
            payload=event_to_json(event),
            at=event.at,
            fate=fate,
            client_id=client_id,
            epoch=conversation.owner_epoch,
            seq=seq,
            note=note,
        )
        self.records.append(record)
        return record

    def earlier(self, client_id: str) -> EventRecord | None:
        """What came with the same `client_id` before, if anything did."""
        heard = self.hot.heard
        if heard is not None and client_id not in heard:
            heard.add(client_id)
            if len(heard) > HEARD_KEPT:
                self.hot.heard = None  # from now on the database is asked
            return None
        return EventRecord.objects.filter(
            conversation=self.conversation, client_id=client_id
        ).first()

    def store(self, jobs: Planned, *, joined: Sequence[int]) -> None:
        """Store all of it with these `jobs`; the events `joined` were heard as one."""
        conversation = self.conversation
        _head, log_before, _epoch = self._begun
        histories.keep_up(conversation, log_before)
        unsaved, conversation.unsaved = conversation.unsaved or [], None
        self.messages = [row for row in unsaved if isinstance(row, Message)]
        begun = (*self._begun[:2], conversation.stored_epoch)
        rows = TurnRows(
            change=records.change_of(conversation, begun),
            events=self.records,
            messages=self.messages,
            others=[row for row in unsaved if not isinstance(row, Message)],
            jobs=jobs.rows(),
            jobs_stored=jobs.wake if jobs else None,
        )
        sheet = sheet_here()
        if sheet is not None:
            sheet.add(rows)
        else:
            records.store([rows])
            if rows.jobs_stored is not None:
                rows.jobs_stored()
        if joined:
            EventRecord.objects.filter(conversation=conversation, number__in=joined).update(
                fate=EventRecord.Fate.JOINED
            )
        offered = [m for m in self.messages if m.content.get("kind") in OFFERS]
        if offered:
            self.hot.offers = (*self.hot.offers, *offered)[-OFFERS_KEPT:]
