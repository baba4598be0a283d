"""Templates: text with `{{ variables }}`, the only expression language that authors have.

Liquid, with every limit set. No template can read a file, the clock or a Python attribute, and
none can run long: a template's steps, its output and what its filters make are all counted, so a
hostile one stops at the same place every time, on every machine. A clock would not replay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TextIO

import liquid
from liquid import Environment, Mode
from liquid import exceptions as wrong
from liquid.ast import Node
from liquid.builtin import content, illegal
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags import (
    assign_tag,
    capture_tag,
    case_tag,
    comment_tag,
    for_tag,
    if_tag,
    inline_comment_tag,
    unless_tag,
)
from liquid.context import RenderContext
from liquid.expression import Expression
from liquid.filter import with_context

from flowbuilder.core.errors import BadTemplate
from flowbuilder.core.filters import FILTERS, SPOKEN_FILTERS, TooLarge, stringify
from flowbuilder.core.words import gettext_noop as _

MAX_SOURCE = 10_000
MAX_MARKUP = 1_000
MAX_STEPS = 8_000
MAX_OUTPUT = 40_000
#: The longest name that stands for a value.
MAX_MARK = 40

TOO_LONG = _("This text is too long to be a template: {size} characters, {most} at most.")
NOT_CLOSED = _("A “{{{{” or “{{%” is not closed.")
NOT_FINISHED = _("“{{% {name} %}}” needs its “{{% end{name} %}}”.")
NOT_WHOLE = _("Something is missing inside the braces.")
NO_SUCH_TAG = _("There is no tag “{name}” here.")
NO_SUCH_FILTER = _("There is no filter “{name}” here.")
NO_RANGES = _("Ranges such as (1..5) cannot be used here.")
NOT_UNDERSTOOD = _("The text in the braces cannot be understood near “{near}”.")
TOO_MUCH_WORK = _("This text is too complex to fill in. Simplify it.")
NOT_FILLED = _("This text cannot be filled in with the values of this conversation.")

_TAGS = (
    content.Literal, illegal.Illegal, if_tag.IfTag, unless_tag.UnlessTag, case_tag.CaseTag,
    for_tag.ForTag, for_tag.BreakTag, for_tag.ContinueTag, assign_tag.AssignTag,
    comment_tag.CommentTag, inline_comment_tag.InlineCommentTag,
)  # fmt: skip
_MARKUP = re.compile(r"\{\{|\{%")
_BRACES = re.compile(r"\{\{|\{%|\}\}|%\}")
_CLOSING = {"{{": "}}", "{%": "%}"}
_PLAIN_VARIABLE = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *\}\}")
#: Where a rendering keeps its language; no template can name it.
_LANGUAGE = " language"
#: The same for what it keeps apart.
_APART = " apart"
_UNNAMED = re.compile(r"[^\w.]+")
_LITERALS = frozenset({"true", "false", "nil", "null", "empty", "blank", "now", "today"})


class _OutputNode(OutputNode):
    """`{{ … }}`, written the way people write."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        text = stringify_liquid(self.expression.evaluate(context))
        if isinstance(context, _Context) and context.apart is not None:
            text = context.apart.mark(str(getattr(self.expression, "left", "")), text)
        return buffer.write(text)


class _Output(Output):
    node_class = _OutputNode


class _CaptureNode(capture_tag.CaptureNode):
    """`{% capture %}`: what is in it becomes a value, so it is filled in."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        if not isinstance(context, _Context):
            return super().render_to_output(context, buffer)
        apart, context.apart = context.apart, None
        try:
            return super().render_to_output(context, buffer)
        finally:
            context.apart = apart


class _CaptureTag(capture_tag.CaptureTag):
    node_class = _CaptureNode


class _Apart:
    """Keeps values by the marks that stand for them in a text."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._marks: dict[tuple[str, str], str] = {}
        self._count: Counter[str] = Counter()
        self._size = 0

    def mark(self, expression: str, value: str) -> str:
        """What stands for a value of an `expression`; nothing for an empty one.

        Raises:
            TooLarge: When the values together go over the limit.
        """
        if not value.strip():
            return ""
        name = _UNNAMED.sub("_", expression).strip("_.")[:MAX_MARK] or "value"
        mark = self._marks.get((name, value))
        if mark is None:
            mark = self._marks[name, value] = self._free(name)
            self.values[mark] = value
            self._size += len(value)
        if self._size > MAX_OUTPUT:
            raise TooLarge
        return f"{{{mark}}}"

    def _free(self, name: str) -> str:
        while True:
            self._count[name] += 1
            mark = name if self._count[name] == 1 else f"{name}_{self._count[name]}"
            if mark not in self.values:
                return mark


