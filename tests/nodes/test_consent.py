"""Consent: asked once for each version, never taken for granted, kept word for word."""

from __future__ import annotations

from typing import Any

import pytest

from flowbuilder.core.effects import CheckConsent, RecordConsent
from flowbuilder.nodes.consent import ConsentConfig, ConsentNode

NEWS: dict[str, Any] = {
    "label": "Newsletter",
    "purpose": "newsletter",
    "version": "2026-11",
    "text": "Czy możemy wysyłać nowości e-mailem? Zgodę można cofnąć.",
    "policy": "https://shop.example/prywatnosc",
}
SHOWN = f"{NEWS['text']}\n\n[Polityka prywatności](https://shop.example/prywatnosc)"


def asked(try_node: Any, **more: Any) -> Any:
    visitor = try_node("consent", {**NEWS, **more})
    if not more.get("ask_again"):
        visitor.effect_succeeds({"agreed": False})
    return visitor


def test_whoever_has_not_agreed_is_asked_with_two_buttons_and_the_policy(try_node):
    visitor = try_node("consent", NEWS)

    (check,) = visitor.effects
    assert isinstance(check, CheckConsent)
    assert (check.purpose, check.version) == ("newsletter", "2026-11")
    visitor.effect_succeeds({"agreed": False})
    content = visitor.effects[0].content
    assert content.text == SHOWN
    assert [option.label for option in content.options] == ["Zgadzam się", "Nie zgadzam się"]


def test_whoever_agreed_to_this_version_goes_on_unasked(try_node):
    assert try_node("consent", NEWS).effect_succeeds({"agreed": True}).heard == ["[agreed]"]


def test_with_ask_again_everybody_is_asked(try_node):
    assert try_node("consent", {**NEWS, "ask_again": True}).heard == [SHOWN]


@pytest.mark.parametrize(
    ("said", "agreed"),
    [
        ("Zgadzam się", True), ("tak", True), ("1", True),
        ("Nie zgadzam się", False), ("nie", False), ("2", False),
    ],
)  # fmt: skip
def test_the_answer_is_kept_with_what_was_read(try_node, said, agreed):
    visitor = asked(try_node).says(said)

    kept = next(effect for effect in visitor.effects if isinstance(effect, RecordConsent))
    assert (kept.purpose, kept.label, kept.version) == ("newsletter", "Newsletter", "2026-11")
    assert (kept.wording, kept.answer, kept.agreed) == (SHOWN, said, agreed)
    assert visitor.heard == ["[agreed]" if agreed else "[declined]"]


@pytest.mark.parametrize("said", ["może", "ok", "nie wiem, tak?", "A po co to?"])
def test_nothing_but_a_clear_answer_is_consent(try_node, said):
    visitor = asked(try_node).says(said)

    assert visitor.heard[0].startswith("Proszę wybrać jedną z odpowiedzi. Zgoda jest dobrowolna.")
    visitor.says(said)
    assert visitor.heard == ["[unclear]"]
    assert not any(isinstance(effect, RecordConsent) for effect in visitor.effects)


def test_no_clear_answer_goes_where_declining_leads_unless_it_has_a_way(try_node):
    visitor = try_node("consent", {**NEWS, "retries": 0}, unwired=("unclear",))

    assert visitor.effect_succeeds({"agreed": False}).says("hm").heard == ["[declined]"]


def test_what_is_said_while_it_is_looked_up_is_no_answer(try_node):
    visitor = try_node("consent", NEWS).says("tak")

    assert not any(isinstance(effect, RecordConsent) for effect in visitor.effects)
    assert visitor.effect_succeeds({"agreed": False}).heard == [SHOWN]


def test_a_failed_look_up_asks(try_node):
    assert try_node("consent", NEWS).effect_fails("broken").heard == [SHOWN]


def test_a_policy_that_is_no_address_is_told_at_its_field():
    config = ConsentConfig.model_validate({**NEWS, "policy": "shop.example"})

    assert [field for field, *_rest in ConsentNode().check(config)] == ["policy"]
