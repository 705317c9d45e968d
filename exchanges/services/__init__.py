"""Every write that has an actor, and the judgement that all of them share."""

from .assessment import Assessment, Gap, assess, assess_values, rule_on, rules_on

__all__ = ["Assessment", "Gap", "assess", "assess_values", "rule_on", "rules_on"]
