"""What stands around the application: every request passes it, also to what is mounted."""

from __future__ import annotations

from fastapi import FastAPI

from service.api.access import Access
from service.api.deadlines import Deadlines
from service.api.limits import BodyLimit
from service.api.origins import Origins, cors, is_loopback
from service.api.rates import RateLimit
from service.api.requests import RequestContext
from service.api.state import Service


def protect(app: FastAPI, service: Service) -> None:
    """Put around the application what every request passes, from the innermost to the outermost."""
    settings, metrics = service.settings, service.metrics
    app.add_middleware(BodyLimit, most=settings.max_body_bytes)
    app.add_middleware(
        Deadlines, read_seconds=settings.read_seconds, request_seconds=settings.request_seconds, metrics=metrics
    )
    if settings.key_requests_per_minute:
        app.add_middleware(RateLimit, by="key", most=settings.key_requests_per_minute, metrics=metrics)
    app.add_middleware(Access, ring=service.keys, metrics=metrics)
    if settings.address_requests_per_minute:
        app.add_middleware(RateLimit, by="address", most=settings.address_requests_per_minute, metrics=metrics)
    if settings.cors_origins:
        app.add_middleware(cors, origins=settings.cors_origins)
    app.add_middleware(
        Origins,
        hosts=settings.hosts,
        local=is_loopback(settings.host),
        origins=settings.cors_origins,
        metrics=metrics,
    )
    app.add_middleware(RequestContext, metrics=metrics)
