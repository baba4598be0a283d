"""What a model is not told of the visitor, and what the visitor reads all the same."""

from __future__ import annotations

from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.testing import flow
from flowbuilder.flows.services import create_flow, publish
from tests.knowledge.test_asking import question_of, sent
from tests.knowledge.test_effects import Context, ask, context, with_model
from tests.llm.fake_model import FakeModel, Quoting, running

__all__ = ["Context", "context"]


def test_personal_data_do_not_leave_and_come_back_in_the_answer(context, settings):
    question = "Ile kosztuje dostawa? Mój e-mail: jan.nowak@example.pl, tel. 501 234 567"
    history = (("visitor", "Jestem spod 44051401359"),)
    with running(Quoting()) as model:
        with_model(model, settings)
        ask(
            context,
            question,
            history=history,
            personal=("tajny-numer",),
            instructions="tajny-numer",
        )

        for piece in ("jan.nowak", "501 234", "44051401359", "tajny-numer"):
            assert piece not in sent(model)
        assert "[EMAIL_1]" in question_of(model.requests[0])


def test_the_placeholder_in_an_answer_becomes_what_it_stands_for(context, settings):
    said = "Proszę napisać, a dostawa kurierem kosztuje 14,99 zł. [EMAIL_1]"
    with running(FakeModel(answer=said)) as model:
        with_model(model, settings)
        result = ask(context, "Ile kosztuje dostawa? jan@example.pl")

    assert "[EMAIL_1]" not in result["text"] + "".join(context.shown)


def test_who_is_addressed_by_name_reads_it_though_the_model_never_did(context, settings):
    said = "[NAME_1], dostawa kurierem kosztuje 14,99 zł."
    with running(FakeModel(answer=said)) as model:
        with_model(model, settings)
        result = ask(context, "Nazywam się Zdzisława Nowak. Ile kosztuje dostawa?")

    assert "Nowak" not in sent(model)
    assert result["text"] == "Zdzisława Nowak, dostawa kurierem kosztuje 14,99 zł."


def test_a_name_that_the_visitor_gave_is_no_fact(context, settings):
    with running(FakeModel(answer="Dostawę kurierem przyjmuje [NAME_1].")) as model:
        with_model(model, settings)
        result = ask(context, "Nazywam się Zdzisława Nowak. Ile kosztuje dostawa?")

    assert result["outcome"] == "not_grounded"


def test_the_contact_s_name_is_hidden(context, settings, workspace):
    document = flow(("hello", "message", {"text": "Dzień dobry."}), ("end", "end"),
                    wires="hello.next > end", locale="pl")  # fmt: skip
    drawn = create_flow(workspace=workspace, name="Rozmowa", user=None, document=document)
    version = publish(flow=drawn, revision=drawn.draft_revision, note="", user=None)
    contact = Contact.objects.create(workspace=workspace, name="Zdzisława Brzęczyszczykiewicz")
    talk = Conversation.objects.create(workspace=workspace, contact=contact, flow_version=version)
    context.conversation_id = talk.pk
    with running(Quoting()) as model:
        with_model(model, settings)
        ask(context, "Ile kosztuje dostawa dla Brzęczyszczykiewicz?")

        assert "zęczyszcz" not in sent(model)


def test_an_author_may_send_what_was_written_as_it_is(context, settings):
    with running(Quoting()) as model:
        with_model(model, settings)
        ask(context, "Ile kosztuje dostawa? jan@example.pl", mask=False)

        assert "jan@example.pl" in sent(model)
