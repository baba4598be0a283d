"""The JSON of the inbox: what goes out, for the schema and for the front end's types."""

from __future__ import annotations

from rest_framework import serializers


class StrictInput(serializers.Serializer):
    """Input that refuses what it does not know, so that nothing can be slipped in."""

    def to_internal_value(self, data: object) -> object:
        if isinstance(data, dict):
            unknown = sorted(set(map(str, data)) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {name[:60]: ["This field does not belong here."] for name in unknown[:20]}
                )
        return super().to_internal_value(data)


class Named(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class RowContact(Named):
    known = serializers.BooleanField()
    blocked = serializers.BooleanField()


class LastLine(serializers.Serializer):
    text = serializers.CharField()
    at = serializers.DateTimeField()
    agent = Named(allow_null=True, help_text="Who wrote it, of the agents.")

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "from": serializers.CharField()}


class RowPromise(serializers.Serializer):
    """The promise to look at first: the worst, then the one that is due soonest."""

    promise = serializers.ChoiceField(["first_reply", "resolution"])
    state = serializers.ChoiceField(["in_time", "warning", "breached"])
    due_at = serializers.DateTimeField(
        allow_null=True, help_text="By the team's hours; null while we wait for the visitor."
    )
    paused = serializers.BooleanField()


class TagShown(Named):
    color = serializers.ChoiceField(["reach", "talk", "ask", "know", "decide", "people"])


class RowMail(serializers.Serializer):
    """To whom the conversation's e-mails go, about what, from which address of ours."""

    address = serializers.CharField()
    subject = serializers.CharField()
    ours = serializers.CharField()


class Letter(serializers.Serializer):
    """A message as an e-mail: who sent it or gets it, and what became of it."""

    state = serializers.ChoiceField(["received", "waiting", "sent", "failed"])
    address = serializers.CharField()
    subject = serializers.CharField()
    problem = serializers.CharField()
    quoted = serializers.CharField(help_text="What stood beside the new words.")
    verified = serializers.BooleanField(help_text="Something speaks for its being from there.")
    at = serializers.DateTimeField(allow_null=True)


class Passed(serializers.Serializer):
    """Which colleague passed it on, and what they wrote for whoever takes it."""

    by = serializers.CharField()
    note = serializers.CharField()


class LeftMessage(serializers.Serializer):
    """A message that the visitor left and nobody has answered; the first of them."""

    at = serializers.DateTimeField()
    text = serializers.CharField()
    team = serializers.IntegerField(allow_null=True)


class Rating(serializers.Serializer):
    """What the visitor answered a survey, if not anonymously."""

    score = serializers.IntegerField()
    high = serializers.IntegerField()
    comment = serializers.CharField()


class Row(serializers.Serializer):
    """One line of the list."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(["bot", "queued", "agent", "closed"])
    epoch = serializers.IntegerField()
    head_seq = serializers.IntegerField()
    seen_seq = serializers.IntegerField()
    language = serializers.CharField()
    channel = serializers.CharField()
    contact = RowContact()
    agent = Named(allow_null=True)
    team = Named(allow_null=True)
    reason = serializers.CharField()
    passed = Passed(allow_null=True, help_text="Null where no colleague passed it on to here.")
    urgent = serializers.BooleanField()
    waiting_since = serializers.DateTimeField(allow_null=True)
    queued_at = serializers.DateTimeField(
        allow_null=True, help_text="What orders the queue; null for one that does not wait there."
    )
    heard_at = serializers.DateTimeField(allow_null=True, help_text="When the visitor last wrote.")
    target_s = serializers.IntegerField()
    sla = RowPromise(allow_null=True)
    last = LastLine(allow_null=True, help_text="What was said last to one another; no note.")
    by_mail = serializers.BooleanField(help_text="It may wait for those who are not there.")
    left = LeftMessage(allow_null=True)
    noted = serializers.BooleanField(help_text="Colleagues wrote notes there.")
    unread = serializers.IntegerField()
    tags = TagShown(many=True)
    mail = RowMail(allow_null=True)
    snoozed_until = serializers.DateTimeField(allow_null=True)
    mentioned = serializers.BooleanField(help_text="A note calls you by name.")
    mention_unread = serializers.BooleanField()
    at_risk = serializers.BooleanField(help_text="A promise was about to be broken, or was.")
    rating = serializers.BooleanField(
        help_text="An agent ended it and the visitor is asked to rate it: one of the ended ones."
    )
    answered_by = serializers.CharField(help_text="Who answered last, of one that is over.")
    score = Rating(allow_null=True, help_text="How one that is over was rated.")
    started_at = serializers.DateTimeField()
    last_activity_at = serializers.DateTimeField()


class Counts(serializers.Serializer):
    mine = serializers.IntegerField()
    mine_unread = serializers.IntegerField(help_text="Those of them with something not read yet.")
    chats = serializers.IntegerField(help_text="Those of one's own that take room in the chat.")
    waiting = serializers.IntegerField()
    team = serializers.IntegerField()
    bot = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    left = serializers.IntegerField(help_text="Conversations with a message left, unanswered.")
    mentioned = serializers.IntegerField(help_text="Conversations with mentions not read yet.")
    snoozed = serializers.IntegerField()
    queues = serializers.DictField(child=serializers.IntegerField())


class RowsPage(serializers.Serializer):
    conversations = Row(many=True)
    next = serializers.CharField(allow_null=True)
    counts = Counts()


class InboxMessage(serializers.Serializer):
    seq = serializers.IntegerField()
    private = serializers.BooleanField()
    content = serializers.JSONField()
    generated = serializers.BooleanField()
    at = serializers.DateTimeField()
    client_id = serializers.CharField(allow_null=True)
    agent = Named(allow_null=True)
    mail = Letter(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "from": serializers.CharField()}


class MessagesPage(serializers.Serializer):
    messages = InboxMessage(many=True)
    more = serializers.BooleanField(help_text="There are more beyond this page.")
    head = serializers.IntegerField()


class MergeWaiting(serializers.Serializer):
    """Another contact with whom this one is to be merged once their conversations are over."""

    by = serializers.CharField()
    at = serializers.DateTimeField()

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "with": serializers.CharField()}


class CardContact(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    language = serializers.CharField()
    first_seen = serializers.DateTimeField()
    merge = MergeWaiting(allow_null=True)


class Page(serializers.Serializer):
    url = serializers.CharField()
    title = serializers.CharField()


class FlowName(serializers.Serializer):
    name = serializers.CharField()
    version = serializers.IntegerField()


class PathStep(serializers.Serializer):
    id = serializers.CharField()
    title = serializers.CharField()
    category = serializers.CharField()


class Answer(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field's own name in the stubs
    value = serializers.CharField()
    personal = serializers.BooleanField()
    technical = serializers.BooleanField(help_text="Kept by the flow for itself: not asked.")


class Passage(serializers.Serializer):
    question = serializers.CharField()
    score = serializers.FloatField()


class Mood(serializers.Serializer):
    """A guess from the visitor's words. Whether they really are upset, nobody knows."""

    sounds = serializers.ChoiceField(["calm", "upset"])
    reasons = serializers.ListField(child=serializers.CharField())


