"""Templates: what they fill in, how they refuse, and that none can run away."""

from __future__ import annotations

import contextlib
import time
import tracemalloc

import pytest

from flowbuilder.core.errors import BadTemplate
from flowbuilder.core.templates import MAX_OUTPUT, compiled, render, render_apart, variables_in

VALUES = {
    "name": "Ada",
    "n": 3,
    "price": 12.5,
    "whole": 4.0,
    "yes": True,
    "items": ["buty", "kurtka"],
    "order": {"status": "w drodze", "lines": [{"name": "buty"}, {"name": "szalik"}]},
    "big": "x" * 15_000,
    "many": list(range(500)),
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Cześć {{ name }}.", "Cześć Ada."),
        ("{{name}}{{ name }}", "AdaAda"),
        ("{{ missing }}|{{ missing.deep }}", "|"),
        ("{{ n | plus: 2 }}", "5"),
        ("{{ '12,5' | times: 2 }}", "25"),
        ("{{ price }} {{ whole }} {{ yes }}", "12.5 4 true"),
        ("{{ price | money }} zł", "12,50 zł"),
        ("{{ items }}", "buty, kurtka"),
        ("{{ items | join: ' i ' }}", "buty i kurtka"),
        ("{{ order.status | upcase }}", "W DRODZE"),
        ("{{ order.lines[1].name }}", "szalik"),
        ("{% for line in order.lines %}{{ line.name }};{% endfor %}", "buty;szalik;"),
        ("{% if n > 2 and name == 'Ada' %}tak{% else %}nie{% endif %}", "tak"),
        ("{{ nickname | default: 'Państwo' }}", "Państwo"),
        ("{{ '2026-11-03' | date: '%-d.%m.%Y' }}", "3.11.2026"),
        ("{{ name | url_encode }}", "Ada"),
        ("{{ 'ą&b' | url_encode }}", "%C4%85%26b"),
        ('{"q": {{ name | json }}, "a": {"b": 1}}', '{"q": "Ada", "a": {"b": 1}}'),
        ("{{ 10 | divided_by: 0 }}", "0"),
        ("no braces } at all {", "no braces } at all {"),
        ("", ""),
    ],
)
def test_a_template_is_filled_in(template: str, text: str) -> None:
    assert render(template, VALUES) == text


def test_what_a_visitor_writes_is_never_a_template() -> None:
    assert render("{{ said }}", {"said": "{{ secret }}", "secret": "x"}) == "{{ secret }}"


@pytest.mark.parametrize("template", ["{{ now }}", "{{ today }}", "{{ 'now' | date: '%Y' }}"])
def test_a_template_reads_no_clock(template: str) -> None:
    assert render(template, {}) in ("", "now")


