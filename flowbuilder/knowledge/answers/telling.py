"""How a hit is told to people: what it is called, what is said of it, and how it is cited."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from flowbuilder.accounts.models import Language
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.reading.chunking import BETWEEN
from flowbuilder.knowledge.search.retrieval import Document, Hit

#: So much of what was considered is kept.
TRIED = 3


def as_json(hit: Hit, question: str = "", language: str = "pl") -> dict[str, Any]:
    """A hit as the flow sees it. Of a passage an excerpt is said, with where it stands."""
    document = hit.document
    return {
        "id": document.id,
        "question": called(document),
        "answer": excerpt(hit, question, language) if document.of else document.answer,
        "score": round(hit.score, 4),
        "source": document.source,
        "title": _title(document),
        "version": document.version,
        **_source_id(document),
    }


def tried(hits: Iterable[Hit]) -> list[dict[str, Any]]:
    """What was considered, for the person who may have to answer: the best, each with its score."""
    return [
        {"question": called(hit.document), "score": round(hit.score, 4)}
        for hit in islice(hits, TRIED)
    ]


def quoted(hit: Hit, question: str, language: str) -> str:
    """A hit in its own words, saying that it is a quotation."""
    if hit.document.of:
        return excerpt(hit, question, language)
    with override(Language.nearest(language)):
        return _("From our knowledge base, under “%(question)s”:\n\n%(answer)s") % {
            "question": hit.document.question,
            "answer": hit.document.answer,
        }


def excerpt(hit: Hit, question: str, language: str) -> str:
    """The sentences of a passage that fit the question, and where they stand."""
    with override(Language.nearest(language)):
        return _("From “%(source)s”:\n\n%(excerpt)s") % {
            "source": _place(hit.document),
            "excerpt": selectors.shown(hit, question),
        }


def called(document: Document) -> str:
    """What stands on the button of a hit: an entry's question, or a passage's own heading."""
    if not document.of:
        return document.question
    heading = document.question.rpartition(BETWEEN)[2]
    return heading if heading == document.of else f"{heading} ({document.of})"


def source_of(hit: Hit) -> dict[str, str]:
    """A hit as a source of an answer, with what it said then."""
    document = hit.document
    source = {"title": _title(document), "id": document.id, "version": document.version}
    source |= _source_id(document)
    if document.source.startswith(("https://", "http://")):
        source["url"] = document.source
    return source


def _source_id(document: Document) -> dict[str, str]:
    """Of which source a passage is, for whoever asks later what became of it."""
    return {"of": str(document.place.source)} if document.place else {}


def _title(document: Document) -> str:
    if not document.of or document.question == document.of:
        return document.question
    with override(Language.nearest(document.language)):
        return f"{_place(document)}: {document.question.rpartition(BETWEEN)[2]}"


def _place(document: Document) -> str:
    """The source of a passage, and which row of its table it is."""
    if not document.row:
        return document.of
    return _("%(source)s, row %(row)d") % {"source": document.of, "row": document.row}
