"""The flows that ship: each publishes without a problem and holds its talks word for word."""

from __future__ import annotations

import csv
import json
import re
from itertools import combinations
from pathlib import Path

import pytest

from flowbuilder import nodes
from flowbuilder.core.catalogue import discover
from flowbuilder.core.document import Flow, Node
from flowbuilder.core.held_talks import hold_talk, run_talk
from flowbuilder.core.talks import parse_talk
from flowbuilder.core.testing import Conversation
from flowbuilder.core.validation import Surroundings, validate
from flowbuilder.flows import library
from flowbuilder.knowledge import importing
from flowbuilder.knowledge.search.retrieval import Document, Index

LIBRARY = Path(__file__).parents[2] / "flows_library"
CATALOGUE = discover(nodes)
FOLDERS = sorted(path.parent for path in LIBRARY.glob("*/flow.json"))
TALKS = sorted(LIBRARY.glob("*/talks/*.talk"))
SHOPS = ("sklep-internetowy", "online-shop")
CARD = 264
GAP = 24

every_flow = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
every_talk = pytest.mark.parametrize("talk", TALKS, ids=lambda t: f"{t.parts[-3]}/{t.stem}")


def flow_in(folder: Path) -> Flow:
    return Flow.model_validate(json.loads((folder / "flow.json").read_text(encoding="utf-8")))


def test_every_template_has_its_twin_in_the_other_language():
    pairs = {found.slug: found.about.twin for found in library.templates()}
    languages = {found.slug: found.language for found in library.templates()}

    assert len(pairs) >= 20
    assert all(pairs[twin] == slug for slug, twin in pairs.items())
    assert all({languages[slug], languages[twin]} == {"pl", "en"} for slug, twin in pairs.items())


def test_a_template_of_each_language_shows_how_a_form_is_used():
    with_form = {
        found.language
        for found in library.templates()
        if any(node.type == "form" for node in found.document.nodes)
    }

    assert with_form == {"pl", "en"}


@every_flow
def test_nobody_is_sent_away_from_a_queue_unasked(folder: Path):
    waits = [node.config for node in flow_in(folder).nodes if node.type == "handoff"]

    assert all(config.get("ask_first") for config in waits)


@pytest.mark.parametrize("shop", SHOPS)
def test_a_shops_customer_may_ask_to_be_called(shop: str):
    nodes_of = flow_in(LIBRARY / shop).nodes
    calls = {n.type for n in nodes_of if n.config.get("call_back")}

    assert calls == {"handoff", "leave_message"}


@every_flow
def test_facts_and_needs_lead_to_places_that_exist(folder: Path):
    found = library.template(folder.name)
    variables = {variable.name for variable in found.document.variables}
    configs = {node.id: node.config for node in found.document.nodes}

    assert {fact.variable for fact in found.about.facts} <= variables
    assert all(need.field in configs[need.node] for need in found.about.needs if need.node)
    assert all(bool(need.node) != bool(need.page) for need in found.about.needs)
    assert set(found.about.pretend) <= set(configs)


@every_flow
def test_a_flow_says_that_a_machine_speaks_and_leads_to_a_person(folder: Path):
    flow = flow_in(folder)
    first = next(node for node in flow.nodes if node.id == flow.start)

    assert re.search(r"asystent|assistant", first.config["text"])
    assert any(node.type in ("handoff", "leave_message") for node in flow.nodes)
    assert any(trigger.kind == "human" for trigger in flow.triggers)


@every_flow
def test_a_flow_has_no_problem_at_all(folder: Path):
    around = Surroundings(teams={"any"}, credentials=set(), flows={})

    assert [problem.message for problem in validate(flow_in(folder), CATALOGUE, around)] == []


@every_talk
def test_a_talk_goes_as_written(talk: Path):
    flow = flow_in(talk.parents[1])

    assert [str(d) for d in run_talk(flow, CATALOGUE, talk.read_text(encoding="utf-8"))] == []


@every_talk
def test_a_talk_notices_another_word(talk: Path):
    flow = flow_in(talk.parents[1])
    lines = talk.read_text(encoding="utf-8").splitlines()
    spoken = [n for n, line in enumerate(lines) if line.startswith("bot:") and "…" not in line]
    lines[spoken[-1]] += " Inaczej."

    assert run_talk(flow, CATALOGUE, "\n".join(lines)) != []


