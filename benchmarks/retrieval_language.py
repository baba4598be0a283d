"""What becomes of a question in a conversation of another language than it is written in.

The blind sets' entries of both languages in one index. Every question is asked in a conversation
of its own language, which must come out as if the other's entries were not there, and in one of
the other.
"""

from __future__ import annotations

from dataclasses import replace

from benchmarks.report import keep
from benchmarks.retrieval import measure
from benchmarks.retrieval_sets import Question, sets
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.search.embedding import embedder

#: Of what is answered in its own language, so much is to be answered in the other.
SHARE = 0.9


def main() -> None:
    """Print the figures; keep the share that is answered in spite of the language."""
    blind = {each.language: each for each in sets() if each.name.startswith("blind")}
    entries = [
        replace(entry, id=f"{entry.language} {entry.id}")
        for each in blind.values()
        for entry in each.entries
    ]
    index = index_over(entries, with_meaning=embedder() is not None)
    figures: dict[str, dict[str, float]] = {}
    for language, each in blind.items():
        for half in ("tune", "test"):
            asked = [
                Question(q.text, f"{language} {q.entry}" if q.entry else "", q.half)
                for q in each.half(half)
            ]
            for talk in sorted(blind, key=lambda code: code != language):
                name = f"{each.name} {half}, a conversation in {talk}"
                found = figures[name] = measure(index, asked, talk)
                print(f"{name:42}", *(f"{key} {value}" for key, value in found.items()))
    own = _rightly(figures, same=True)
    foreign = _rightly(figures, same=False)
    met = foreign >= SHARE * own
    keep("retrieval-language", foreign / own, "of own", target=SHARE, met=met, parts=figures)


def _rightly(figures: dict[str, dict[str, float]], *, same: bool) -> float:
    """The mean share of questions of the test halves that are answered rightly."""
    found = [
        each["answered"] * (1 - each["wrong"])
        for name, each in figures.items()
        if " test" in name and (name[6:8] == name[-2:]) == same
    ]
    return sum(found) / len(found)


if __name__ == "__main__":
    main()
