"""Contacts who may be one person, since they have an address or a number in common."""

from __future__ import annotations

import re

from django.db.models import Q

from flowbuilder.conversations.merging import pending_of
from flowbuilder.conversations.models import Contact

SHOWN = 3
#: A shorter number may be an extension, or a slip. One without its country has nine digits here.
SHORTEST, NATIONAL = 7, 9
_LOOKED_AT = 50


def alike(contact: Contact) -> list[tuple[Contact, list[str]]]:
    """A few who may be merged with the contact, each with what they have in common.

    That is the e-mail address, the phone or both, whoever said so: it is for a person to judge.
    """
    fits = Q()
    if contact.email:
        fits |= Q(email__iexact=contact.email)
    if len(digits := _digits(contact.phone)) >= SHORTEST:
        fits |= Q(phone__regex=_ends_in(digits[-NATIONAL:]))
    if not fits or pending_of(contact) is not None:
        return []
    others = Contact.objects.filter(
        fits,
        workspace_id=contact.workspace_id,
        merged_into=None,
        merge_to_keep=None,
        merge_to_join=None,
    ).exclude(pk=contact.pk)
    if contact.external_id:
        others = others.filter(external_id="")
    found = [(one, _in_common(contact, one)) for one in others.order_by("-pk")[:_LOOKED_AT]]
    found.sort(key=lambda each: ("email" not in each[1], -len(each[1])))
    return [each for each in found if each[1]][:SHOWN]


def _in_common(one: Contact, other: Contact) -> list[str]:
    same = []
    if one.email and one.email.lower() == other.email.lower():
        same.append("email")
    if _is_one_number(_digits(one.phone), _digits(other.phone)):
        same.append("phone")
    return same


def _is_one_number(one: str, other: str) -> bool:
    """Are they the same digits, but for the country's, which one of them may lack?"""
    short, long = sorted((one, other), key=len)
    if short == long:
        return len(short) >= SHORTEST
    return len(short) >= NATIONAL and long.endswith(short)


def _ends_in(digits: str) -> str:
    """What a phone matches that ends in these digits, however they are written."""
    return "".join(rf"{digit}[^0-9]*" for digit in digits) + "$"


def _digits(phone: str) -> str:
    return re.sub(r"[^0-9]", "", phone)