@pytest.mark.parametrize("shop", SHOPS)
def test_the_talks_come_to_every_node(shop: str):
    """With any node made an end, some talk goes otherwise."""
    flow = flow_in(LIBRARY / shop)
    talks = [path.read_text(encoding="utf-8") for path in (LIBRARY / shop).glob("talks/*.talk")]

    assert len(talks) >= 6
    for node in flow.nodes:
        silent = Node(id=node.id, type="end", config={})
        changed = flow.model_copy(
            update={
                "nodes": tuple(silent if n.id == node.id else n for n in flow.nodes),
                "edges": tuple(e for e in flow.edges if e.source != node.id),
            }
        )

        assert any(run_talk(changed, CATALOGUE, talk) for talk in talks), node.id


@every_flow
def test_the_talks_of_a_template_go_through_every_step(folder: Path):
    flow, visited = flow_in(folder), set()
    for path in folder.glob("talks/*.talk"):
        conversation = Walked(flow, CATALOGUE)
        hold_talk(conversation, parse_talk(path.read_text(encoding="utf-8")))
        visited |= conversation.visited

    assert {node.id for node in flow.nodes} - visited == set()


class Walked(Conversation):
    """A conversation that remembers every step it went through."""

    def __init__(self, *given):
        super().__init__(*given)
        self.visited = set()

    def _take(self, *given):
        taken = super()._take(*given)
        self.visited |= {step.node for step in self.trace}
        return taken


@every_flow
def test_questions_of_its_knowledge_find_their_answers(folder: Path):
    found = library.template(folder.name)
    looks_up = any(node.type == "faq_lookup" for node in found.document.nodes)
    assert looks_up == bool(found.knowledge)
    if not looks_up or folder.name in SHOPS:  # theirs are measured in tests/knowledge
        return
    rows = importing.read(found.knowledge.encode(), name="k.csv", language=found.language).rows
    index = Index(
        Document(id=r.key, question=r.question, variants=r.variants, answer=r.answer,
                 language=r.language)
        for r in rows
    )  # fmt: skip

    assert len(rows) >= 5
    for row in rows:
        for asked in (row.question, *row.variants):
            hits = index.search(asked, found.language).hits
            assert hits, asked
            assert hits[0].document.id == row.key, asked


@every_flow
def test_cards_on_the_canvas_stand_apart(folder: Path):
    flow = flow_in(folder)
    heights = {
        node.id: 100 + 24 * len(CATALOGUE[node.type].ports_of(node.config)) for node in flow.nodes
    }
    heights |= {trigger.id: 110 for trigger in flow.triggers} | {"start": 110}
    assert set(flow.layout) == set(heights)
    for (one, a), (other, b) in combinations(flow.layout.items(), 2):
        apart = abs(a.x - b.x) >= CARD + GAP or (
            b.y - a.y >= heights[one] + GAP if b.y >= a.y else a.y - b.y >= heights[other] + GAP
        )
        assert apart, f"{one} and {other} overlap"


@every_flow
def test_a_flow_has_the_words_of_one_language_and_a_first_paragraph(folder: Path):
    flow = flow_in(folder)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    text = (folder / "flow.json").read_text(encoding="utf-8")

    assert readme.startswith(f"# {flow.name}\n\n")
    assert (flow.locale == "pl") == any(letter in text for letter in "ąęłżź")
    assert not re.search(r"!(?!=)", text)
    assert all(node.title for node in flow.nodes)


@pytest.mark.parametrize("shop", SHOPS)
def test_knowledge_has_sixty_entries_with_three_variants_each(shop: str):
    with (LIBRARY / shop / "knowledge.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 60
    assert list(rows[0]) == ["id", "question", "variants", "answer"]
    assert len({row["id"] for row in rows}) == 60
    asked = [q.casefold() for row in rows for q in (row["question"], *row["variants"].split("|"))]
    assert len(set(asked)) == len(asked)
    for row in rows:
        assert len([v for v in row["variants"].split("|") if v.strip()]) >= 3, row["id"]
        assert row["answer"].endswith((".", "?")), row["id"]
        assert "!" not in row["answer"], row["id"]