class Line(serializers.Serializer):
    """A sentence of the conversation, as it was said."""

    who = serializers.ChoiceField(["visitor", "assistant", "agent"])
    text = serializers.CharField()


class ModelsCost(serializers.Serializer):
    """What the models' calls of the conversation took, in words, and where they are listed."""

    told = serializers.CharField()
    url = serializers.CharField()


class PastHandoff(serializers.Serializer):
    id = serializers.IntegerField()
    team = serializers.CharField()
    agent = serializers.CharField()
    status = serializers.CharField()
    reason = serializers.CharField()
    requested_at = serializers.DateTimeField()


class EarlierConversation(serializers.Serializer):
    id = serializers.UUIDField()
    channel = serializers.CharField()
    name = serializers.CharField(help_text="By its channel, or its subject.")
    state = serializers.CharField()
    being_rated = serializers.BooleanField(help_text="An agent ended it; a rating may follow.")
    left = serializers.BooleanField(help_text="A message that was left there is unanswered.")
    outcome = serializers.CharField()
    started_at = serializers.DateTimeField()
    topic = serializers.CharField(help_text="The visitor's first words.")
    agent = serializers.CharField(help_text="Who answered last; empty when nobody did.")
    rating = Rating(allow_null=True)


class CardTicket(serializers.Serializer):
    id = serializers.IntegerField()
    text = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField(help_text="To call back; empty where an e-mail is to be sent.")
    name = serializers.CharField()
    status = serializers.CharField()
    created_at = serializers.DateTimeField()


class CardFile(serializers.Serializer):
    name = serializers.CharField()
    picture = serializers.BooleanField()


class CardConsent(serializers.Serializer):
    """The visitor's newest answer to a request for consent."""

    purpose = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field's own name in the stubs
    agreed = serializers.BooleanField()
    at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class Card(serializers.Serializer):
    """One conversation with its story so far."""

    row = Row()
    contact = CardContact()
    page = Page()
    flow = FlowName()
    path = PathStep(many=True)
    answers = Answer(many=True)
    passages = Passage(many=True)
    last_said = serializers.CharField()
    reason = serializers.CharField(
        help_text="Why they are here: their own words, a message a line; then the author's."
    )
    rating = Rating(allow_null=True)
    summary = Line(many=True, help_text="At most two; none when nothing of substance was said.")
    writes = serializers.BooleanField(help_text="A language model can be asked to write.")
    mood = Mood(allow_null=True, help_text="Null when the flow does not look at it.")
    models = ModelsCost(
        allow_null=True, help_text="Null without calls, and for a role that sees no costs."
    )
    handoffs = PastHandoff(many=True)
    earlier = EarlierConversation(many=True)
    files = CardFile(many=True, help_text="The newest that the visitor sent.")
    consents = CardConsent(many=True)
    tickets = CardTicket(many=True)


class AgentShown(Named):
    state = serializers.ChoiceField(["online", "away"])
    online = serializers.BooleanField()
    present = serializers.BooleanField(help_text="Has an inbox open, answering or not.")
    load = serializers.IntegerField(help_text="Chats, of at most `capacity`.")
    capacity = serializers.IntegerField()
    teams = serializers.ListField(child=serializers.IntegerField())


class TeamShown(Named):
    open = serializers.BooleanField()
    agents_online = serializers.IntegerField()
    zone = serializers.CharField(help_text="The time zone that its hours are in.")
    drafts = serializers.BooleanField(help_text="Drafts are offered while its agents type.")


class People(serializers.Serializer):
    agents = AgentShown(many=True)
    teams = TeamShown(many=True)


class CannedReplyShown(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    shortcut = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
