"""What a site's robots.txt allows us, as RFC 9309 says. Pure: the text is fetched elsewhere."""

from __future__ import annotations

from protego import Protego

#: Our name, as safe_http sends it and as robots.txt may call it.
AGENT = "Flowbuilder"
MAX_BYTES = 500 * 1024
#: Seconds between two pages: ours, and the most that a site may ask for.
USUAL_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0


class Robots:
    """The rules of one site; an empty text allows everything."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text[:MAX_BYTES])

    def allows(self, address: str) -> bool:
        """Whether the page may be read: of the rules that fit it, the longest counts."""
        return self._rules.can_fetch(address, AGENT)

    @property
    def pause_s(self) -> float:
        """How long to wait between two pages."""
        asked = self._rules.crawl_delay(AGENT) or 0.0
        return max(USUAL_PAUSE_S, min(asked, LONGEST_PAUSE_S))
