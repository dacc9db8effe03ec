"""How many requests a minute one caller may make, counted by the library ``limits``."""

from __future__ import annotations

import ipaddress
import math
import time
from typing import Literal

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.access import is_open
from service.api.metrics import Metrics
from service.api.problems import error_response

By = Literal["key", "address"]


class RateLimit:
    """ASGI middleware: over ``most`` requests in a minute by one key, or from one address, are a 429 problem.

    Each reply says in ``RateLimit-Policy`` and ``RateLimit`` what is left (draft-ietf-httpapi-ratelimit-headers). The
    minute begins with a caller's first request. By key it stands behind `Access`, which knows the key; by address it
    stands before, so that wrong keys count.
    """

    def __init__(self, app: ASGIApp, *, by: By, most: int, metrics: Metrics) -> None:
        self.app = app
        self.by = by
        self.item: RateLimitItem = RateLimitItemPerMinute(most)
        self.limiter = FixedWindowRateLimiter(MemoryStorage())
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request, and refuse it if it is one too many."""
        caller = _caller(scope, self.by) if scope["type"] == "http" and not is_open(scope) else None
        if caller is None:
            await self.app(scope, receive, send)
            return
        allowed = await self.limiter.hit(self.item, caller)
        window = await self.limiter.get_window_stats(self.item, caller)
        seconds = max(1, math.ceil(window.reset_time - time.time()))

        async def send_with_fields(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.append("RateLimit-Policy", f'"{self.by}";q={self.item.amount};w={self.item.get_expiry()}')
                headers.append("RateLimit", f'"{self.by}";r={window.remaining};t={seconds}')
            await send(message)

        if allowed:
            await self.app(scope, receive, send_with_fields)
            return
        self.metrics.limited.labels(self.by).inc()
        detail = f"More than {self.item.amount:,} requests in a minute for this {self.by}; try again in {seconds} s."
        response = error_response(Request(scope), 429, detail, headers={"Retry-After": str(seconds)})
        await response(scope, receive, send_with_fields)


def _caller(scope: Scope, by: By) -> str | None:
    if by == "key":
        key: str | None = scope.get("state", {}).get("key")
        return key
    if scope.get("client") is None:
        return None
    try:
        address = ipaddress.ip_address(scope["client"][0])
    except ValueError:
        return str(scope["client"][0])
    # One customer has a whole network of IPv6 addresses: 2^64 of them.
    return str(address if address.version == 4 else ipaddress.ip_network((address, 64), strict=False))
