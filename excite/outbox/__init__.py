"""Every mail is a row first: who gets it, why, about which record, in which language, and what became of it.

Apps call `post`; at start they tell who may read mails (`scope`), who keeps the outbox (`keeper`) and how
secrets are made (`secret`). Models are imported late: apps register before Django is ready.
"""

from excite.outbox.registry import keeper, scope, secret

__all__ = ["keeper", "post", "scope", "secret"]


def post(**fields):
    """Write a mail and send it after the commit; see `excite.outbox.services.post` for the fields."""
    from excite.outbox import services

    return services.post(**fields)
