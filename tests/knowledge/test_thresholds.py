"""Thresholds are learnt from expected answers: what may move them, and what may not."""

import random
from dataclasses import replace

import pytest

from flowbuilder.knowledge.checks import thresholds
from flowbuilder.knowledge.checks.quality import Expected, judge
from flowbuilder.knowledge.checks.thresholds import ENOUGH_EACH, MANNERS, case_of, learn
from flowbuilder.knowledge.search.hits import Document, Hit, LookedUp
from flowbuilder.knowledge.search.meaning import Meanings
from flowbuilder.knowledge.search.mixing import ENTRIES, Limits, Signals
from flowbuilder.knowledge.search.retrieval import Index
from flowbuilder.knowledge.search.together import Both
from tests.knowledge.shop import DOCUMENTS
from tests.knowledge.test_meaning import TopicModel

BUILT_IN = Limits(0.4, 0.2)
BALANCED = MANNERS["balanced"]


def asked(number, entry, *scored):
    """A question whose best entries, by id, have these scores; `entry` None: to get no answer."""
    hits = tuple(
        Hit(Document(id=key, question=key, answer="-"), score, Signals(0, 0, 0))
        for key, score in scored
    )
    question = Expected(id=number, question=f"{number}?", language="pl", entry=entry)
    return case_of(question, LookedUp(hits))


def answerable(count, score, first="own", start=1):
    """Questions that `first` comes first to: `own` is the expected entry."""
    return [
        asked(n, f"e{n}", (f"e{n}" if first == "own" else first, score))
        for n in range(start, start + count)
    ]


def strangers(count, score, start=1000):
    return [asked(n, None, ("x", score)) for n in range(start, start + count)]


# ---- What moves them -------------------------------------------------------------------


def test_where_right_answers_score_low_they_are_given_from_a_lower_score():
    cases = [*answerable(60, 0.3), *strangers(30, 0.05)]

    learning = learn(cases, BUILT_IN, BALANCED)

    assert learning.kept == ""
    assert 0.05 < learning.learnt.found <= 0.3
    assert (learning.before["offered"], learning.after["right"]) == (60, 60)
    assert learning.after["refused"] == 30


def test_where_strangers_score_high_they_are_answered_from_a_higher_score():
    cases = [*answerable(60, 0.9), *strangers(30, 0.5)]

    learning = learn(cases, BUILT_IN, BALANCED)

    assert 0.5 < learning.learnt.found <= 0.9
    assert (learning.before["false"], learning.after["false"]) == (30, 0)
    assert learning.after["right"] == 60


def test_where_the_built_in_do_well_nothing_moves():
    learning = learn([*answerable(60, 0.6), *strangers(30, 0.1)], BUILT_IN, BALANCED)

    assert (learning.learnt, learning.tried, learning.kept) == (BUILT_IN, BUILT_IN, "not_better")


def test_more_questions_move_them_further():
    """One right answer in twenty scores low: two such move nothing, twenty do."""

    def tried(times):
        cases = [*answerable(38 * times, 0.6), *answerable(2 * times, 0.05, start=500)]
        return learn([*cases, *strangers(10 * times, 0.01)], BUILT_IN, BALANCED).tried

    few, many = tried(1), tried(10)

    assert few == BUILT_IN
    assert many.suggest <= 0.05


@pytest.mark.parametrize("seed", range(5))
def test_the_more_careful_the_higher_the_score_an_answer_needs(seed):
    chance = random.Random(seed)
    cases = [
        asked(n, f"e{n}", (f"e{n}" if chance.random() < score else "x", score))
        for n, score in enumerate(chance.random() for _ in range(300))
    ] + [asked(1000 + n, None, ("x", chance.random() ** 3)) for n in range(100)]

    found = [learn(cases, BUILT_IN, MANNERS[each]).tried.found for each in MANNERS]

    assert found == sorted(found, reverse=True)
    assert found[0] > found[-1]


# ---- What must not -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "strange"),
    [(0, 0), (19, 10), (60, 0), (0, 60), (60, ENOUGH_EACH - 1), (ENOUGH_EACH - 1, 60)],
)
def test_too_few_questions_or_of_one_kind_alone_teach_nothing(known, strange):
    cases = [*answerable(known, 0.3), *strangers(strange, 0.05)]

    learning = learn(cases, BUILT_IN, BALANCED)

    assert (learning.learnt, learning.kept) == (BUILT_IN, "too_few")
    assert (learning.answerable, learning.unanswerable) == (known, strange)


@pytest.mark.parametrize("score", [0.0, 0.1, 0.3, 0.6, 1.0])
def test_one_score_for_all_never_means_answering_strangers(score):
    learning = learn([*answerable(40, score), *strangers(20, score)], BUILT_IN, BALANCED)

    assert learning.after["false"] == 0 or score == 1.0  # beyond what any threshold reaches
    assert learning.after.cost(BALANCED) <= learning.before.cost(BALANCED)


def test_strangers_are_not_offered_more_than_allowed_though_it_would_find_more():
    """All answers hide below where two in five strangers lie; one in five may be offered."""
    cases = [*answerable(60, 0.1), *strangers(24, 0.01), *strangers(16, 0.11, start=2000)]

    balanced, bold = (learn(cases, BUILT_IN, MANNERS[each]) for each in ("balanced", "bold"))

    assert balanced.learnt == BUILT_IN
    assert thresholds.tally(cases, bold.learnt).in_vain == 16
    assert thresholds.tally(cases, bold.learnt)["missed"] == 0


