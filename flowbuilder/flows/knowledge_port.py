"""What apps beside the knowledge need of it: that app puts its functions here when it starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User, Workspace


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry that may answer; `score` is the chance that it does, from 0 to 1."""

    question: str
    answer: str
    score: float


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A reply drafted by the model and the titles it stands on; no text: nothing supports one."""

    text: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """How well a topic fits a text, from -1 to 1, and whether that is enough for it."""

    key: str
    score: float
    fits: bool


@dataclass(frozen=True, slots=True)
class Confusion:
    """An example that fits another topic better than its own."""

    example: str
    topic: str
    taken_for: str


@dataclass(frozen=True, slots=True)
class TopicTrial:
    """What a trial of topics came to; `by_words` says that no model was there to ask."""

    ranking: Sequence[Ranked] = ()
    confusions: Sequence[Confusion] = ()
    by_words: bool = True


class Source(NamedTuple):
    """What an answer stood on: an entry or a passage as a search names it, which version of it,
    and of which source a passage is."""

    id: str
    version: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What became of what an answer stood on: an entry was changed, and when; of a source, that
    another passage stands in its place. `page` is that of either; without one it is gone."""

    at: datetime | None = None
    page: str = ""


#: Keys with their examples, in the author's order.
Examples = tuple[tuple[str, tuple[str, ...]], ...]
AddMissing = Callable[["Workspace", bytes, str, "User | None"], int]
Suggest = Callable[[int, str, str], Sequence[Suggestion]]

#: Workspace, conversation, question, language, what was said before, with who said it, and what
#: the agent has begun to write.
DraftReply = Callable[[int, UUID, str, str, tuple[tuple[str, str], ...], str], ReplyDraft]
ChangedSince = Callable[[int, Iterable[Source]], Mapping[Source, Since]]
TextsThen = Callable[[int, Iterable[Source]], Mapping[Source, str]]
TryTopics = Callable[[str, Examples, str], TopicTrial]

_add_missing: AddMissing | None = None
_suggest: Suggest | None = None
_try_topics: TryTopics | None = None
_draft_reply: DraftReply | None = None
_changed_since: ChangedSince | None = None
_texts_then: TextsThen | None = None


def register(
    add_missing: AddMissing,
    suggest: Suggest,
    try_topics: TryTopics,
    draft_reply: DraftReply,
    changed_since: ChangedSince,
    texts_then: TextsThen,
) -> None:
    """Called once by the knowledge app when it starts."""
    global _add_missing, _suggest, _try_topics, _draft_reply, _changed_since, _texts_then
    _add_missing, _suggest = add_missing, suggest
    _try_topics, _draft_reply = try_topics, draft_reply
    _changed_since, _texts_then = changed_since, texts_then


def add_missing(workspace: Workspace, csv: bytes, language: str, by: User | None) -> int:
    """Keep the entries of a CSV that the workspace has not; returns how many were new."""
    return _add_missing(workspace, csv, language, by) if _add_missing is not None else 0


def suggest(workspace_id: int, question: str, language: str) -> Sequence[Suggestion]:
    """At most three entries that may answer `question`, best first; none when nothing does."""
    return _suggest(workspace_id, question, language) if _suggest is not None else ()


def changed_since(workspace_id: int, sources: Iterable[Source]) -> Mapping[Source, Since]:
    """Which of them say something else than when an answer stood on them, or are gone."""
    return _changed_since(workspace_id, sources) if _changed_since is not None else {}


def texts_then(workspace_id: int, sources: Iterable[Source]) -> Mapping[Source, str]:
    """What those that were changed since said when an answer stood on them, where it is kept."""
    return _texts_then(workspace_id, sources) if _texts_then is not None else {}


def try_topics(text: str, topics: Examples, language: str) -> TopicTrial:
    """What `text` is about, as the topic step would tell, and which examples confuse."""
    return _try_topics(text, topics, language) if _try_topics is not None else TopicTrial()


def draft_reply(
    workspace_id: int,
    conversation_id: UUID,
    question: str,
    language: str,
    before: tuple[tuple[str, str], ...],
    begun: str = "",
) -> ReplyDraft:
    """A reply to `question` by the workspace's model, from the knowledge alone; what follows
    `begun` if the agent has begun one.

    Raises:
        ModelError: When the model gave no usable answer.
    """
    if _draft_reply is None:
        return ReplyDraft()
    return _draft_reply(workspace_id, conversation_id, question, language, before, begun)
