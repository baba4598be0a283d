"""Asking for a person, answering, passing on, handing back and closing, on a real database."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.translation import override

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.errors import NotFound
from flowbuilder.conversations.errors import OwnerChanged
from flowbuilder.conversations.models import Contact, Conversation, EventRecord, Message
from flowbuilder.core.effects import OpenTicket
from flowbuilder.core.events import TimerFired, VisitorAskedForPerson
from flowbuilder.core.phones import phone_in_words
from flowbuilder.core.testing import flow
from flowbuilder.flows.models import FlowVersion
from flowbuilder.handoff import inbox, matters, places, selectors, story
from flowbuilder.handoff.answers import answers_of
from flowbuilder.handoff.effects import open_ticket
from flowbuilder.handoff.errors import AlreadyClosed, NoSuchStep, NothingToClaim, NotYourTurn
from flowbuilder.handoff.models import Agent, Handoff, Team, Ticket
from flowbuilder.handoff.services import answering, passing_on, presence, rounds, writing
from flowbuilder.runtime.turns import take_turn
from tests.handoff.conftest import be_online, lines, says

Start = Callable[..., Conversation]
pytestmark = pytest.mark.django_db


def new_id() -> str:
    return str(uuid.uuid4())


# ---- Asking ------------------------------------------------------------------------


def test_a_visitor_waits_in_the_teams_queue(asked: Start, ewa: User, team: Team) -> None:
    conversation = asked()

    handoff = Handoff.objects.get(conversation=conversation)
    assert (conversation.state, handoff.status, handoff.team) == ("queued", "waiting", team)
    assert handoff.reason == "Parcel of Ada"


def test_with_nobody_there_the_flow_goes_on_by_its_port(asked: Start, team: Team) -> None:
    conversation = asked()

    assert Handoff.objects.get(conversation=conversation).status == "nobody"
    assert ("bot", "Nobody there.") in lines(conversation)
    assert conversation.state == "closed"


def test_an_agent_without_an_open_inbox_is_not_there(asked: Start, make_agent: object) -> None:
    user = make_agent("ewa")  # type: ignore[operator]  # a fixture's factory
    Agent.objects.filter(user=user).update(last_seen_at=now() - timedelta(seconds=61))

    assert Handoff.objects.get(conversation=asked()).status == "nobody"


def test_an_agent_who_chose_away_is_not_there(
    asked: Start, ewa: User, workspace: Workspace
) -> None:
    presence.set_availability(workspace, ewa, "away")

    assert Handoff.objects.get(conversation=asked()).status == "nobody"


def test_a_team_that_hands_out_gives_to_the_least_busy(
    asked: Start, ewa: User, jan: User, team: Team
) -> None:
    team.auto_assign = True
    team.save()

    owners = [asked().agent for _ in range(4)]

    assert sorted(str(one) for one in owners) == ["Ewa", "Ewa", "Jan", "Jan"]


def test_beyond_capacity_visitors_wait_and_are_handed_out_when_one_ends(
    asked: Start, make_agent: Callable[..., User], team: Team, workspace: Workspace
) -> None:
    team.auto_assign = True
    team.save()
    ewa = make_agent("ewa", capacity=1)
    first, second = asked(), asked()
    assert (first.state, second.state) == ("agent", "queued")

    answering.close(workspace, first.pk, ewa, epoch=first.owner_epoch)

    second.refresh_from_db()
    assert (second.state, second.agent) == ("agent", ewa)


def test_whoever_stops_waiting_leaves_the_queue(asked: Start, ewa: User) -> None:
    conversation = asked()

    says(conversation, "Leave a message instead")

    assert Handoff.objects.get(conversation=conversation).status == "gave_up"
    assert conversation.state == "closed"


def test_a_wait_that_takes_too_long_ends(asked: Start, ewa: User) -> None:
    conversation = asked()

    for _asked_then_without_an_answer in range(2):
        timer = conversation.session["awaiting"][-1]
        take_turn(conversation.pk, TimerFired(at=now(), effect_id=timer))
        conversation.refresh_from_db()

    assert Handoff.objects.get(conversation=conversation).status == "timed_out"


def test_the_place_in_the_queue_is_counted_and_no_wait_is_made_up(asked: Start, ewa: User) -> None:
    first, second = asked(), asked()

    assert places.queue_place(second).position == 2
    assert places.queue_place(second).eta_s is None
    assert places.queue_place(first).position == 1


# ---- Taking ------------------------------------------------------------------------


def test_claiming_makes_the_machine_silent(asked: Start, ewa: User, workspace: Workspace) -> None:
    conversation = asked()
    answering.claim(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)

    says(conversation, "Hello?")

    assert (conversation.state, conversation.agent) == ("agent", ewa)
    assert lines(conversation)[-2:] == [
        ("system", "Ewa joins the conversation."),
        ("visitor", "Hello?"),
    ]
    assert conversation.session["status"] == "with_agent"


def test_the_second_to_claim_is_told_who_was_faster(
    asked: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    conversation = asked()
    epoch = conversation.owner_epoch
    answering.claim(workspace, conversation.pk, ewa, epoch=epoch)

    with pytest.raises(OwnerChanged, match="Ewa") as told:
        answering.claim(workspace, conversation.pk, jan, epoch=epoch)

    assert (told.value.error_status, told.value.error_code) == (409, "owner_changed")


def test_nothing_can_be_claimed_where_nobody_waits(
    new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    conversation = new_conversation()

    with pytest.raises(NothingToClaim):
        answering.claim(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)


def test_an_agent_may_take_over_from_the_assistant_at_any_time(
    new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    conversation = new_conversation()

    answering.take_over(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)
    says(conversation, "Ada")

    assert (conversation.state, conversation.agent) == ("agent", ewa)
    assert lines(conversation)[-1] == ("visitor", "Ada")


def test_an_agent_may_take_over_from_a_colleague(
    asked: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    conversation = asked()
    Handoff.objects.filter(conversation=conversation).update(priority="high")
    taken = answering.claim(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)

    answering.take_over(workspace, conversation.pk, jan, epoch=taken.owner_epoch)

    conversation.refresh_from_db()
    assert conversation.agent == jan
    assert list(
        Handoff.objects.filter(conversation=conversation).values_list("status", "agent", "priority")
    ) == [("assigned", jan.pk, "high"), ("transferred", ewa.pk, "high")]
    fates = EventRecord.objects.filter(conversation=conversation, kind="AgentJoined")
    assert [record.fate for record in fates] == ["taken"]


def test_a_closed_conversation_cannot_be_taken(
    asked: Start, ewa: User, team: Team, workspace: Workspace
) -> None:
    conversation = asked()
    says(conversation, "Leave a message instead")

    with pytest.raises(AlreadyClosed):
        answering.take_over(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)


# ---- Answering ---------------------------------------------------------------------


@pytest.fixture
def taken(asked: Start, ewa: User, workspace: Workspace) -> Conversation:
    """A conversation that Ewa answers."""
    conversation = asked()
    return answering.claim(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)


def test_the_same_reply_sent_twice_is_one_message(
    taken: Conversation, ewa: User, workspace: Workspace
) -> None:
    client_id = new_id()
    send = {"client_id": client_id, "epoch": taken.owner_epoch}

    first = writing.reply(workspace, taken.pk, ewa, text=" Hello. ", **send)
    again = writing.reply(workspace, taken.pk, ewa, text="Other words", **send)

    assert (first.pk, again.content["text"]) == (again.pk, "Hello.")
    assert Handoff.objects.get(conversation=taken).first_reply_at == first.at


def test_a_reply_begun_before_a_colleague_took_over_is_not_sent(
    taken: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    epoch = taken.owner_epoch
    answering.take_over(workspace, taken.pk, jan, epoch=epoch)
    before = Message.objects.count()

    with pytest.raises(OwnerChanged, match="Jan"):
        writing.reply(workspace, taken.pk, ewa, text="Too late", client_id=new_id(), epoch=epoch)

    assert Message.objects.count() == before


def test_only_the_owner_may_reply(taken: Conversation, jan: User, workspace: Workspace) -> None:
    with pytest.raises(NotYourTurn, match="Ewa"):
        writing.reply(
            workspace, taken.pk, jan, text="Me too", client_id=new_id(), epoch=taken.owner_epoch
        )


def test_a_note_is_private_and_anyone_may_write_it(
    taken: Conversation, jan: User, workspace: Workspace
) -> None:
    note = writing.note(workspace, taken.pk, jan, text="VIP", client_id=new_id())

    assert (note.private, note.agent) == (True, jan)
    assert all(text != "VIP" for _author, text in lines(taken))


# ---- Passing on, handing back, closing ------------------------------------------------


def test_a_transfer_to_a_colleague_keeps_the_machine_silent(
    taken: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    passed = passing_on.transfer(
        workspace, taken.pk, ewa, epoch=taken.owner_epoch, agent_id=jan.pk, comment="Knows lamps"
    )

    assert (passed.state, passed.agent) == ("agent", jan)
    assert Message.objects.get(conversation=taken, private=True).content["text"] == "Knows lamps"


def test_a_transfer_to_a_team_puts_the_visitor_in_its_queue_and_words_are_kept(
    taken: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    other = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    Agent.objects.get(user=jan).teams.add(other)
    passed = passing_on.transfer(
        workspace, taken.pk, ewa, epoch=taken.owner_epoch, team_id=other.pk
    )

    says(passed, "Still here")
    answering.claim(workspace, taken.pk, jan, epoch=passed.owner_epoch)

    passed.refresh_from_db()
    assert (passed.state, passed.agent) == ("agent", jan)
    assert ("visitor", "Still here") in lines(passed)
    assert selectors.open_handoff(passed).team == other


def test_closing_lets_the_flow_ask_its_survey(
    taken: Conversation, ewa: User, workspace: Workspace
) -> None:
    closed = answering.close(workspace, taken.pk, ewa, epoch=taken.owner_epoch)

    assert closed.state == "bot"
    assert closed.messages.last().content["kind"] == "rating"
    says(closed, "5")
    assert closed.state == "closed"
    assert Handoff.objects.get(conversation=taken).status == "closed"


def test_handing_back_goes_on_at_the_chosen_step(
    taken: Conversation, ewa: User, workspace: Workspace
) -> None:
    answering.hand_back(workspace, taken.pk, ewa, epoch=taken.owner_epoch, node="bye")

    assert lines(taken)[-2:] == [
        ("system", "The assistant continues the conversation."),
        ("bot", "Goodbye."),
    ]


def test_handing_back_goes_on_at_a_step_of_the_flow_that_is_being_run(
    version: FlowVersion, new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    parcel = flow(
        ("ask", "question", {"question": "Number?", "save_as": "number"}),
        ("more", "question", {"question": "More?", "save_as": "more"}),
        wires="ask > more",
        name="Parcels",
    )
    main = flow(
        ("call", "call_flow", {"flow": "7"}),
        ("bye", "message", {"text": "Goodbye."}),
        wires="call > bye",
        locale="en",
    )
    document, part = main.model_dump(mode="json"), parcel.model_dump(mode="json")
    FlowVersion.objects.filter(pk=version.pk).update(document=document, components={"7": part})
    conversation = new_conversation()
    says(conversation, "P-1")
    taken = answering.take_over(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)

    with override("en"):
        steps = story.steps_of(taken)
    answering.hand_back(workspace, taken.pk, ewa, epoch=taken.owner_epoch, node="7/ask")

    assert list(steps) == ["call", "bye", "7/ask", "7/more"]
    assert steps["7/more"] == story.Step(title="Question", kind="", flow="Parcels", text="More?")
    assert steps["bye"] == story.Step(title="Message", kind="", flow="", text="Goodbye.")
    assert lines(taken)[-1] == ("bot", "Number?")


def test_what_handing_back_leads_to_is_told_and_nothing_is_done(
    taken: Conversation, ewa: User, workspace: Workspace
) -> None:
    said, events = lines(taken), taken.log_size

    chosen = answering.handed_back_at(taken, "bye")
    by_default = answering.handed_back_at(taken)

    assert (chosen.begins, chosen.says, chosen.then) == ("bye", ("Goodbye.",), "ends")
    assert by_default is not None
    taken.refresh_from_db()
    assert (lines(taken), taken.log_size, taken.state) == (said, events, "agent")
    answering.hand_back(workspace, taken.pk, ewa, epoch=taken.owner_epoch)
    assert [text for _who, text in lines(taken)[len(said) + 1 :]] == list(by_default.says)
    with pytest.raises(NoSuchStep):
        answering.handed_back_at(taken, "nowhere")


def test_what_was_taken_from_the_assistant_goes_back_to_its_question(
    new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    conversation = new_conversation()
    mine = answering.take_over(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)

    foreseen = answering.handed_back_at(mine)

    assert (foreseen.begins, foreseen.says, foreseen.then) == ("name", ("Your name?",), "waits")


def test_handing_back_to_a_step_that_is_not_there_changes_nothing(
    taken: Conversation, ewa: User, workspace: Workspace
) -> None:
    with pytest.raises(NoSuchStep):
        answering.hand_back(workspace, taken.pk, ewa, epoch=taken.owner_epoch, node="nowhere")

    taken.refresh_from_db()
    assert (taken.state, taken.agent) == ("agent", ewa)


def test_a_conversation_taken_from_the_assistant_goes_on_where_it_was(
    new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    conversation = new_conversation()
    mine = answering.take_over(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)

    back = answering.hand_back(workspace, mine.pk, ewa, epoch=mine.owner_epoch)

    assert (back.state, back.session["status"]) == ("bot", "waiting")
    assert lines(back)[-1] == ("bot", "Your name?")


def test_closing_what_was_taken_from_the_assistant_ends_it(
    new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    conversation = new_conversation()
    mine = answering.take_over(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)

    closed = answering.close(workspace, mine.pk, ewa, epoch=mine.owner_epoch)

    assert closed.state in {"closed", "bot"}
    assert Handoff.objects.get(conversation=mine).status == "closed"


# ---- Elsewhere --------------------------------------------------------------------------


def test_another_workspaces_conversation_does_not_exist(
    taken: Conversation, other_workspace: Workspace, make_user: Callable[..., User]
) -> None:
    stranger = make_user("agent", other_workspace)

    for act in (answering.claim, answering.take_over, answering.hand_back, answering.close):
        with pytest.raises(NotFound):
            act(other_workspace, taken.pk, stranger, epoch=taken.owner_epoch)


def test_the_story_so_far_is_told_in_words(taken: Conversation) -> None:
    with override("en"):
        path = story.path_of(taken)

    assert [step["title"] for step in path] == [
        "Ask for the name",
        "Hand over to a person",
    ]
    assert answers_of(taken) == [
        {
            "name": "customer",
            "label": "Ask for the name",
            "value": "Ada",
            "personal": True,
            "technical": False,
        }
    ]


def reasons(conversation: Conversation) -> list[str]:
    """Why a person was asked for, each time, oldest first, to a reader of English."""
    with override("en"):
        return [handoff.shown_reason for handoff in conversation.handoffs.order_by("id")]


def asks_for_person(conversation: Conversation) -> None:
    """The visitor presses the person icon."""
    take_turn(conversation.pk, VisitorAskedForPerson(at=now()))
    conversation.refresh_from_db()


@pytest.fixture
def handed_back(taken: Conversation, ewa: User, workspace: Workspace) -> Conversation:
    """With the assistant again, which asks for a rating."""
    answering.hand_back(workspace, taken.pk, ewa, epoch=taken.owner_epoch)
    taken.refresh_from_db()
    return taken


def test_a_second_handoff_has_its_own_reason_and_not_the_firsts_words(
    handed_back: Conversation,
) -> None:
    says(handed_back, "Was slow")
    asks_for_person(handed_back)

    assert reasons(handed_back) == ["Parcel of Ada", "The visitor asked for a person."]
    assert matters.last_said(handed_back, story.handoffs_of(handed_back)) == ""


def test_the_reason_of_the_next_handoff_is_what_was_written_since(
    handed_back: Conversation,
) -> None:
    said = "Chcę porozmawiać z człowiekiem o klatce"
    session = {**(handed_back.session or {}), "language": "pl"}
    Conversation.objects.filter(pk=handed_back.pk).update(language="pl", session=session)
    says(handed_back, said)

    assert reasons(handed_back)[-1] == said


def test_an_authors_reason_is_not_given_a_second_time_when_the_visitor_just_asks(
    workspace: Workspace, ewa: User, new_conversation: Start, version: FlowVersion
) -> None:
    version.document = {
        **version.document,
        "triggers": [{"id": "h", "kind": "human", "target": "person"}],
    }
    version.save()
    conversation = new_conversation()
    take_turn(conversation.pk, VisitorAskedForPerson(at=now()))
    first = answering.claim(workspace, conversation.pk, ewa, epoch=1)
    answering.hand_back(workspace, conversation.pk, ewa, epoch=first.owner_epoch, node="name")
    conversation.refresh_from_db()
    asks_for_person(conversation)

    assert reasons(conversation) == [
        "Parcel of",
        "The visitor asked for a person.",
    ]


def test_what_was_written_before_a_takeover_is_kept_with_it(
    new_conversation: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    conversation = new_conversation()
    conversation.session["last_wrote"] = "Do parrots talk?"
    conversation.save(update_fields=["session"])

    taken = answering.take_over(workspace, conversation.pk, ewa, epoch=0)
    answering.take_over(workspace, taken.pk, jan, epoch=taken.owner_epoch)
    conversation.refresh_from_db()

    assert matters.last_wrote(conversation) == ""
    assert matters.last_said(conversation, story.handoffs_of(conversation)) == "Do parrots talk?"


@pytest.mark.parametrize(
    ("judged", "shown"),
    [
        ({}, None),
        ({"mood": "calm"}, {"sounds": "calm", "reasons": []}),
        (
            {"mood": "upset", "mood_reasons": ["capitals", "repeats", "gone"]},
            {"sounds": "upset", "reasons": ["wielkie litery", "ponowione pytanie"]},
        ),
    ],
)
def test_the_mood_is_told_with_its_reasons_if_it_was_judged(
    new_conversation: Start, judged: dict[str, object], shown: dict[str, object] | None
) -> None:
    conversation = new_conversation()
    conversation.session = {**(conversation.session or {}), **judged}

    with override("pl"):
        assert story.mood_of(conversation) == shown


def test_presence_is_a_lease(ewa: User, workspace: Workspace) -> None:
    agent = Agent.objects.get(user=ewa)
    agent.last_seen_at = now() - timedelta(minutes=5)
    agent.save()
    assert selectors.is_online(agent, now()) is False

    presence.heartbeat(workspace.pk, ewa)

    agent.refresh_from_db()
    assert selectors.is_online(agent, now()) is True


def test_polish_holidays_close_a_team_that_keeps_them(workspace: Workspace) -> None:
    team = Team.objects.create(workspace=workspace, name="A", slug="a", holidays_poland=True)
    noon_on_independence_day = now().replace(year=2026, month=11, day=11, hour=11)

    assert selectors.is_open(team, noon_on_independence_day) is False
    team.holidays_poland = False
    assert selectors.is_open(team, noon_on_independence_day) is True


def test_a_message_left_becomes_one_ticket_and_one_email(
    new_conversation: Start, workspace: Workspace, team: Team
) -> None:
    from flowbuilder.runtime.models import Job

    team.email = "team@example.com"
    team.save()
    conversation = new_conversation()
    effect = OpenTicket(id="s:9", email="ada@example.com", name="Ada", text="Where is it?")

    open_ticket(effect, conversation)
    open_ticket(effect, conversation)

    ticket = Ticket.objects.get(conversation=conversation)
    job = Job.objects.get(key=f"ticket:{ticket.pk}")
    assert (ticket.team, job.effect["to"]) == (team, "team@example.com")
    assert "Where is it?" in job.effect["body"]


def test_who_is_to_be_called_back_is_so_in_the_email_on_the_card_and_as_a_contact(
    new_conversation: Start, workspace: Workspace, team: Team, ewa: User
) -> None:
    from flowbuilder.runtime.models import Job

    team.email = "team@example.com"
    team.save()
    conversation = new_conversation()
    effect = OpenTicket(id="s:9", phone="+48501234567", text="Reklamacja, po 16.")

    open_ticket(effect, conversation)

    ticket = Ticket.objects.get(conversation=conversation)
    body = Job.objects.get(key=f"ticket:{ticket.pk}").effect["body"]
    assert f"Oddzwonić na numer: {phone_in_words(ticket.phone)}" in body
    assert "Odpowiedź na adres" not in body
    assert inbox.card_of(conversation, ewa)["tickets"][0]["phone"] == "+48501234567"
    assert Contact.objects.get(pk=conversation.contact_id).phone == "+48501234567"


def test_a_message_left_fills_what_the_contact_lacks_and_replaces_nothing(
    new_conversation: Start, team: Team
) -> None:
    conversation = new_conversation()
    first = OpenTicket(id="s:9", email="ada@example.com", name="", text="Where is it?")
    second = OpenTicket(id="s:19", email="eve@example.com", name="Ada", text="Still nothing.")
    third = OpenTicket(id="s:29", email="", name="Eve", text="Hello?")

    for effect in (first, first, second, third):
        open_ticket(effect, conversation)

    contact = Contact.objects.get(pk=conversation.contact_id)
    assert (contact.name, contact.email) == ("Ada", "ada@example.com")


def test_what_is_no_address_does_not_become_the_contacts(
    new_conversation: Start, team: Team
) -> None:
    conversation = new_conversation()

    open_ticket(OpenTicket(id="s:9", email="call me", text="Where is it?"), conversation)

    assert Contact.objects.get(pk=conversation.contact_id).email == ""


def test_an_agent_who_lost_the_role_counts_no_more(
    ewa: User, workspace: Workspace, team: Team
) -> None:
    be_online(Agent.objects.get(user=ewa))
    assert selectors.agents_online(team) == 1

    ewa.memberships.update(role="analyst")

    assert selectors.agents_online(team) == 0


@pytest.mark.parametrize("to", ["colleague", "team"])
def test_what_is_answered_by_mail_may_be_passed_to_whoever_is_not_there(
    to: str, taken: Conversation, ewa: User, make_agent: Callable[..., User], workspace: Workspace
) -> None:
    Handoff.objects.filter(conversation=taken).update(by_mail=True)
    absent = make_agent("ida", online=False)
    other = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    where = {"agent_id": absent.pk} if to == "colleague" else {"team_id": other.pk}
    passed = passing_on.transfer(workspace, taken.pk, ewa, epoch=taken.owner_epoch, **where)
    rounds.make_rounds()

    passed.refresh_from_db()
    assert (passed.state, passed.agent) == (
        ("agent", absent) if to == "colleague" else ("queued", None)
    )
