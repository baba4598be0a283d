"""Which topic a text is about, told by examples of each. Pure.

Theory. A model places texts as vectors; what all everyday sentences have in common says nothing
of a topic, so their middle is subtracted (otherwise every two texts are alike). Two texts are as
alike as the square of what is left of their cosine, with a quarter of how alike their words are.
On that likeness a ridge regression is fitted in closed form, one answer for each topic (Saunders,
Gammerman, Vovk 1998, "Ridge regression learning algorithm in dual variables"). A text that is like
no example scores near 0 for every topic.

The same solution tells what each example would score if it were not known, without fitting anew
(the residual by the diagonal of the inverse). From that come the examples that would be taken for
another topic, and what is enough, which differs: examples of "cancel my order" lie close together,
those of "products" do not. So each topic has a threshold of its own, the lower quarter of what its
examples score unknown, within bounds. `benchmarks/topics.py` measures it; the constants were
chosen on what it measures, except for CLINC150 with 8 and 100 examples.

All of these figures were measured with the local model. An endpoint's model, which a workspace may
have chosen for the search, spreads its texts otherwise: one and the same bound would let everything
through or nothing. So topics are told by the local model, and the settings say so.

Without a model the words alone decide, as for an entry of the knowledge.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

import numpy as np

from flowbuilder.flows.knowledge_port import Confusion, Examples, Ranked, TopicTrial
from flowbuilder.knowledge.search.embedding import Embedder, embedder
from flowbuilder.knowledge.search.meaning import Vectors
from flowbuilder.knowledge.search.retrieval import Document, Index
from flowbuilder.knowledge.search.wordings import Likeness, Wordings

#: What is enough lies between a floor and so much above it. The likeness of several examples adds
#: up, so the floor is lower for few: from 0.16 for one to 0.25 for ten and more.
_FLOOR, _FOR_EACH, _FULL, _SPAN = 0.15, 0.01, 10, 0.05
_QUARTER = 0.25
#: How much the words count beside the meaning, and how little a single example is believed.
_WORDS, _RIDGE = 0.25, 0.1
KEPT = 64
#: So many comparisons of two examples at most, a second or two of them, where words decide.
LOOKED_AT = 60_000
#: Their middle is what sentences have in common, in the languages that authors write in.
_EVERYDAY = (
    "Dzień dobry, mam pytanie.", "Ile to kosztuje?", "Gdzie jest moja paczka?",
    "Chcę zmienić termin wizyty.", "Nie działa mi aplikacja.", "Jak mogę zapłacić?",
    "Czy macie jeszcze wolne miejsca?", "Proszę o fakturę na firmę.", "O której otwieracie?",
    "Jestem bardzo niezadowolony z obsługi.", "Nie pamiętam hasła.", "Jak dojechać do biura?",
    "Chciałabym złożyć reklamację.", "Jaka jest dzisiaj pogoda?", "Dziękuję, to wszystko.",
    "Czy można przyjść z dzieckiem?", "Kiedy dostanę odpowiedź?", "Poproszę o telefon.",
    "Czy ten produkt jest dostępny?", "Potrzebuję pomocy przy wyborze.",
    "Hello, I have a question.", "How much does it cost?", "Where is my parcel?",
    "I want to change my appointment.", "The app does not work.", "How can I pay?",
    "Do you have any places left?", "I need an invoice for my company.", "What time do you open?",
    "I am very unhappy with the service.", "I forgot my password.", "How do I get to your office?",
    "I would like to make a complaint.", "What is the weather like?", "Thank you, that is all.",
    "Can I bring my child?", "When will I get an answer?", "Please call me back.",
    "Is this product in stock?", "I need help choosing.",
)  # fmt: skip


class Topics:
    """Some topics, ready to be compared with."""

    def __init__(self, examples: Examples, model: Embedder) -> None:
        self._model = model
        self._keys = [key for key, _texts in examples]
        self._texts = [(text, own) for own, (_key, texts) in enumerate(examples) for text in texts]
        told = [text for text, _own in self._texts]
        self._places, self._wordings = self._place(told), Wordings(told)
        belongs = np.array([[own == n for n in range(len(examples))] for _text, own in self._texts])
        alike = _alike(self._places @ self._places.T, self._wordings.among())
        solved = np.linalg.inv(alike + _RIDGE * np.eye(len(told)))
        self._weights = solved @ belongs
        #: What each example would score for each topic if it were not known.
        self._unknown = belongs - self._weights / np.diag(solved)[:, np.newaxis]
        self._thresholds = [
            _threshold(self._unknown[belongs[:, own], own]) for own in range(len(examples))
        ]

    def rank(self, text: str) -> list[Ranked]:
        """The topics by how well they fit `text`, best first."""
        alike = _alike(self._places @ self._place([text])[0], self._wordings.to(text))
        scored = [
            Ranked(key, min(max(float(score), 0.0), 1.0), bool(score >= threshold))
            for key, score, threshold in zip(
                self._keys, alike @ self._weights, self._thresholds, strict=True
            )
        ]
        return sorted(scored, key=lambda each: -each.score)

    def confusions(self) -> list[Confusion]:
        """The examples that would be taken for another topic if they were not known."""
        return [
            Confusion(text, self._keys[own], self._keys[best])
            for (text, own), scores in zip(self._texts, self._unknown, strict=True)
            if (best := int(scores.argmax())) != own and scores[best] >= self._thresholds[best]
        ]

    def _place(self, texts: Sequence[str]) -> Vectors:
        return _apart(self._model.embed(texts, "asks"), _middle(self._model))


def ranked(text: str, examples: Examples, language: str, model: Embedder | None) -> list[Ranked]:
    """The topics by how well they fit `text`, best first; by words alone without a model."""
    if model is not None:
        return _ready(examples, model).rank(text)
    index = _index(examples, language)
    result = index.search(text, language, len(examples))
    found = result.hits[0].document.id if result.verdict == "found" else ""
    return [Ranked(hit.document.id, hit.score, hit.document.id == found) for hit in result.hits]


def tried(text: str, examples: Examples, language: str) -> TopicTrial:
    """A trial of topics, by the words alone where there is no model."""
    model = embedder()
    ranking = ranked(text, examples, language, model) if text and examples else []
    if model is not None:
        confusions = _ready(examples, model).confusions() if examples else []
    else:
        confusions = list(_confused_by_words(examples, language))
    return TopicTrial(ranking, confusions, by_words=model is None)


@functools.lru_cache(maxsize=KEPT)
def _ready(examples: Examples, model: Embedder) -> Topics:
    return Topics(examples, model)


@functools.lru_cache(maxsize=KEPT)
def _index(examples: Examples, language: str) -> Index:
    return Index(_documents(examples, language))


def _documents(examples: Examples, language: str) -> list[Document]:
    return [
        Document(id=key, question=texts[0], variants=texts[1:], answer="", language=language)
        for key, texts in examples
        if texts
    ]


@functools.lru_cache(maxsize=KEPT)
def _confused_by_words(examples: Examples, language: str) -> tuple[Confusion, ...]:
    """The examples whose words would find another topic if they were not known.

    Each is looked up in an index without it. That takes long where there are hundreds: then as many
    as fit `LOOKED_AT`, of each topic the first.
    """
    index, said = _index(examples, language), dict(examples)
    count = sum(map(len, said.values()))
    in_turns = [
        (text, own)
        for row in itertools.zip_longest(
            *([(text, own) for text in texts] for own, texts in examples)
        )
        for text, own in filter(None, row)
    ]
    found = []
    for text, own in in_turns[: LOOKED_AT // max(1, count)]:
        others = tuple(each for each in said[own] if each != text)
        documents = _documents(tuple({**said, own: others}.items()), language)
        result = Index(documents, before=index).search(text, language, 1)
        if result.verdict == "found" and result.hits[0].document.id != own:
            found.append(Confusion(text, own, result.hits[0].document.id))
    return tuple(found)


@functools.cache
def _middle(model: Embedder) -> Vectors:
    middle: Vectors = model.embed(_EVERYDAY, "asks").mean(axis=0)
    return middle


def _apart(rows: Vectors, middle: Vectors) -> Vectors:
    """`rows` seen from the middle, of length one again."""
    moved = rows - middle
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    apart: Vectors = moved / np.maximum(lengths, 1e-6)
    return apart


def _alike(cosines: Likeness, wordings: Likeness) -> Likeness:
    meant: Likeness = np.maximum(cosines, 0.0) ** 2
    return (1 - _WORDS) * meant + _WORDS * wordings


def _threshold(unknown: Likeness) -> float:
    least = _FLOOR + _FOR_EACH * min(len(unknown), _FULL)
    if len(unknown) < 2:
        return least + _SPAN
    return float(np.clip(np.quantile(unknown, _QUARTER), least, least + _SPAN))
