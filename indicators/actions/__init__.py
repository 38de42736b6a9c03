"""What people do with figures. One function is one transaction; done twice, it is as once."""

from indicators.actions.releases import (
    build_release,
    note_preview,
    publish_release,
    request_release,
    withdraw_release,
)

__all__ = [
    "build_release",
    "note_preview",
    "publish_release",
    "request_release",
    "withdraw_release",
]
