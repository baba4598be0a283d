"""How alike texts are in their words."""

import numpy as np

from flowbuilder.knowledge.search.wordings import Wordings

TEXTS = ["chcę zwrócić buty", "gdzie jest kurier", "zwrot butów"]


def test_a_text_is_wholly_alike_to_itself_and_not_at_all_to_a_stranger():
    alike = Wordings(TEXTS)

    np.testing.assert_allclose(alike.to("Gdzie jest kurier?")[1], 1.0)
    assert alike.to("xyz").tolist() == [0.0, 0.0, 0.0]
    assert alike.to("").tolist() == [0.0, 0.0, 0.0]


def test_endings_slips_and_missing_diacritics_leave_texts_alike():
    alike = Wordings(TEXTS)

    for asked in ("zwrot butow", "ZWROT  butów!", "zwroty butów", "zwrt butów"):
        assert int(alike.to(asked).argmax()) == 2, asked


def test_a_rare_word_tells_more_than_a_common_one():
    alike = Wordings(["chcę mleko", "chcę chleb", "chcę dostać fakturę"])

    assert int(alike.to("faktura chcę").argmax()) == 2


def test_all_are_compared_as_each_would_be():
    alike = Wordings(TEXTS)

    np.testing.assert_allclose(alike.among(), [alike.to(text) for text in TEXTS])
    np.testing.assert_allclose(np.diag(alike.among()), 1.0)
