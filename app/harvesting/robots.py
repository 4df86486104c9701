"""What a host's robots.txt allows us (RFC 9309), and how long it asks to wait between requests."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from app.core.errors import BoundPassed, ConcordanceError
from app.harvesting.asking import Asking

_AGENT = "Concordance"
_MOST_BYTES = 512 * 1024  # RFC 9309, section 2.5: at least 500 kibibytes must be read
_LONGEST_DELAY_S = 30.0


class Robots:
    """What hosts allow; each is asked once."""

    def __init__(self, asking: Asking) -> None:
        """Ask through this, which then waits as long as a host asks for."""
        self._asking = asking
        self._hosts: dict[str, RobotFileParser] = {}

    def allow(self, address: str) -> bool:
        """Say whether a host allows an address; raise Unreachable where it cannot be asked."""
        parts = urlsplit(address)
        host = f"{parts.scheme}://{parts.netloc}"
        known = self._hosts.get(host)
        if known is None:
            known = self._hosts[host] = self._read(host)
            delay = known.crawl_delay(_AGENT)
            if delay is not None:
                self._asking.pause_s = max(self._asking.pause_s, min(float(delay), _LONGEST_DELAY_S))
        return known.can_fetch(_AGENT, address)

    def _read(self, host: str) -> RobotFileParser:
        rules = RobotFileParser()
        try:
            answer = self._asking.get(f"{host}/robots.txt", most_bytes=_MOST_BYTES)
        except BoundPassed:
            rules.parse([])
            return rules
        except ConcordanceError:
            raise  # a host that cannot say what it allows allows nothing now (section 2.3.1.4)
        rules.parse(answer.text.splitlines() if answer.is_success else [])
        return rules
