"""File upload: asks for a file and keeps its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from flowbuilder.core.effects import SendMessage
from flowbuilder.core.events import Event, VisitorChose, VisitorSaid, VisitorUploaded
from flowbuilder.core.fields import OptionalVariableName, ShortTemplate, Template, VariableName
from flowbuilder.core.messages import SKIP, FileRequest
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import chosen
from flowbuilder.nodes._wording import own_words, wording

Accepts = Literal["any", "images", "documents"]

SKIP_LABEL = {"pl": "Pomiń", "en": "Skip"}
#: What people write who have nothing to send.
SKIP_WORDS = {
    "pl": ("pomijam", "nie mam", "nie mam pliku", "nie mam zdjęcia", "bez pliku", "nie", "dalej"),
    "en": ("no", "none", "i have none", "i don't have it", "no file", "next", "pass"),
}
ASK_AGAIN: Mapping[str, Mapping[str, str]] = {
    "any": {
        "pl": "Proszę dołączyć plik: zdjęcie, PDF albo dokument.",
        "en": "Please attach a file: a picture, a PDF or a document.",
    },
    "images": {
        "pl": "Potrzebne jest zdjęcie lub zrzut ekranu. Proszę je dołączyć.",
        "en": "A picture or a screenshot is needed. Please attach it.",
    },
    "documents": {
        "pl": "Potrzebny jest dokument, na przykład PDF. Proszę go dołączyć.",
        "en": "A document is needed, for example a PDF. Please attach it.",
    },
}


class FileUploadConfig(NodeConfig):
    question: Template = Field(
        min_length=1,
        title=_("Question"),
        description=_("Say what you need and why, for example a photo of the damage."),
    )
    accepts: Accepts = Field(
        default="any",
        title=_("What may be sent"),
        json_schema_extra={
            "x-labels": {
                "any": _("any file"),
                "images": _("only images"),
                "documents": _("only documents"),
            }
        },
    )
    most: int = Field(
        default=1,
        ge=1,
        le=5,
        title=_("Files at once"),
        description=_("So many files can be chosen together."),
    )
    save_as: VariableName = Field(
        title=_("Save the file's name as"),
        description=_("The variable that keeps it; several names are separated by commas."),
        json_schema_extra={"x-named-by": "question"},
    )
    save_ids_as: OptionalVariableName = Field(
        default="",
        title=_("Save the file's number as"),
        description=_("For another system; several numbers are separated by commas."),
        json_schema_extra={"x-advanced": True},
    )
    optional: bool = Field(
        default=True,
        title=_("The visitor may skip it"),
        description=_("Not everybody has the file at hand. They leave by “skipped”."),
    )
    skip_label: ShortTemplate = Field(
        default="",
        title=_("Skip button"),
        description=_("Leave empty for “Skip”."),
        json_schema_extra={"x-when": {"optional": True}},
    )
    retry: Template = Field(
        default="",
        title=_("When no file comes"),
        description=_("Leave empty for a polite default."),
        json_schema_extra={"x-advanced": True},
    )
    attempts: int = Field(
        default=3,
        ge=1,
        le=10,
        title=_("Attempts"),
        description=_("After this many answers without a file, it leaves by “gave up”."),
        json_schema_extra={"x-advanced": True},
    )


class FileUpload(NodeType[FileUploadConfig]):
    """Asks the visitor for a file: a photo, a scan, a document.

    The file stays in the conversation, where the person who takes over sees it; the variable keeps
    its name. What may be sent at all, and how large it may be, is the same everywhere: images, PDF,
    text and office documents. If the visitor writes instead of sending a file, the question is
    asked again; after the last attempt the conversation leaves by “gave up”.
    """

    name = "file_upload"
    title = _("File upload")
    icon = "paperclip"
    category = "ask"
    ports = (
        Port("next", _("got a file")),
        Port("skipped", _("skipped"), required=False, otherwise="next"),
        Port("gave_up", _("gave up"), problem=True, required=False),
    )
    waits = True
    asks = True
    takes_files = True
    keywords = (_("attachment"), _("photo"), _("document"), _("scan"))
    Config = FileUploadConfig

    def enter(self, config: FileUploadConfig, turn: Turn) -> Move:
        asked = self._ask(config, turn, turn.render(config.question))
        return Wait(effects=(asked,), keep={"misses": 0})

    def resume(self, config: FileUploadConfig, turn: Turn, event: Event) -> Move:
        if not isinstance(event, VisitorSaid | VisitorChose):
            return Wait()
        files = _fitting(config.accepts, event)
        if files:
            return Go("next", remember=self._kept(config, files))
        if not isinstance(event, VisitorUploaded) and self._skips(config, turn, event):
            return Go("skipped", remember=self._kept(config, ()))
        misses = int(turn.keep.get("misses", 0)) + 1
        if misses >= config.attempts:
            return Go("gave_up", remember=self._kept(config, ()))
        again = self._ask(config, turn, wording(turn, config.retry, ASK_AGAIN[config.accepts]))
        return Wait(effects=(again,), keep={"misses": misses}, again=True)

    def _ask(self, config: FileUploadConfig, turn: Turn, text: str) -> SendMessage:
        skip = self._skip_label(config, turn) if config.optional else ""
        request = FileRequest(text=text, accepts=config.accepts, most=config.most, skip=skip)
        return SendMessage(content=request)

    def _skip_label(self, config: FileUploadConfig, turn: Turn) -> str:
        return wording(turn, config.skip_label, SKIP_LABEL).strip() or own_words(turn, SKIP_LABEL)

    def _skips(self, config: FileUploadConfig, turn: Turn, event: Event) -> bool:
        if not config.optional:
            return False
        known = SKIP_WORDS.get(turn.language, SKIP_WORDS["en"])
        label = self._skip_label(config, turn)
        return chosen(event, [(SKIP, label)], {SKIP: known}) == SKIP

    def _kept(
        self, config: FileUploadConfig, files: Sequence[Mapping[str, Any]]
    ) -> Mapping[str, str]:
        kept = {config.save_as: ", ".join(str(file["name"]) for file in files)}
        if config.save_ids_as:
            kept[config.save_ids_as] = ", ".join(str(file["id"]) for file in files)
        return kept

    def writes(self, config: FileUploadConfig) -> Mapping[str, Sequence[str]]:
        return {"*": [name for name in (config.save_as, config.save_ids_as) if name]}

    def summary(self, config: FileUploadConfig) -> str:
        return config.question


def _fitting(accepts: Accepts, event: Event) -> list[Mapping[str, Any]]:
    """The files of `event` that are of the kind that was asked for."""
    if not isinstance(event, VisitorUploaded):
        return []
    if accepts == "any":
        return list(event.files)
    return [each for each in event.files if (each["kind"] == "image") == (accepts == "images")]
