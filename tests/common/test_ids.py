"""Ids sort by time, tokens are long and kept as hashes."""

from flowbuilder.common.ids import hash_token, new_token, uuid7


def test_ids_are_version_seven_and_in_order_of_time():
    ids = [uuid7() for _ in range(50)]

    assert {one.version for one in ids} == {7}
    assert len(set(ids)) == 50
    assert [one.int >> 80 for one in ids] == sorted(one.int >> 80 for one in ids)


def test_a_token_has_256_bits_and_its_hash_says_nothing_of_it():
    token = new_token()

    assert len(token) == 43
    assert token not in hash_token(token)
    assert hash_token(token) == hash_token(token) != hash_token(new_token())
