"""The form of anything that is asked at an address with a key: the key goes in, never out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from flowbuilder.common.errors import InvalidInput
from flowbuilder.common.grouping import amount
from flowbuilder.llm import services


class PriceField(forms.DecimalField):
    """A price as a person writes it in their language: 2,50 rather than 2.5000."""

    def prepare_value(self, value: Any) -> Any:
        return amount(value) if isinstance(value, Decimal) else value


def price_input() -> UnfoldAdminTextInputWidget:
    """A field that takes a decimal comma; one for numbers shows no other than the browser's."""
    return UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"})


class EndpointForm(forms.ModelForm):
    """The key as a password that is never sent back, and sent to no other host than before.

    Beside the model's name stands a button that fetches the names (`ListsModels`).
    """

    class Media:
        css: ClassVar = {"all": ["llm/models.css"]}
        js: ClassVar = ["llm/models.js"]

    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=4000,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("It is kept encrypted and never shown again. Some local models need none."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "model" in self.fields:
            self.fields["model"].widget.attrs |= self._names_button()
        if self.instance.sealed_key:
            self.fields["key"].help_text = _("Leave empty to keep the one that is stored.")

    def _names_button(self) -> dict[str, str]:
        opts = self.instance._meta
        return {
            "data-names-url": reverse(f"admin:{opts.app_label}_{opts.model_name}_names"),
            "data-names-label": gettext("Fetch the names of the models"),
            "data-names-wait": gettext("Asking the endpoint…"),
            "data-names-done": gettext("Models found: %. Pick one from the field’s list."),
            "data-names-failed": gettext("That did not work. Try again."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if address := data.get("base_url"):
            self.check_address(address, data)
        return data

    def check_address(self, address: str, data: dict[str, Any]) -> None:
        """Say beside the fields why `address` may not be called, or not with the stored key."""
        try:
            services.check_address(address, is_new="base_url" in self.changed_data)
        except InvalidInput as problem:
            self.add_error("base_url", str(problem.message))
            return
        stored = type(self.instance).objects.filter(pk=self.instance.pk).first()
        if stored and not data.get("key") and services.key_would_move(stored, address):
            self.add_error(
                "key", _("Enter the key again: it would go to another host or unencrypted.")
            )
