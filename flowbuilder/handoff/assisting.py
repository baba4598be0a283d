"""What an agent may answer with: entries of the knowledge that fit what the visitor asks now."""

from __future__ import annotations

from collections.abc import Sequence

from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.flows import knowledge_port
from flowbuilder.flows.knowledge_port import Suggestion
from flowbuilder.handoff import matters, story
from flowbuilder.handoff.summary import asks_something

#: How far back the visitor's words are looked for, and how much of them counts.
LOOKED_AT, MAX_QUESTION = 20, 500


def asked_now(conversation: Conversation) -> str:
    """What the visitor wrote since a person last answered; several messages are one question.

    A greeting, a mere wish for a person, a button and a rating ask nothing: what was asked before
    them is looked for.
    """
    latest = conversation.messages.filter(private=False).order_by("-seq")[:LOOKED_AT]
    words: list[str] = []
    for message in latest:
        if message.author == Message.Author.VISITOR:
            words += matters.own_words([message.content], conversation.language)
        elif message.author == Message.Author.AGENT:
            break
        elif message.author != Message.Author.SYSTEM and words:
            if asks_something(" ".join(words)):
                break  # the assistant's word that somebody will come answers nothing
            words = []
    question = " ".join(reversed(words)).strip()[-MAX_QUESTION:]
    return question if asks_something(question) else ""


def suggestions_for(conversation: Conversation) -> Sequence[Suggestion]:
    """At most three, best first. Nothing is sent: the agent reads, inserts and changes them.

    What the visitor has been told already helped them so little that they asked on.
    """
    question = asked_now(conversation)
    if not question:
        return ()
    found = knowledge_port.suggest(conversation.workspace_id, question, conversation.language)
    told = "\n".join(said.text for said in story.talk_of(conversation) if said.who != "visitor")
    return [one for one in found if one.answer not in told]
