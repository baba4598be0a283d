"""Why a document was left out, in words. Kept as a code, said in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    # of the document itself
    "unknown_kind": _(
        "Files of this kind cannot be read. Use PDF, DOCX, CSV, Markdown, HTML or text."
    ),
    "is_table": _(
        "A table of questions and answers is imported under Knowledge, “Import from a file”."
    ),
    "too_large": _("It is larger than {megabytes} MB. Split it."),
    "too_many_characters": _("Only the first {characters} characters were read."),
    "too_many_pages": _("Only the first {pages} pages were read."),
    "too_many_passages": _("Only the first {passages} passages were kept."),
    "too_many_rows": _("Only the first {rows} rows were read. Split it."),
    "too_many_columns": _("Only the first {columns} columns were read."),
    "no_columns": _("The first row should name the columns."),
    "no_rows": _("It names columns and has no rows below them."),
    "no_fitting_rows": _("None of its rows fits the columns that its first row names."),
    "rows_too_wide": _(
        "Left out, because they have more cells than there are columns ({count}): rows {rows}."
    ),
    "rows_torn": _(
        "Left out, because a quotation mark is missing or too many ({count}): rows {rows}."
    ),
    "looks_like_faq": _(
        "It looks like questions and answers. You can import it as entries instead: they come "
        "first in a search, and each can be edited here."
    ),
    "too_slow": _("Reading it took too long. Split it, or save it as plain text."),
    "broken": _("The file is damaged, or is not what its name says."),
    "not_text": _("It is not text. Save it as UTF-8."),
    "encrypted": _("It is protected by a password. Upload one without."),
    "scanned": _("It has pictures of pages and no text. Use text recognition (OCR) first."),
    "packed": _("It unpacks to far more than a document holds, so it was not read."),
    "empty": _("It holds no text."),
    # of the web
    "robots": _("The site’s robots.txt does not let programs read it."),
    "robots_unknown": _("The site’s robots.txt could not be read, so nothing may be read now."),
    "noindex": _("The page asks programs to leave it out (noindex)."),
    "other_host": _("It leads to another site."),
    "status": _("The site answered {status}."),
    "gone": _("The page is gone; the site answered {status}."),
    "not_allowed": _("This address may not be called: only public addresses can be."),
    "unreachable": _("The site could not be reached."),
    "timeout": _("The site took too long to answer."),
    "broken_answer": _("The site’s answer could not be understood."),
    "same_text": _("It has the same text as “{other}”."),
    "sitemap_broken": _("The sitemap is damaged or is not one."),
    "elsewhere": _("Addresses of other sites that it lists were left out: {count}."),
    "all_elsewhere": _("The sitemap lists no page of its own site, only addresses of other sites."),
    "maps_too_deep": _(
        "It lists sitemaps that were not read ({count}): they lie more than {depth} levels below "
        "the first."
    ),
    "too_many_maps": _(
        "At most {maps} sitemaps are read below the first; of those that it lists, left out: "
        "{count}."
    ),
    "over_limit": _("The limit of {pages} pages was reached."),
    "no_file": _("The uploaded file is not there any more. Upload it again."),
    "stopped": _("Reading was stopped before its turn."),
}
#: These say that a document was not meant to be read; it is nobody's failure.
LEFT_OUT = frozenset({
    "robots", "noindex", "other_host", "gone", "same_text", "unknown_kind", "stopped",
})  # fmt: skip
#: These may pass by themselves: what was read before stays.
PASSING = frozenset({"unreachable", "timeout", "robots_unknown", "broken_answer", "status"})


def sentence(code: str, numbers: Mapping[str, Any] | None = None) -> str:
    """What people read; nothing for no code."""
    said = SENTENCES.get(code)
    if said is None:
        return code
    try:
        return str(said).format(**(numbers or {}))
    except (KeyError, IndexError):
        return str(said)
