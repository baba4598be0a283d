"""What becomes of real-sounding questions to the demo shop, by words alone and with meaning.

Two people who had seen neither the entries nor the program wrote the questions, somebody else said
which entries answer each, or none; a third person's came when all else was done, and were labelled
before they were looked up. Nothing was tuned on any of them.

right  answered rightly, or offered among the suggestions, or nothing answers and nothing was said
strict the same without what was only offered: answered rightly at once, or rightly refused
wrong  answered with what does not answer
"""

from __future__ import annotations

from benchmarks.report import keep
from benchmarks.retrieval_sets import OWN, ROOT, documents, lines_of
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.search.embedding import embedder
from flowbuilder.knowledge.search.retrieval import Index, Result

SHOP = ROOT / "flows_library/sklep-internetowy/knowledge.csv"
RIGHT, WRONG = 0.8, 0.05
#: How many questions the second person wrote.
SECOND = 50


def main() -> None:
    """Print both ways' figures; keep those of the better one that is there."""
    entries, asked = documents(SHOP, "pl"), questions()
    ways = {"words": False} if embedder() is None else {"words": False, "meaning": True}
    for way, with_meaning in ways.items():
        found = figures(index_over(entries, with_meaning=with_meaning), asked)
        print(f"{way:8}", *(f"{name} {value}" for name, value in found.items()))
        of_second = figures(index_over(entries, with_meaning=with_meaning), asked[-SECOND:])
        print(f"{'':8} of the second person's:", *(f"{n} {v}" for n, v in of_second.items()))
        of_third = figures(index_over(entries, with_meaning=with_meaning), thirds())
        print(f"{'':8} of the third person's:", *(f"{n} {v}" for n, v in of_third.items()))
        met = found["right"] >= RIGHT and found["wrong"] <= WRONG
        keep(f"shop-{way}", found["right"], "right", target=RIGHT, met=met, parts=found)


def questions() -> list[tuple[frozenset[str], str]]:
    """Each question with the entries that answer it, if any; the second person's come last."""
    return _labelled("shop_pl.tsv")


def thirds() -> list[tuple[frozenset[str], str]]:
    """The third person's questions in the same form."""
    return _labelled("shop_third_pl.tsv")


def _labelled(name: str) -> list[tuple[frozenset[str], str]]:
    return [(frozenset(ids.split(",")) - {"-"}, text) for ids, text in lines_of(OWN / name)]


def figures(index: Index, asked: list[tuple[frozenset[str], str]]) -> dict[str, float]:
    """Shares of all questions, but `answered`: how many."""
    results = [(known, index.search(text, "pl")) for known, text in asked]
    share = 1 / len(results)
    return {
        "questions": len(results),
        "right": round(sum(_is_right(known, found) for known, found in results) * share, 3),
        "strict": round(sum(_is_strict(known, found) for known, found in results) * share, 3),
        "wrong": round(sum(_is_wrong(known, found) for known, found in results) * share, 3),
        "answered at once": round(sum(r.verdict == "found" for _known, r in results) * share, 3),
    }


def _is_right(known: frozenset[str], found: Result) -> bool:
    ids = [hit.document.id for hit in found.hits]
    if not known:
        return found.verdict == "none"
    if found.verdict == "found":
        return ids[0] in known
    return found.verdict == "suggest" and not known.isdisjoint(ids)


def _is_strict(known: frozenset[str], found: Result) -> bool:
    return found.verdict != "suggest" and _is_right(known, found)


def _is_wrong(known: frozenset[str], found: Result) -> bool:
    return found.verdict == "found" and found.hits[0].document.id not in known


if __name__ == "__main__":
    main()
