"""Entries and passages beside each other."""

import pytest

from flowbuilder.core.effects import AskModel, SearchKnowledge
from flowbuilder.knowledge import effects, services
from flowbuilder.knowledge.answers.quoting import excerpt
from flowbuilder.knowledge.search import vectors
from flowbuilder.knowledge.search.hits import Hit, LookedUp
from flowbuilder.knowledge.search.mixing import PASSAGES_BY_MEANING, WITH_MEANING, Mixture, Signals
from flowbuilder.knowledge.search.retrieval import Document, Index
from flowbuilder.knowledge.search.together import Both, BothLookedUp
from flowbuilder.knowledge.selectors import suggest
from flowbuilder.nodes.faq_lookup import FaqLookup
from tests.knowledge.reading import file_source, read
from tests.knowledge.shop import DOCUMENTS

SHOP_QUESTIONS = ("ile kosztuje dostawa", "jak oddac towar", "jakie sa rozmiary", "pogoda", "zwrot")
PASSAGE = Document(
    id="passage-1", question="Regulamin › Zwroty", variants=("Na zwrot towaru jest 14 dni.",),
    answer="Na zwrot towaru jest 14 dni.", of="Regulamin", source="https://sklep.pl/r",
)  # fmt: skip
ENTRY = Document(id="e", question="Jak zwrócić towar?", answer="Formularzem zwrotu.")


def _both(entries: list[Document], passages: list[Document]) -> Both:
    return Both(Index(entries), vectors.by_words(passages))


def test_without_passages_nothing_is_other_than_with_entries_alone():
    entries = DOCUMENTS
    alone, both = Index(entries), _both(entries, [])

    assert [both.search(asked) for asked in SHOP_QUESTIONS] == [
        alone.search(asked) for asked in SHOP_QUESTIONS
    ]


def test_an_entry_scores_alike_whatever_passages_there_are():
    entries = DOCUMENTS
    alone, both = Index(entries), _both(entries, [PASSAGE])

    for asked in SHOP_QUESTIONS:
        scores = {hit.document.id: hit.score for hit in alone.search(asked, limit=50).hits}
        beside = both.search(asked, limit=60).hits
        assert all(scores[h.document.id] == h.score for h in beside if not h.document.of)


def test_an_entry_that_is_likely_right_is_given_whatever_passages_say():
    found = _both([ENTRY], [PASSAGE]).search("jak zwrócić towar")

    assert (found.verdict, found.hits[0].document.id) == ("found", "e")
    assert [hit.document.id for hit in found.hits[1:]] == ["passage-1"]


def scored(document: Document, mixture: Mixture, chance: float) -> LookedUp:
    return LookedUp((Hit(document, chance, Signals(0, 0, 0)),), mixture)


@pytest.mark.parametrize(
    ("entry", "passage", "verdict", "order"),
    [
        (0.76, 0.75, "found", ["e", "passage-1"]),  # the passage is below its own threshold
        (0.76, 0.91, "suggest", ["passage-1", "e"]),  # the passage is surer
        (0.79, 0.93, "suggest", ["passage-1", "e"]),
        (0.76, 0.96, "found", ["passage-1", "e"]),  # surer by far
        (0.76, 0.87, "found", ["e", "passage-1"]),  # hardly surer
        (0.69, 0.89, "found", ["passage-1", "e"]),  # the entry alone would only be offered
        (0.88, 0.999, "found", ["e", "passage-1"]),  # an entry that is likely right keeps its place
        (0.45, 0.77, "found", ["passage-1", "e"]),  # the entry alone would only be offered
        (0.07, 0.77, "found", ["passage-1"]),
    ],
)
def test_an_entry_found_gives_way_only_to_a_passage_that_is_surer(entry, passage, verdict, order):
    looked_up = BothLookedUp(
        scored(ENTRY, WITH_MEANING, entry), scored(PASSAGE, PASSAGES_BY_MEANING, passage),
        WITH_MEANING,
    )  # fmt: skip
    found = looked_up.judged(3)

    assert found.verdict == verdict
    assert [hit.document.id for hit in found.hits if hit.likely] == order


def test_a_passage_answers_where_no_entry_does():
    found = _both([ENTRY], [PASSAGE]).search("ile dni jest na zwrot towaru")

    assert found.hits[0].document.id in ("passage-1", "e")
    alone = _both([], [PASSAGE]).search("ile dni jest na zwrot towaru")
    assert (alone.verdict, alone.hits[0].document.id) == ("found", "passage-1")


