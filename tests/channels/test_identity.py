"""Only a website's signed word joins a visitor to a person, and to what that person said."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowbuilder.accounts.models import Workspace
from flowbuilder.channels.web import acting, frames, services
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now, told_by
from flowbuilder.conversations.contacts import make_identity_key
from flowbuilder.conversations.errors import ConversationClosed
from flowbuilder.conversations.identity_tokens import IdentityRefused
from flowbuilder.conversations.models import (
    AttributeDefinition,
    Contact,
    Conversation,
    IdentityKey,
    VisitorToken,
)
from flowbuilder.runtime import hot
from tests.conversations.test_identity_tokens import signed

pytestmark = pytest.mark.django_db(transaction=True)


def token_for(key: str, subject: str, widget: str = "shop", **more: Any) -> str:
    claims = {"aud": widget, "sub": subject, "exp": int(now().timestamp()) + 300, **more}
    return signed(claims, key)


def hello(visitor: str | None = None, identity: str | None = None, **more: Any) -> services.Opened:
    frame = frames.Hello(type="hello", visitor=visitor, identity=identity, **more)
    return services.open_conversation("shop", frame)


_count = iter(range(10**9))


def say(opened: services.Opened, text: str) -> None:
    frame = frames.Say(type="say", client_id=f"client-id-{next(_count):08}", text=text)
    acting.act(opened.conversation_id, frame)


def seen(opened: services.Opened) -> str:
    return str(services.messages_after(opened.conversation_id, 0))


@pytest.fixture
def key(make_widget: Callable[..., Widget]) -> str:
    widget = make_widget()
    return make_identity_key(widget.workspace, widget.key, by=None)


def test_one_person_in_two_browsers_is_one_contact_with_one_history(key: str) -> None:
    first = hello(identity=token_for(key, "7", name="Ada", email="ada@shop.pl"))
    say(first, "Ada")

    second = hello(identity=token_for(key, "7"))

    contact = Contact.objects.get(external_id="7")
    assert second.conversation_id == first.conversation_id
    assert second.token != first.token
    assert (contact.name, contact.email, contact.sources["email"]) == (
        "Ada", "ada@shop.pl", "verified",
    )  # fmt: skip


def test_what_an_anonymous_visitor_is_saying_goes_with_them_when_they_sign_in(key: str) -> None:
    anonymous = hello()
    say(anonymous, "Before I signed in")

    signed_in = hello(anonymous.token, token_for(key, "7"))
    say(signed_in, "After")

    assert signed_in.conversation_id == anonymous.conversation_id
    assert "Before I signed in" in seen(signed_in)
    assert Conversation.objects.get().contact.external_id == "7"
    assert hello(anonymous.token).conversation_id != anonymous.conversation_id


def test_a_conversation_at_hand_follows_its_contact(key: str) -> None:
    anonymous = hello()
    say(anonymous, "Ada")
    hello(anonymous.token, token_for(key, "7"))
    at_hand = hot.peek(anonymous.conversation_id)
    say(anonymous, "a")

    now_at_hand = hot.peek(anonymous.conversation_id)
    assert at_hand is not None
    assert now_at_hand is not None
    assert now_at_hand.conversation.contact_id == Contact.objects.get(external_id="7").pk


def test_a_conversation_that_the_visitor_said_nothing_in_does_not_hide_an_earlier_one(
    key: str,
) -> None:
    earlier = hello(identity=token_for(key, "7"))
    say(earlier, "Ada")
    silent = hello()

    assert hello(silent.token, token_for(key, "7")).conversation_id == earlier.conversation_id


def test_another_person_in_the_same_browser_sees_nothing_of_the_one_before(key: str) -> None:
    ada = hello(identity=token_for(key, "7"))
    say(ada, "Ada's secret")

    bob = hello(ada.token, token_for(key, "8"))

    assert bob.conversation_id != ada.conversation_id
    assert "secret" not in seen(bob)
    assert Conversation.objects.get(pk=ada.conversation_id).contact.external_id == "7"


def test_a_typed_address_or_name_joins_nobody(key: str) -> None:
    ada = hello(identity=token_for(key, "7", name="Ada", email="ada@shop.pl"))
    say(ada, "Ada's secret")
    impostor = hello()
    say(impostor, "ada@shop.pl")
    stored = Contact.objects.get(pk=impostor.contact_id)
    Contact.objects.filter(pk=stored.pk).update(email="ada@shop.pl", name="Ada")

    again = hello(impostor.token)

    assert again.contact_id != ada.contact_id
    assert "secret" not in seen(again)


@pytest.mark.parametrize("reason", ["wrong key", "other widget", "expired", "none"])
def test_a_token_that_proves_nothing_opens_and_keeps_nothing(key: str, reason: str) -> None:
    before = Contact.objects.count()
    token = {
        "wrong key": token_for("x" * 43, "7"),
        "other widget": token_for(key, "7", widget="other"),
        "expired": token_for(key, "7", exp=int(now().timestamp()) - 100),
        "none": signed({"aud": "shop", "sub": "7"}, key, header={"alg": "none"}),
    }[reason]

    with pytest.raises(IdentityRefused):
        hello(identity=token)

    assert Contact.objects.count() == before


def test_the_key_of_another_workspaces_widget_signs_nobody_in_here(
    key: str, make_widget: Callable[..., Widget]
) -> None:
    other = Workspace.objects.create(name="Other", slug="other")
    make_widget(key="elsewhere", workspace=other)
    foreign = make_identity_key(other, "elsewhere", by=None)

    with pytest.raises(IdentityRefused):
        hello(identity=token_for(foreign, "7"))


def test_a_token_that_is_replayed_after_its_end_is_refused(key: str) -> None:
    token = token_for(key, "7")
    hello(identity=token)
    later = now() + timedelta(seconds=361)

    with told_by(lambda: later), pytest.raises(IdentityRefused):
        hello(identity=token)


def test_the_key_before_is_good_for_a_day(key: str) -> None:
    workspace = Workspace.objects.get(widgets__key="shop")
    new = make_identity_key(workspace, "shop", by=None)
    hello(identity=token_for(key, "7"))
    hello(identity=token_for(new, "7"))
    later = now() + timedelta(days=1, minutes=1)

    with told_by(lambda: later), pytest.raises(IdentityRefused):
        hello(identity=token_for(key, "7"))


def test_the_key_is_not_stored_as_it_is(key: str) -> None:
    row = IdentityKey.objects.get()

    assert key not in row.sealed


def test_a_signed_in_visitors_token_lives_for_hours(key: str) -> None:
    ada = hello(identity=token_for(key, "7"))
    say(ada, "Ada")
    later = now() + timedelta(hours=12, minutes=1)

    with told_by(lambda: later):
        assert hello(ada.token).conversation_id != ada.conversation_id


def test_only_attributes_that_the_workspace_defined_are_kept(key: str) -> None:
    workspace = Workspace.objects.get(widgets__key="shop")
    AttributeDefinition.objects.create(
        workspace=workspace, name="orders", label="Orders", kind="number"
    )

    hello(identity=token_for(key, "7", attributes={"orders": 3, "other": "x"}))

    assert Contact.objects.get(external_id="7").attributes == {"orders": 3}


steps = st.lists(
    st.tuples(
        st.sampled_from(["hello", "sign_in", "sign_out", "claim", "say"]),
        st.integers(0, 2),  # which browser
        st.sampled_from(["ada", "bob"]),
    ),
    min_size=3,
    max_size=14,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(taken=steps)
def test_no_sequence_of_hellos_and_claims_shows_one_person_anothers_words(
    key: str, taken: list[tuple[str, int, str]]
) -> None:
    """Whoever speaks leaves their mark; a screen may hold marks of one person and of strangers
    who used that very browser before they signed in."""
    VisitorToken.objects.all().delete()
    Conversation.objects.all().delete()
    Contact.objects.all().delete()
    hot.forget_all()
    tokens: list[str | None] = [None, None, None]
    who = ["anon0.0", "anon1.0", "anon2.0"]
    became: dict[str, str] = {}

    def try_to_say(opened: services.Opened, text: str) -> None:
        with suppress(ConversationClosed):  # the flow ends after a few messages
            say(opened, text)

    for number, (act, browser, person) in enumerate(taken):
        if act == "sign_in":
            opened = hello(tokens[browser], token_for(key, person, email=f"{person}@shop.pl"))
            if who[browser].startswith("anon"):
                became[who[browser]] = person
            who[browser] = person
        elif act == "sign_out":
            tokens[browser] = None
            who[browser] = f"anon{browser}.{number}"
            continue
        else:
            opened = hello(tokens[browser])
        tokens[browser] = opened.token
        if act == "claim":
            try_to_say(opened, f"{person}@shop.pl")
        if act == "say":
            try_to_say(opened, f"[mark {who[browser]}]")
        shown = seen(opened)
        everybody = {"ada", "bob", *became, *who}
        for other in everybody - {who[browser]}:
            if f"[mark {other}]" in shown:
                assert became.get(other) == who[browser]
