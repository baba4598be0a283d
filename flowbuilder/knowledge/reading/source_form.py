"""The form of a source, with the file that is uploaded for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget

from flowbuilder.knowledge import importing
from flowbuilder.knowledge.checks import what_if
from flowbuilder.knowledge.checks.breakage_admin import ANYWAY, AsksBeforeItBreaks
from flowbuilder.knowledge.checks.foresight import NOTHING, Foresight
from flowbuilder.knowledge.errors import SourceNotUsable
from flowbuilder.knowledge.models import Expectation, Source
from flowbuilder.knowledge.reading import sources
from flowbuilder.knowledge.reading.readers.reading import ENDINGS
from flowbuilder.knowledge.reading.sources import Upload
from flowbuilder.knowledge.search import validity

#: Sent along where a file came, and the form went back without it.
_FILE_LOST = "_file_again"
FILE_AGAIN = _("Choose the file again: the page does not send it back.")
AFTER_READING = _(
    "What this address would break is not known before it is read. The expected answers are "
    "checked after its first reading: see “Quality of answers”."
)
OF_WEB = ("address", "schedule", "page_limit", "depth_limit")


class SourceForm(AsksBeforeItBreaks):
    """A source with the file that is uploaded for it.

    Asking before something breaks sends the form back, and with it no file: that is to be chosen
    again (`drops_file`), and "anyway" waits for it (`waits_for_file`).
    """

    drops_file = waits_for_file = False

    upload = forms.FileField(
        label=_("File"),
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_(
            "For a source of the kind “File”: PDF, DOCX, CSV, Markdown, HTML or text, up to 20 MB."
        ),
    )

    class Meta:
        model = Source
        fields = (
            "kind", "name", "language", "enabled", "valid_from", "valid_until", "flow", "tags",
            "owner", "text", *OF_WEB,
        )  # fmt: skip
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 18})}
        help_texts = {
            "text": _(
                "Markdown: # for headings, - for lists, ** for bold. Each section under a heading "
                "becomes a passage that questions find."
            ),
            "address": _(
                "For a page or a site. Of a site, the sitemap (sitemap.xml) or the page from which "
                "links are followed; only pages of the same website are read."
            ),
            "schedule": _("What did not change keeps its passages."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"address", "text"} & self.fields.keys():
            self.fields[name].required = False

    def clean_upload(self) -> Any:
        """Refuse a file that is too large before it is read into memory."""
        file = self.cleaned_data.get("upload")
        if file is not None and file.size > importing.MAX_FILE:
            raise forms.ValidationError(importing.too_large())
        return file

    @property
    def given(self) -> Upload | None:
        """The file that came along."""
        file = self.cleaned_data.get("upload")
        if file is None or self.instance.kind != Source.Kind.FILE:
            return None
        file.seek(0)
        return Upload(name=file.name, data=file.read())

    def validate_unique(self) -> None:
        """Say at the field what the services would refuse."""
        if self.errors:
            return
        try:
            sources.check(self.instance, self.given)
        except SourceNotUsable as problem:
            field = str(problem.details.get("field", ""))
            self.add_error(field if field in self.fields else None, str(problem.message))
            return
        is_new_content = self.given is not None or "address" in self.changed_data
        stored = Source.objects.filter(pk=self.instance.pk).first() if is_new_content else None
        if stored is not None and sources.may_not_begin(stored):
            self.add_error(None, str(sources.busy().message))
        super().validate_unique()

        if self.foresight and self.foresight.broken and self.given is not None:
            self.drops_file = True
            self.add_error("upload", FILE_AGAIN)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if _FILE_LOST in self.data and not self.cleaned_data.get("upload"):
            self.waits_for_file = ANYWAY in self.data
            self.add_error("upload", FILE_AGAIN)
        return data

    def foreseen(self) -> Foresight | None:
        is_of_web = self.instance.kind in (Source.Kind.PAGE, Source.Kind.SITE)
        if is_of_web and "address" in self.changed_data:
            return self._not_read_yet()
        return what_if.if_source_saved(self.instance, self.given)

    def _not_read_yet(self) -> Foresight | None:
        """What an address says is not known before it is read."""
        workspace_id = self.instance.workspace_id
        standing = validity.standing(self.instance, validity.today_in(workspace_id))
        if standing != "given" or not Expectation.objects.filter(workspace=workspace_id).exists():
            return NOTHING
        self.checked_later = AFTER_READING
        return None
