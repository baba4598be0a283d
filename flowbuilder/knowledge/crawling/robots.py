"""What a site's robots.txt allows us. Pure: the text is fetched elsewhere."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

#: Our name, as safe_http sends it and as robots.txt may call it.
AGENT = "Flowbuilder"
MAX_BYTES = 500 * 1024
#: Seconds between two pages: ours, and the most that a site may ask for.
USUAL_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0


class Robots:
    """The rules of one site; an empty text allows everything."""

    def __init__(self, text: str) -> None:
        self._rules = RobotFileParser()
        self._rules.parse(text[:MAX_BYTES].splitlines())

    def allows(self, address: str) -> bool:
        """Whether the page may be read."""
        return self._rules.can_fetch(AGENT, address)

    @property
    def pause_s(self) -> float:
        """How long to wait between two pages."""
        asked = self._rules.crawl_delay(AGENT)
        try:
            return min(max(float(asked or 0), USUAL_PAUSE_S), LONGEST_PAUSE_S)
        except ValueError:
            return USUAL_PAUSE_S