def test_the_only_passage_of_a_short_file_is_found_though_a_word_is_strange():
    only = Document(
        id="passage-1", question="Namioty", of="Poradnik",
        variants=("Namiot impregnujemy żywicą co dwa lata.",),
        answer="Namiot impregnujemy żywicą co dwa lata.",
    )  # fmt: skip
    found = _both([], [only]).search("Jak często trzeba impregnować namiot żywicą?")

    assert (found.verdict, found.hits[0].document.id) == ("found", "passage-1")


def test_what_neither_knows_is_not_found():
    assert _both([ENTRY], [PASSAGE]).search("jaka będzie pogoda").verdict == "none"


def test_passages_of_another_language_are_found_where_the_own_has_none():
    english = Document(id="passage-2", question="Returns", answer="Within 14 days.", language="en")

    assert _both([], [PASSAGE]).search("zwrot towaru", "en").hits[0].document.id == "passage-1"
    assert _both([], [PASSAGE, english]).search("returns", "en").hits[0].document.id == "passage-2"


LONG = (
    "Sklep działa od 1998 roku. Prowadzimy trzy salony. Zwrot towaru jest możliwy w ciągu 14 dni. "
    "Do zwrotu należy dołączyć paragon. " + "Dbamy o naturę i lokalne społeczności. " * 12
)


def test_an_excerpt_has_the_sentences_nearest_to_the_question():
    shown = excerpt(LONG, "ile mam dni na zwrot?", "pl", 110)

    assert shown == (
        "… Zwrot towaru jest możliwy w ciągu 14 dni. Do zwrotu należy dołączyć paragon. …"
    )


def test_a_short_passage_is_shown_whole_and_a_strange_question_gets_the_beginning():
    assert excerpt("Krótko.\n– punkt", "x", "pl") == "Krótko.\n– punkt"
    assert excerpt(LONG, "pogoda", "pl", 60).startswith("Sklep działa od 1998 roku.")


class Context:
    """What the runtime gives to handlers."""

    conversation_id = None
    flow_id = None

    def __init__(self, workspace_id: int) -> None:
        self.workspace_id = workspace_id
        self.now = None
        self.stream = lambda _text: None


@pytest.fixture
def filed(workspace, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    read(file_source(workspace, "regulamin.md", "# Zwroty\n\nNa zwrot towaru jest 14 dni."))
    yield workspace


def test_a_lookup_says_an_excerpt_with_its_source_and_the_version_is_kept(filed):
    asked = SearchKnowledge(query="ile dni na zwrot towaru", language="pl")
    result = effects.search_knowledge(asked, Context(filed.pk))
    hit = result["hits"][0]

    assert result["verdict"] == "found"
    assert hit["answer"] == "Ze źródła „Regulamin”:\n\nNa zwrot towaru jest 14 dni."
    assert (hit["title"], hit["question"]) == ("Regulamin: Zwroty", "Zwroty (Regulamin)")
    assert hit["id"].startswith("passage-")
    assert len(hit["version"]) == 32


def test_the_node_cites_the_passage_by_its_title_and_link():
    hit = {
        "question": "Zwroty (Regulamin)", "answer": "Z…", "source": "https://sklep.pl/r#z",
        "title": "Regulamin: Zwroty",
    }  # fmt: skip
    (said,) = FaqLookup()._answer(hit).effects
    (source,) = said.content.sources

    assert (source.title, source.url) == ("Regulamin: Zwroty", "https://sklep.pl/r#z")


def test_without_a_model_an_ai_answer_quotes_the_passage_and_names_it(filed):
    asked = AskModel(question="ile dni na zwrot towaru", language="pl")
    result = effects.ask_model(asked, Context(filed.pk))

    assert (result["outcome"], result["generated"]) == ("answered", False)
    assert result["text"].endswith("Na zwrot towaru jest 14 dni.")
    assert result["sources"][0]["title"] == "Regulamin: Zwroty"
    assert "url" not in result["sources"][0]


def test_agents_are_suggested_passages_too(filed):
    services.create_entry(filed, question="Gdzie jest sklep?", answer="W Łodzi.")
    offered = suggest(filed.pk, "ile dni na zwrot towaru", "pl")

    assert [each.answer for each in offered] == ["Na zwrot towaru jest 14 dni."]
