"""Numbers read as the language writes them."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from flowbuilder.common.grouping import amount, grouped


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("pl", 0, "0"),
        ("pl", 1500, "1500"),
        ("pl", 9999, "9999"),
        ("pl", 10_000, "10\xa0000"),
        ("pl", -1_234_567, "-1\xa0234\xa0567"),
        ("en", 999, "999"),
        ("en", 1500, "1,500"),
    ],
)
def test_thousands_are_set_apart_where_the_language_does_so(language, value, words):
    with override(language):
        assert grouped(value) == words


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("pl", "2.5000", "2,50"),
        ("pl", "0.1250", "0,125"),
        ("pl", "0.000064", "0,000064"),
        ("pl", "100", "100,00"),
        ("pl", "12345.5", "12\xa0345,50"),
        ("en", "2.5000", "2.50"),
        ("en", "1234.5", "1,234.50"),
        ("en", "0", "0.00"),
    ],
)
def test_a_sum_of_money_has_two_decimals_or_as_many_as_it_needs(language, value, words):
    with override(language):
        assert amount(Decimal(value)) == words
