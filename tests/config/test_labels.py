"""What stands beside the admin's fields, as a person reads it."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.html import strip_tags

from flowbuilder.accounts.models import User
from flowbuilder.channels.email.models import Mailbox

pytestmark = pytest.mark.django_db
LABEL = re.compile(r"<label[^>]*>(.*?)</label>", re.DOTALL)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_field_that_can_be_added_has_a_label_in_sentence_case(client_for, language):
    client = client_for("owner")
    User.objects.filter(pk=client.user.pk).update(language=language)
    small = []
    for model in admin.site._registry:
        place = f"{model._meta.app_label}_{model._meta.model_name}_add"
        answer = client.get(reverse(f"admin:{place}"))
        if answer.status_code != 200:
            continue
        words = [strip_tags(label).strip() for label in LABEL.findall(answer.content.decode())]
        small += [
            f"{place}: {word}"
            for word in words
            if word[:1].islower() and "upload" not in word  # a name of an icon
        ]

    assert small == []


def test_a_mailbox_is_switched_on_in_its_own_gender(client_for):
    client = client_for("owner")
    address = reverse(f"admin:{Mailbox._meta.label_lower.replace('.', '_')}_add")

    page = client.get(address).content.decode()

    assert "Włączona" in page
    assert "Włączony" not in page