def stringify_liquid(value: object) -> str:
    """The text of a value that Liquid computed; an undefined one is empty."""
    if isinstance(value, liquid.Undefined):
        return ""
    if isinstance(value, Mapping) and not isinstance(value, dict):
        return ""  # forloop and other drops are for asking, not for showing
    return stringify(value)


class _Context(RenderContext):
    """Counts steps, so that many small loops cost as much as one long."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.left = MAX_STEPS
        self.apart: _Apart | None = self.globals.get(_APART)  # type: ignore[assignment]
        self.weight: int = self.template.matter["weight"]  # type: ignore[assignment]

    def raise_for_loop_limit(self, length: int = 1) -> None:
        self.spend(length * self.weight)

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise wrong.LoopIterationLimitError("too many steps", token=None)

    def get(self, path: list[object], **options: Any) -> object:
        self.left -= 1
        return super().get(path, **options)


class _Template(liquid.BoundTemplate):
    context_class = _Context


class _Environment(Environment):
    """Liquid with only the tags and filters that are named here."""

    template_class = _Template
    block_nesting_limit = 12
    context_depth_limit = 16
    loop_iteration_limit = MAX_STEPS
    local_namespace_limit = MAX_OUTPUT
    output_stream_limit = MAX_OUTPUT

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        for tag in (*_TAGS, _CaptureTag):
            self.add_tag(tag)
        self.add_tag(_Output)
        for name, function in FILTERS.items():
            self.add_filter(name, _plain(function))
        for name, function in SPOKEN_FILTERS.items():
            self.add_filter(name, _plain(function, spoken=True))


def _plain(function: Any, *, spoken: bool = False) -> Any:
    """`function` for values as people see them: what is undefined is None.

    A `spoken` one is told the language that the template is written in.
    """

    @with_context
    def call(value: object, *args: object, context: _Context) -> object:
        given = [None if isinstance(x, liquid.Undefined) else x for x in (value, *args)]
        context.spend(1 + sum(map(_weight_of, given)))
        if spoken:
            return function(*given, language=context.globals.get(_LANGUAGE, ""))
        return function(*given)

    return call


def _weight_of(value: object) -> int:
    if isinstance(value, str):
        return len(value) // 500
    return len(value) if isinstance(value, list | tuple | dict) else 0


_ENVIRONMENT = _Environment(tolerance=Mode.STRICT, strict_filters=True)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A parsed template.

    Attributes:
        parts: When it holds nothing but text and plain variables: text and names in turn.
        bound: Liquid's form, otherwise.
    """

    variables: frozenset[str]
    parts: tuple[str, ...] | None
    bound: liquid.BoundTemplate | None


@lru_cache(maxsize=32_768)
def compiled(template: str) -> Compiled:
    """`template` parsed. Raises BadTemplate with a sentence for its author."""
    if len(template) > MAX_SOURCE:
        raise BadTemplate(TOO_LONG, size=len(template), most=MAX_SOURCE)
    parts = tuple(_PLAIN_VARIABLE.split(template))
    names = frozenset(parts[1::2])
    if not names & _LITERALS and not any(_MARKUP.search(text) for text in parts[::2]):
        return Compiled(names, parts, None)
    return _compiled_liquid(template)


def _check_braces(template: str) -> None:
    """Refuse what is unclosed or very long before Liquid's own, much slower, search sees it."""
    opened, since = "", 0
    for found in _BRACES.finditer(template):
        if not opened and found[0] in _CLOSING:
            opened, since = found[0], found.start()
        elif opened and found[0] in _CLOSING:
            raise BadTemplate(NOT_CLOSED)
        elif opened and found[0] == _CLOSING[opened]:
            if found.start() - since > MAX_MARKUP:
                raise BadTemplate(TOO_MUCH_WORK)
            opened = ""
    if opened:
        raise BadTemplate(NOT_CLOSED)


