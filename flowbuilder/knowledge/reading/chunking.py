"""Documents cut into passages: whole sentences under the headings they stand under. Pure.

Cutting begins anew at every heading, so a change in one section leaves the passages of the others
as they were, and with them their vectors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from flowbuilder.knowledge.answers.grounding.sentences import parts
from flowbuilder.knowledge.reading.readers.blocks import Block

#: How long a passage is meant to be, at most is, and at least should be.
MEANT, MOST, LEAST = 900, 1_200, 200
MAX_HEADING, MAX_HEADINGS = 160, 6
BETWEEN = " › "


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of a document. `page` and `row` count from 1; 0 where there are none."""

    headings: tuple[str, ...]
    text: str
    page: int = 0
    anchor: str = ""
    row: int = 0

    @property
    def heading(self) -> str:
        """The headings above it, as people read them."""
        return BETWEEN.join(self.headings)

    @property
    def digest(self) -> str:
        """Stands for what it says, wherever it stands."""
        said = "\0".join((*self.headings, "", self.text))
        return blake2b(said.encode(), digest_size=16).hexdigest()


#: The headings that stand open somewhere in a document, each with its level.
Path = Sequence[tuple[int, str]]
#: What stands before a sentence, the sentence, and the block it is from.
Piece = tuple[str, str, Block]


def passages(blocks: Iterable[Block], above: Path = ()) -> tuple[list[Passage], Path]:
    """Cut a document, or its part after `above`; also return the headings it leaves open."""
    found: list[Passage] = []
    path = list(above)
    held: list[Block] = []
    anchor = ""
    for block in blocks:
        if not block.level:
            held.append(block)
            continue
        found += _cut(_named(path), held, anchor)
        held, anchor = [], block.anchor
        path = [(level, title) for level, title in path if level < block.level]
        path.append((block.level, _short(block.text)))
    return found + _cut(_named(path), held, anchor), path


def tidy_path(written: str) -> str:
    """Headings as a person wrote them, joined as those of passages are."""
    return BETWEEN.join(part for part in map(str.strip, written.split(BETWEEN.strip())) if part)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a passage: what a question is compared with."""
    found = (sentence.strip() for line in text.split("\n") for sentence in parts(line))
    return tuple(sentence for sentence in found if sentence)


def _named(path: Path) -> tuple[str, ...]:
    return tuple(dict.fromkeys(title for _level, title in path))[-MAX_HEADINGS:]


def _cut(headings: tuple[str, ...], blocks: list[Block], anchor: str) -> list[Passage]:
    pieces = list(_pieces(blocks))
    groups: list[list[Piece]] = []
    size = 0
    for piece in pieces:
        length = len(piece[1]) + 1
        if groups and size + length <= MEANT:
            groups[-1].append(piece)
            size += length
        else:
            groups.append([piece])
            size = length
    if len(groups) > 1 and size < LEAST and _size(groups[-2]) + size <= MOST:
        groups[-2] += groups.pop()
    return [
        Passage(
            headings=headings, text=_joined(group), page=block.page, anchor=anchor, row=block.row
        )
        for group in groups
        for block in (group[0][2],)
    ]


def _size(group: list[Piece]) -> int:
    return sum(len(text) + 1 for _before, text, _block in group)


def _joined(group: list[Piece]) -> str:
    text = "".join(before + text for before, text, _block in group)
    return text.strip()


def _pieces(blocks: list[Block]) -> Iterator[Piece]:
    """Sentences with what stands before each: a line break, or a space."""
    for block in blocks:
        for line in block.text.split("\n"):
            before = "\n"
            for sentence in parts(line):
                for piece in _bounded(sentence.strip()):
                    yield before, piece, block
                    before = " "


def _bounded(sentence: str) -> Iterator[str]:
    """The sentence, cut between words where it is longer than a passage."""
    while len(sentence) > MEANT:
        at = sentence.rfind(" ", MEANT // 2, MEANT)
        at = at if at > 0 else MEANT
        yield sentence[:at].strip()
        sentence = sentence[at:].strip()
    if sentence:
        yield sentence


def _short(heading: str) -> str:
    said = " ".join(heading.split())
    return said if len(said) <= MAX_HEADING else said[: MAX_HEADING - 1].rstrip() + "…"