@pytest.mark.parametrize(
    "template",
    [
        "{{ name.__class__ }}",
        "{{ name.__class__.__mro__[1].__subclasses__ }}",
        "{{ order.constructor.constructor }}",
        "{{ items.__len__ }}{{ items.append }}",
        "{{ name['__class__'] }}",
        "{{ order.keys }}{{ order.__init__.__globals__ }}",
        "{{ forloop.__class__ }}",
    ],
)
def test_no_python_is_reached(template: str) -> None:
    assert render(template, VALUES) == ""


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{{ name", "A “{{” or “{%” is not closed."),
        ("{{ {{ name }} }}", "A “{{” or “{%” is not closed."),
        ("{% if x %}a", "“{% if %}” needs its “{% endif %}”."),
        ("{% include 'x' %}", "There is no tag “include” here."),
        ("{% render 'x' %}", "There is no tag “render” here."),
        ("{{ a | nope }}", "There is no filter “nope” here."),
        ("{{ }}", "Something is missing inside the braces."),
        ("{{ a b }}", "The text in the braces cannot be understood near “b”."),
        ("{% for i in (1..9) %}{% endfor %}", "Ranges such as (1..5) cannot be used here."),
        ("x" * 10_001, "This text is too long to be a template: 10001 characters, 10000 at most."),
    ],
)
def test_a_mistake_is_told_plainly(template: str, sentence: str) -> None:
    if "{" not in template:
        template += "{{ name }}"
        sentence = sentence.replace("10001", "10011")

    with pytest.raises(BadTemplate) as caught:
        compiled(template)

    assert str(caught.value) == sentence


HOSTILE = {
    "nested loops": "{% for a in many %}{% for b in many %}x{% endfor %}{% endfor %}",
    "much output": "{% for a in many %}{{ big }}{% endfor %}",
    "doubling": "{% assign s = 'aaaaaaaaaaaaaaaa' %}"
    + "{% assign s = s | append: s %}" * 60
    + "{{ s }}",
    "replace bomb": "{% assign s = big | replace: 'x', big %}{{ s }}",
    "join bomb": "{{ many | join: big }}",
    "squares": "{% assign n = 9 %}" + "{% assign n = n | times: n %}" * 60 + "{{ n }}",
    "digits": "{{ " + "9" * 9_000 + " }}",
    "exponent": "{{ 1e999999999 | plus: 1 }}",
    "long condition": "{% if " + " and ".join(["a"] * 1_200) + " %}{% endif %}",
    "deep index": "{{ a" + "[a" * 3_000 + "]" * 3_000 + " }}",
    "long path": "{{ a" + ".b" * 4_500 + " }}",
    "deep blocks": "{% if a %}" * 400 + "{% endif %}" * 400,
    "filter chain": "{{ many " + "| sort" * 900 + " }}",
    "filters in a loop": "{% for a in many %}{{ many | sort | uniq | size }}{% endfor %}",
    "texts in a loop": "{% for a in many %}{{ big | upcase | size }}{% endfor %}",
    "empty work": "{% for a in many %}" + "{% if a %}{% endif %}" * 400 + "{% endfor %}",
    "many loops": "{% for a in many %}{% endfor %}" * 300,
    "captures": "{% capture z %}{{ big }}{% endcapture %}" * 200 + "{{ z }}",
    "splits": "{{ big | split: '' | join: big }}",
    "open braces": "{{" * 5_000,
    "open tags": "{%" * 5_000,
    "brackets": "{% if " + "(" * 3_000 + "a" + ")" * 3_000 + " %}{% endif %}",
    "range": "{% for i in (1..1000000000) reversed %}{% endfor %}",
    "range shown": "{{ (1..99999999999) | join: ',' }}",
    "date width": "{{ '2026-01-01' | date: '%1000000000d %^1000000000Y' }}",
    "backslashes": "{{ '" + "\\" * 9_000 + "' }}",
    "spaces": "{{ " + " " * 9_900 + "a }}",
    "comments": "{% comment %}" * 700,
    "cases": "{% case big %}" + "{% when 'a' %}b" * 500 + "{% endcase %}",
    "format string": "{{ '%s%n{0.__class__}' | append: '%x' | date: '%s%n%Z' }}",
}


def attempt(template: str) -> None:
    compiled.cache_clear()
    with contextlib.suppress(BadTemplate):
        render(template, VALUES)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_stops_soon(name: str) -> None:
    attempt(HOSTILE[name])
    spent = []
    for _ in range(3):
        before = time.process_time()
        attempt(HOSTILE[name])
        spent.append(time.process_time() - before)

    assert min(spent) < 0.05


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_takes_little_memory(name: str) -> None:
    tracemalloc.start()
    try:
        attempt(HOSTILE[name])
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert most < 10_000_000


def test_what_goes_over_the_limits_is_refused() -> None:
    for name in ("nested loops", "much output", "doubling", "replace bomb", "squares"):
        with pytest.raises(BadTemplate, match="too complex to fill in"):
            render(HOSTILE[name], VALUES)


def test_a_value_nested_without_end_is_refused() -> None:
    deep: dict[str, object] = {}
    inner = deep
    for _ in range(100_000):
        inner["a"] = inner = {}  # type: ignore[assignment]

    with pytest.raises(BadTemplate):
        render("{{ deep }}", {"deep": deep})


def test_a_number_without_end_is_refused() -> None:
    for template in ("{{ n }}", "{{ n | plus: 1 }}"):
        with pytest.raises(BadTemplate):
            render(template, {"n": 10**400})


def test_the_variables_of_a_template_are_known() -> None:
    text = "{{ a }} {% assign b = c | plus: d %}{{ b }}{% for e in f.g %}{{ e }}{% endfor %}"

    assert variables_in(text) == {"a", "c", "d", "f"}
    assert variables_in("{{ broken") == frozenset()


ATTACK = "ATTACK:obey"


@pytest.mark.parametrize(
    ("template", "text", "values"),
    [
        ("Be brief.", "Be brief.", {}),
        ("Say {{ name }}.", "Say {name}.", {"name": "Ada"}),
        ("{{ name }}{{ name }}", "{name}{name}", {"name": "Ada"}),
        ("Say {{ missing }}.", "Say .", {}),
        ("{{ n }} at most", "{n} at most", {"n": "3"}),
        ("{{ order.status | upcase }}", "{order.status}", {"order.status": "W DRODZE"}),
        ("{{ order.lines[1].name }}", "{order.lines_1_.name}", {"order.lines_1_.name": "szalik"}),
        (
            "{% for line in order.lines %}{{ line.name }};{% endfor %}",
            "{line.name};{line.name_2};", {"line.name": "buty", "line.name_2": "szalik"},
        ),
        ("{% if name == 'Ada' %}Be warm.{% endif %}", "Be warm.", {}),
        ("{% assign x = name %}{{ x }}", "{x}", {"x": "Ada"}),
        (
            "{% capture x %}{{ name }}{% endcapture %}{% if x == 'Ada' %}{{ x }}{% endif %}",
            "{x}", {"x": "Ada"},
        ),
        ("{{ 'a word' }}", "{a_word}", {"a_word": "a word"}),
        ("{{ name }}{{ name | upcase }}", "{name}{name_2}", {"name": "Ada", "name_2": "ADA"}),
        ("{{ name_2 }}{{ name | upcase }}{{ name }}", "{name_2}{name}{name_3}",
         {"name_2": "x", "name": "ADA", "name_3": "Ada"}),
    ],
)  # fmt: skip
def test_values_are_kept_apart_from_the_authors_words(template, text, values) -> None:
    assert render_apart(template, {**VALUES, "name_2": "x"}) == (text, values)


@pytest.mark.parametrize(
    "template",
    [
        "{{ said }}",
        "{{ said | upcase }} {{ said | default: 'x' }}",
        "{% assign x = said %}{{ x }}",
        "{% capture x %}a {{ said }}{% endcapture %}{{ x }}",
        "{% capture x %}{% capture y %}{{ said }}{% endcapture %}{{ y }}{% endcapture %}{{ x }}",
        "{% for x in all %}{{ x }}{% endfor %}",
        "{% case said %}{% when 'x' %}x{% else %}{{ said }}{% endcase %}",
        "{% unless missing %}{{ deep[key].said }}{% endunless %}",
        "{{ deep }} {{ deep | json }}",
        "{{ missing | default: said }}",
    ],
)
def test_no_value_gets_among_the_authors_words(template) -> None:
    values = {"said": ATTACK, "all": [ATTACK], "deep": {ATTACK: {"said": ATTACK}}, "key": ATTACK}
    text, kept = render_apart(template, values)

    assert "attack" not in text.casefold()
    assert "ATTACK" in "".join(kept.values())


@pytest.mark.parametrize("template", ["{{ big }}" * 3, "{{ big }}{% if n %}{{ big }}{% endif %}"])
def test_values_kept_apart_are_limited_together(template) -> None:
    big = {"big": "x" * MAX_OUTPUT, "n": 1}
    assert len(render_apart(template, big)[1]) == 1  # the same value is kept once

    with pytest.raises(BadTemplate):
        render_apart(template + "{{ more }}", {**big, "more": "y"})


def test_many_values_of_one_name_are_quickly_told_apart() -> None:
    values = {"all": [str(number) for number in range(500)]}
    text, kept = render_apart("{% for x in all %}{{ x }}{% endfor %}", values)

    assert len(kept) == 500
    assert text.startswith("{x}{x_2}")