def test_labels_that_contradict_each_other_are_offered_not_answered():
    chance = random.Random(3)
    scores = [chance.uniform(0.3, 0.7) for _ in range(40)]
    cases = [asked(n, f"e{n}", (f"e{n}", score)) for n, score in enumerate(scores)]
    cases += [asked(1000 + n, None, ("x", score)) for n, score in enumerate(scores)]

    learning = learn(cases, BUILT_IN, BALANCED)

    assert learning.learnt.found > 0.6
    assert learning.after["false"] <= 2
    assert learning.after["offered"] >= 70


@pytest.mark.parametrize("seed", range(20))
def test_labels_that_say_nothing_seldom_move_anything(seed):
    """A coin says whether a question has an answer; the built-in already offer all."""
    chance = random.Random(seed)
    cases = []
    for number in range(60):
        entry = f"e{number}" if chance.random() < 0.5 else None
        cases.append(asked(number, entry, (f"e{number}", chance.uniform(0.21, 0.39))))

    assert learn(cases, BUILT_IN, BALANCED).kept == "not_better"


def test_an_answer_that_always_wins_wrongly_is_not_given():
    cases = [*answerable(40, 0.6, first="greedy"), *strangers(20, 0.05)]

    learning = learn(cases, BUILT_IN, BALANCED)

    assert learning.before["wrong"] == 40
    assert learning.learnt.found > 0.6 or learning.kept == "not_better"
    assert learning.after["wrong"] <= learning.before["wrong"]


def test_a_question_with_nothing_near_it_is_missed_at_any_threshold():
    cases = [*(asked(n, f"e{n}") for n in range(30)), *(asked(100 + n, None) for n in range(15))]

    learning = learn(cases, BUILT_IN, BALANCED)

    assert (learning.learnt, learning.kept) == (BUILT_IN, "not_better")
    assert (learning.before["missed"], learning.before["refused"]) == (30, 15)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("seed", range(5))
def test_whatever_the_scores_the_limit_holds_and_the_order_does_not_matter(seed, manner):
    chance = random.Random(seed)
    cases = []
    for number in range(chance.randint(30, 60)):
        scores = sorted((chance.random(), chance.random()), reverse=True)
        own = f"e{number % 7}"
        best = chance.choice([own, "x"])
        entry = chance.choice([own, own, None])
        cases.append(asked(number, entry, (best, scores[0]), ("y", scores[1])))
    mixed = chance.sample(cases, len(cases))

    learning = learn(cases, BUILT_IN, MANNERS[manner])

    assert learn(mixed, BUILT_IN, MANNERS[manner]) == learning
    assert 0 < learning.tried.suggest <= learning.tried.found < 1
    if learning.kept != "too_few":
        false = thresholds.tally(cases, learning.tried)["false"]
        fewest = thresholds.tally(cases, Limits(0.97, 0.97))["false"]
        assert false <= max(fewest, MANNERS[manner].cap * learning.unanswerable)


def test_questions_of_one_answer_teach_nothing_about_each_other():
    """Thirty questions of one answer speak for a lower threshold, and nothing else does."""
    alike = [asked(n, "e0", ("e0", 0.3)) for n in range(1, 31)]
    others = answerable(10, 0.9, start=100) + strangers(10, 0.05)

    found = learn([*alike, *others], BUILT_IN, BALANCED)

    assert found.tried.found < 0.3
    assert (found.kept, found.after["right"]) == ("not_better", 10)


def test_numbers_of_rows_and_their_order_say_nothing():
    """A restored copy of a workspace learns the same."""
    cases = answerable(20, 0.3) + answerable(20, 0.9, start=100) + strangers(20, 0.1)
    copied = [replace(case, id=9000 - case.id) for case in cases]

    assert learn(copied, BUILT_IN, BALANCED) == learn(cases, BUILT_IN, BALANCED)


# ---- Judging again is searching again --------------------------------------------------------


def passages():
    return Index([
        Document(
            id="p1", question="Zwroty", answer="Zwroty przyjmujemy przez 30 dni.",
            variants=("Zwroty przyjmujemy przez 30 dni.",), of="Regulamin",
        ),
    ])  # fmt: skip


def index_of(*, limits, ordered=False, beside=()):
    mixtures = ENTRIES.within(limits, "")
    if not ordered:
        return Both(Index(DOCUMENTS, mixtures=mixtures), beside or Index([]))
    model = TopicModel()
    places = [model.embed([d.question, *d.variants], "asks") for d in DOCUMENTS]
    meanings = {"pl": Meanings(places, model.embed([d.answer for d in DOCUMENTS], "tells"))}
    entries = Index(
        DOCUMENTS, meanings, lambda text: model.embed([text], "asks")[0], "topics", mixtures,
        orders_only=True,
    )  # fmt: skip
    return Both(entries, beside or Index([]))


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("beside", [False, True])
def test_what_was_looked_up_once_comes_to_what_a_search_with_other_thresholds_finds(
    ordered, beside
):
    other = {"ordered": ordered, "beside": passages() if beside else ()}
    plain = index_of(limits=ENTRIES.words_alone.limits, **other)
    questions = [
        "ile kosztuje przesyłka",
        "zwrot towaru",
        "płatność kartą",
        "czy macie psy",
        "oddac",
    ]
    for limits in (Limits(0.9, 0.6), Limits(0.3, 0.1), Limits(0.05, 0.01), Limits(0.002, 0.001)):
        changed = index_of(limits=limits, **other)
        for question in questions:
            expected = Expected(id=1, question=question, language="pl", entry="zwrot-jak")
            looked_up = plain.look_up(question)

            assert looked_up.judged(3, limits) == changed.search(question)
            assert (
                case_of(expected, looked_up).outcome(limits)
                == judge(changed, [expected])[0].outcome
            )
