"""Every write that has an actor, and the judgement that all of them share."""

from .assessment import Assessment, Gap, assess, assess_values, rule_on, rules_on
from .consent import answer_host, ask_host, consent_by_token
from .drafts import delete_draft, save, start
from .submission import lapse_returned, submit, withdraw

__all__ = [
    "Assessment",
    "Gap",
    "answer_host",
    "ask_host",
    "assess",
    "assess_values",
    "consent_by_token",
    "delete_draft",
    "lapse_returned",
    "rule_on",
    "rules_on",
    "save",
    "start",
    "submit",
    "withdraw",
]
