"""What a flow never answers about binds its FAQ lookup, its AI answer, and what is drafted."""

from __future__ import annotations

import pytest

from flowbuilder.core.effects import SearchKnowledge, effect_from_json, effect_to_json
from flowbuilder.core.testing import flow
from flowbuilder.flows.services import create_flow, publish
from flowbuilder.knowledge import effects
from flowbuilder.knowledge.learning import drafting, people_asking
from tests.knowledge.talks import talk
from tests.knowledge.test_effects import context, with_model
from tests.llm.fake_model import Quoting, running

__all__ = ["context"]

CLAIM = "Jak złożyć reklamację?"


def look_up(context, query, *excluded):
    effect = SearchKnowledge(id="e", query=query, language="pl", excluded=excluded)
    return effects.search_knowledge(effect_from_json(effect_to_json(effect)), context)


def published(workspace, *, in_settings=(), in_step=()):
    """The flow that the workspace's talks run on."""
    document = flow(
        ("say", "message", {"text": "Dzień dobry."}),
        ("ai", "llm_answer", {"excluded": list(in_step)}),
        ("end", "end"),
        wires="say.next > ai; ai.answered > end; ai.not_grounded > end; ai.wants_human > end",
        locale="pl",
    )
    settings = document.settings.model_copy(update={"excluded": tuple(in_settings)})
    document = document.model_copy(update={"settings": settings})
    drawn = create_flow(workspace=workspace, name="Rozmowa", user=None, document=document)
    return publish(flow=drawn, revision=drawn.draft_revision, note="", user=None)


def test_a_question_about_an_excluded_topic_is_not_looked_up(context):
    assert look_up(context, CLAIM)["verdict"] == "found"
    for topic in ("reklamacje", "składanie reklamacji"):
        found = look_up(context, CLAIM, topic)
        assert (found["verdict"] == "excluded") is (topic == "reklamacje")
    assert look_up(context, CLAIM, "reklamacje")["hits"] == []


def test_an_answer_that_speaks_of_an_excluded_topic_is_not_given(context):
    asked = "Przyszedł zepsuty towar"  # a wording of the entry on claims

    assert look_up(context, asked)["hits"][0]["id"] == "reklamacja"
    assert look_up(context, asked, "reklamacje")["verdict"] == "excluded"


def test_what_is_excluded_is_left_out_of_what_is_offered(context):
    offered = look_up(context, "zwrot towaru")
    without = look_up(context, "zwrot towaru", "etykieta zwrotna")

    names = [hit["id"] for hit in offered["hits"]]
    assert "zwrot-jak" in names
    assert "zwrot-jak" not in [hit["id"] for hit in without["hits"]]


def test_of_what_was_not_found_the_nearest_is_kept_without_what_is_excluded(context):
    asked = "Jaki odcień żarówki jest do czytania w łóżku?"
    found = look_up(context, asked)
    nearest = found["tried"][0]["question"]
    without = look_up(context, asked, nearest)

    assert (found["verdict"], found["hits"]) == ("none", [])
    assert all(set(one) == {"question", "score"} for one in found["tried"])
    assert nearest not in [one["question"] for one in without["tried"]]
    assert "tried" not in look_up(context, CLAIM)


def test_drafts_are_bound_by_the_flow_that_was_asked(workspace, context, settings):
    published(workspace, in_settings=["zwroty pieniędzy"])
    asked = talk(workspace, question="Kiedy będzie zwrot pieniędzy?")
    other = talk(workspace, question=CLAIM)
    with running(Quoting()) as model:
        with_model(model, settings)
        refused = drafting.draft(workspace, [asked])
        assert model.requests == []
        drafted = drafting.draft(workspace, [other])

    assert (refused.text, refused.is_excluded) == ("", True)
    assert "reklamacje@sklep.example" in drafted.text


@pytest.mark.parametrize("where", ["in_settings", "in_step"])
def test_a_reply_is_not_drafted_for_an_agent_either(workspace, context, settings, where):
    published(workspace, **{where: ["reklamacje"]})
    asked = talk(workspace, question=CLAIM)
    with running(Quoting()) as model:
        with_model(model, settings)
        drafted = people_asking.draft_reply(workspace.pk, asked.conversation_id, CLAIM, "pl", ())

        assert model.requests == []
    assert drafted.text == ""
    assert people_asking.excluded_in([asked.conversation_id, None]) == ("reklamacje",)


def test_a_flow_that_excludes_nothing_binds_nothing(workspace):
    asked = talk(workspace)

    assert people_asking.excluded_in([asked.conversation_id]) == ()