def _compiled_liquid(template: str) -> Compiled:
    _check_braces(template)
    try:
        bound = _ENVIRONMENT.from_string(template, matter={"weight": 1 + len(template) // 16})
        for expression in _expressions(bound):
            if isinstance(expression, RangeLiteral):
                raise BadTemplate(NO_RANGES)
        analysis = bound.analyze(include_partials=False)
    except wrong.LiquidError as error:
        raise _explained(error) from None
    except RecursionError:
        raise BadTemplate(TOO_MUCH_WORK) from None
    for name in analysis.filters:
        if name not in FILTERS and name not in SPOKEN_FILTERS:
            raise BadTemplate(NO_SUCH_FILTER, name=name)
    return Compiled(frozenset(map(str, analysis.globals)) - _LITERALS, None, bound)


def _explained(error: wrong.LiquidError) -> BadTemplate:
    said = str(error.message or "")
    unknown = re.match(r"unexpected tag '(\w+)'", said)
    if unknown:
        return BadTemplate(NO_SUCH_TAG, name=unknown[1])
    unfinished = re.match(r"expected tag end(\w+)", said)
    if unfinished:
        return BadTemplate(NOT_FINISHED, name=unfinished[1])
    if said.endswith("end of file") or "closing delimiter" in said:
        return BadTemplate(NOT_CLOSED)
    near = error.token.value[:40] if error.token is not None else ""
    if not near or near == "end of expression":
        return BadTemplate(NOT_WHOLE)
    return BadTemplate(NOT_UNDERSTOOD, near=near)


def _expressions(template: liquid.BoundTemplate) -> Iterator[Expression]:
    """Every expression of `template`, however deep."""
    context = RenderContext(template)
    nodes: list[Node] = list(template.nodes)
    while nodes:
        node = nodes.pop()
        nodes += node.children(context)
        waiting = list(node.expressions())
        while waiting:
            expression = waiting.pop()
            yield expression
            waiting += expression.children()


def render(template: str, variables: Mapping[str, Any], language: str = "") -> str:
    """`template` with `variables` filled in; what is not set is empty text.

    `language` is the one that the template is written in, for its plural forms.

    Raises:
        BadTemplate: When it cannot be parsed or goes over its limits. The text and its
            parameters say why in words for the author.
    """
    return _rendered(template, variables, language)


def render_apart(
    template: str, variables: Mapping[str, Any], language: str = ""
) -> tuple[str, Mapping[str, str]]:
    """The author's words, with names in braces for values, and the values by these names.

    `Hello {{ contact.name }}.` becomes `Hello {contact.name}.` with `{"contact.name": "Ada"}`, so
    that a model can be given the words as an order and the values as data. What is empty has no
    mark. As `render` otherwise.
    """
    apart = _Apart()
    return _rendered(template, variables, language, apart), apart.values


def _rendered(
    template: str, variables: Mapping[str, Any], language: str, apart: _Apart | None = None
) -> str:
    parsed = compiled(template)
    if parsed.parts is not None:
        return _fill(parsed.parts, variables, apart)
    if parsed.bound is None:
        return template
    values = {"now": None, "today": None, **variables, _LANGUAGE: language, _APART: apart}
    try:
        return str(parsed.bound.render(values))
    except (wrong.ResourceLimitError, TooLarge, RecursionError, MemoryError):
        raise BadTemplate(TOO_MUCH_WORK) from None
    except (wrong.LiquidError, ArithmeticError, ValueError, TypeError, LookupError):
        raise BadTemplate(NOT_FILLED) from None


def _fill(parts: tuple[str, ...], variables: Mapping[str, Any], apart: _Apart | None) -> str:
    if len(parts) == 1:
        return parts[0]
    try:
        filled = [
            _value(part, variables, apart) if place % 2 else part
            for place, part in enumerate(parts)
        ]
    except (TooLarge, RecursionError):
        raise BadTemplate(TOO_MUCH_WORK) from None
    if sum(map(len, filled)) > MAX_OUTPUT:
        raise BadTemplate(TOO_MUCH_WORK)
    return "".join(filled)


def _value(name: str, variables: Mapping[str, Any], apart: _Apart | None) -> str:
    text = stringify(variables.get(name))
    return text if apart is None else apart.mark(name, text)


def variables_in(template: str) -> frozenset[str]:
    """The variables that `template` reads; none when it cannot be parsed."""
    try:
        return compiled(template).variables
    except BadTemplate:
        return frozenset()
