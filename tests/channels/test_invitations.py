"""What the widget's server knows of invitations, starting over and transcripts."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from flowbuilder.channels.web import avatars, selectors
from flowbuilder.channels.web.models import Invitation, Widget
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.testing import flow
from flowbuilder.runtime.models import Job
from tests.channels.visitor import SHOP
from tests.conversations import corpus

pytestmark = pytest.mark.django_db

MESSAGES = "/api/v1/chat/shop/messages"
CART = flow(
    ("hi", "question", {"question": "Hello.", "save_as": "a"}),
    ("cart", "question", {"question": "Help with your cart?", "save_as": "a"}),
    ("end", "end", {}),
    wires="hi>end; cart>end",
    triggers=[{"id": "t", "kind": "proactive", "words": ["Cart"], "target": "cart"}],
    variables=({"name": "a"},),
    locale="en",
)


@pytest.fixture
def shop(make_widget):
    return make_widget(CART)


def post(frame, token=None, path=MESSAGES):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(headers=headers).post(path, frame, content_type="application/json")


def hello(token=None, **more):
    return post({"type": "hello", "visitor": token, "after": 0, **more}).json()["frames"]


def invitation(widget, **more):
    made = Invitation(
        workspace=widget.workspace, widget=widget,
        **{"text_en": "Any help?", "when": "time", "value": "30", "entry": "Cart", **more},
    )  # fmt: skip
    made.full_clean()
    made.save()
    return made


def said(frames):
    return [f["content"]["text"] for f in frames if f["type"] == "message"]


def test_an_accepted_invitation_begins_at_its_entry(shop):
    asked = invitation(shop)

    assert said(hello(invitation=asked.pk)) == ["Help with your cart?"]


@pytest.mark.parametrize("change", [{"enabled": False}, {"entry": ""}, {"entry": "Gone"}])
def test_otherwise_the_conversation_begins_at_the_start(shop, change):
    asked = invitation(shop)
    Invitation.objects.update(**change)

    assert said(hello(invitation=asked.pk)) == ["Hello."]


def test_another_widgets_invitation_is_none_of_this_one(shop, make_widget):
    other = make_widget(CART, key="other")

    assert said(hello(invitation=invitation(other).pk)) == ["Hello."]


def test_looking_for_a_conversation_takes_one_up_and_begins_none(shop):
    nothing = post({"type": "hello", "visitor": None, "resume": True})
    begun = Conversation.objects.count()
    token = hello()[0]["visitor"]
    found = hello(token, resume=True)[0]

    assert (nothing.status_code, nothing.json()["code"]) == (404, "nothing_to_resume")
    assert (begun, Conversation.objects.count()) == (0, 1)
    assert (found["type"], found["visitor"]) == ("welcome", token)


def test_a_conversation_that_goes_on_goes_on(shop):
    token = hello()[0]["visitor"]

    assert said(hello(token, invitation=invitation(shop).pk)) == ["Hello."]
    assert Conversation.objects.count() == 1


def test_the_loader_is_told_what_is_switched_on(shop):
    invitation(shop)
    invitation(shop, enabled=False)
    shop.quiet_from, shop.quiet_to = "22:00", "07:00"
    shop.save()

    told = Client().get("/api/v1/widgets/shop/config").json()

    assert [(one["when"], one["value"], one["text"]) for one in told["invitations"]] == [
        ("time", "30", "Any help?")
    ]
    assert told["quiet"] == ["22:00", "07:00", "Europe/Warsaw"]
    assert selectors.entries_of(shop.flow) == ["Cart"]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("value", {"value": "soon"}),
        ("value", {"value": "0"}),
        ("value", {"when": "scroll", "value": "101"}),
        ("value", {"when": "event", "value": "<script>"}),
        ("text_pl", {"text_en": " "}),
        ("at_least", {"fact": "value"}),
        ("at_least", {"at_least": 200}),
        ("fact", {"fact": "{{ x }}", "at_least": 200}),
    ],
)
def test_what_could_never_come_about_is_said_at_its_field(shop, field, wrong):
    with pytest.raises(ValidationError) as problem:
        invitation(shop, **wrong)

    assert set(problem.value.message_dict) == {field}


def test_the_loader_is_told_how_often_and_of_what_cart(shop):
    invitation(shop, when="event", value="cart", fact="value", at_least=199.5, most_in_all=0)

    (told,) = Client().get("/api/v1/widgets/shop/config").json()["invitations"]

    assert (told["fact"], told["least"]) == ("value", 199.5)
    assert (told["visit"], told["most"]) == (1, selectors.NO_END)


# ---- What the page told ----------------------------------------------------------

TOLD = flow(
    ("hi", "question", {"question": "Help with {{ page.data.value }} zł?", "save_as": "a"}),
    ("end", "end", {}),
    wires="hi>end",
    variables=({"name": "a"},),
    locale="en",
)


def test_the_flow_can_say_what_the_page_told(make_widget):
    make_widget(TOLD)

    assert said(hello(page={"url": SHOP, "data": {"value": 260, "vip": True}})) == [
        "Help with 260 zł?"
    ]
    assert Conversation.objects.get().page["data"] == {"value": 260, "vip": True}


def test_what_the_page_tells_is_words_to_the_flow_and_never_a_template(make_widget):
    make_widget(TOLD)

    assert said(hello(page={"data": {"value": "{{ contact.email }}"}})) == [
        "Help with {{ contact.email }} zł?"
    ]


@pytest.mark.parametrize(
    "data",
    [
        {"a b": 1},
        {"__proto__.x": 1},
        {"value": [1]},
        {"value": {"a": 1}},
        {"value": None},
        {"value": 10**16},
        {"value": "x" * 201},
        {"x" * 41: 1},
        {f"f{n}": n for n in range(21)},
        [1],
    ],
)
def test_what_is_no_short_plain_value_is_refused(shop, data):
    assert post({"type": "hello", "after": 0, "page": {"data": data}}).status_code == 400
    assert not Conversation.objects.exists()


def test_a_page_that_told_nothing_keeps_nothing_of_it(shop):
    hello(page={"url": SHOP})

    assert Conversation.objects.get().page == {"url": SHOP, "title": "", "referrer": ""}


def test_starting_over_ends_the_conversation_and_keeps_it(shop):
    welcome = hello()[0]
    token, first = welcome["visitor"], welcome["conversation"]

    again = hello(token, new=True, instead=first)[0]

    assert again["conversation"] != first
    assert Conversation.objects.get(pk=first).state == "closed"
    repeated = hello(token, new=True, instead=first)[0]
    assert repeated["conversation"] == again["conversation"]


def test_nobody_starts_over_while_people_look_after_it(shop):
    welcome = hello()[0]
    Conversation.objects.update(state="agent")

    again = hello(welcome["visitor"], new=True, instead=welcome["conversation"])[0]

    assert again["conversation"] == welcome["conversation"]


# ---- The transcript ------------------------------------------------------------

TRANSCRIPT = "/api/v1/chat/shop/transcript"


def test_the_transcript_goes_to_the_typed_address_so_often_and_no_more(shop):
    token = hello()[0]["visitor"]
    post({"type": "say", "client_id": "client-id-1", "text": "Zażółć"}, token)
    answers = [post({"email": "ada@example.com"}, token, TRANSCRIPT) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    letter = Job.objects.filter(key__startswith="transcript:").earliest("id").effect
    assert letter["to"] == "ada@example.com"
    assert "Assistant (automatic)" in letter["body"]
    assert "Zażółć" in letter["body"]


def test_an_assistant_with_a_name_is_still_told_from_a_person(shop):
    """In the chat and in the transcript, in the words of either language (AI Act, article 50)."""
    shop.assistant_name = "Lila"
    shop.save()

    config = selectors.public_config(shop, "pl")
    assert (config["machine"], config["assistant"]) == ("Lila (automat)", "Lila (AI)")
    assert selectors.public_config(shop, "en")["machine"] == "Lila (automated)"
    token = hello()[0]["visitor"]
    post({"type": "say", "client_id": "client-id-1", "text": "Zażółć"}, token)
    post({"email": "ada@example.com"}, token, TRANSCRIPT)
    assert "Lila (automated), " in Job.objects.get(key__startswith="transcript:").effect["body"]


def test_an_assistant_without_a_name_has_ours(shop):
    assert "machine" not in selectors.public_config(shop, "pl")


@pytest.mark.parametrize("email", ["", "ada", "a@b\nBcc: c@d", "x" * 300])
def test_what_is_no_address_is_refused(shop, email):
    token = hello()[0]["visitor"]

    assert post({"email": email}, token, TRANSCRIPT).status_code == 400
    assert not Job.objects.filter(key__startswith="transcript:").exists()


def test_a_stranger_gets_no_transcript(shop):
    hello()

    assert post({"email": "ada@example.com"}, "x" * 43, TRANSCRIPT).status_code == 401


# ---- The picture ---------------------------------------------------------------


def test_the_picture_is_drawn_anew_as_a_small_square(shop):
    data = corpus.picture("PNG", (300, 200))
    shop.avatar, shop.avatar_tag = avatars.drawn(_file(data), "face.png", len(data))
    shop.save()

    address = selectors.public_config(Widget.objects.get(pk=shop.pk), "en")["avatar"]
    answer = Client().get(address)

    assert answer["Content-Type"] == "image/png"
    assert answer.content[16:24] == (128).to_bytes(4, "big") * 2
    assert Client().get(address.replace(shop.avatar_tag, "0" * 16)).status_code == 404


def test_what_is_no_picture_is_refused():
    with pytest.raises(InvalidInput):
        avatars.drawn(_file(b"GIF89a no picture"), "x.gif", 17)


def _file(data):
    return BytesIO(data)
