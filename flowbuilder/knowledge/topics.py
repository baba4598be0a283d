"""Which topic a text is about, told by examples of each. Pure.

Theory. A model places texts as vectors; what all everyday sentences have in common says nothing
of a topic, so their middle is subtracted (otherwise every two texts are alike). A topic is scored
by the mean of two cosines: with the middle of its examples, and with its two nearest examples. The
first is steady with few examples, the second knows corners of a broad topic.

What is enough differs: examples of "cancel my order" lie close together, those of "products" do
not. So each topic has a threshold of its own, learnt from its examples: the lower quarter of what
each scores against the others, within bounds. `benchmarks/topics.py` measures it.

All of these figures were measured with the local model. An endpoint's model, which a workspace may
have chosen for the search, spreads its texts otherwise: one and the same bound would let everything
through or nothing. So topics are told by the local model, and the settings say so.

Without a model the words alone decide, as for an entry of the knowledge.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from flowbuilder.flows.knowledge_port import Confusion, Examples, Ranked, TopicTrial
from flowbuilder.knowledge.embedding import Embedder, embedder
from flowbuilder.knowledge.meaning import Vectors
from flowbuilder.knowledge.retrieval import Document, Index

NEAREST = 2
LOWEST, HIGHEST = 0.36, 0.52
_QUARTER = 0.25
KEPT = 64
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
        self._examples = examples
        self._placed = [self._place(texts) for _key, texts in examples]
        self._thresholds = [_threshold(rows) for rows in self._placed]

    def rank(self, text: str) -> list[Ranked]:
        """The topics by how well they fit `text`, best first."""
        here = self._place([text])[0]
        scored = [
            Ranked(key, score, score >= threshold)
            for (key, _texts), rows, threshold in zip(
                self._examples, self._placed, self._thresholds, strict=True
            )
            for score in (_score(rows, here),)
        ]
        return sorted(scored, key=lambda each: -each.score)

    def confusions(self) -> list[Confusion]:
        """The examples that would be taken for another topic if they were not known."""
        found = []
        for number, (key, texts) in enumerate(self._examples):
            for place, text in enumerate(texts):
                here = self._placed[number][place]
                others = np.delete(self._placed[number], place, axis=0)
                own = _score(others, here) if len(others) else LOWEST
                rivals = [
                    (_score(rows, here), self._examples[other][0])
                    for other, rows in enumerate(self._placed)
                    if other != number
                ]
                best, rival = max(rivals, default=(-1.0, ""))
                if best > own:
                    found.append(Confusion(text, key, rival))
        return found

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
    """A trial of topics. Without a model nothing is said of confusing examples."""
    model = embedder()
    ranking = ranked(text, examples, language, model) if text and examples else []
    confusions = _ready(examples, model).confusions() if model is not None and examples else []
    return TopicTrial(ranking, confusions, by_words=model is None)


@functools.lru_cache(maxsize=KEPT)
def _ready(examples: Examples, model: Embedder) -> Topics:
    return Topics(examples, model)


@functools.lru_cache(maxsize=KEPT)
def _index(examples: Examples, language: str) -> Index:
    return Index(
        Document(id=key, question=texts[0], variants=texts[1:], answer="", language=language)
        for key, texts in examples
        if texts
    )


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


def _score(rows: Vectors, here: Vectors) -> float:
    middle = rows.mean(axis=0)
    steady = float(middle @ here) / max(float(np.linalg.norm(middle)), 1e-6)
    nearest = np.sort(rows @ here)[-NEAREST:]
    return (steady + float(nearest.mean())) / 2


def _threshold(rows: Vectors) -> float:
    if len(rows) < 2:
        return HIGHEST
    scores = [_score(np.delete(rows, n, axis=0), rows[n]) for n in range(len(rows))]
    return float(np.clip(np.quantile(scores, _QUARTER), LOWEST, HIGHEST))
