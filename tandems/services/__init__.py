"""Every write on tandems."""

from .tandems import (
    BeforeTheTandem,
    NothingLearnt,
    SessionKnown,
    TooEarly,
    agree,
    cancel,
    close,
    edit,
    propose,
    record_session,
)

__all__ = [
    "BeforeTheTandem",
    "NothingLearnt",
    "SessionKnown",
    "TooEarly",
    "agree",
    "cancel",
    "close",
    "edit",
    "propose",
    "record_session",
]
