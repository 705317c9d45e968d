"""Whom one may choose as host: searched in the register, by whoever applies or asks for a change."""

from dataclasses import dataclass, replace

from clusters.models import Organisation

from ..forms.application import ApplicationForm
from ..forms.facts import ChangeForm
from ..services.assessment import has_account

MOST_HOSTS = 12
MOST_WORDS = 100  # letters of a search


@dataclass(frozen=True)
class Hosts:
    """The one that is chosen, and what a search has found, in the order of the register."""

    chosen: Organisation | None
    by_account: bool  # somebody with an account answers for the chosen one
    words: str
    found: list[Organisation]
    more: bool  # than are shown
    address: str = "exchanges:hosts"  # that answers while one types
    present: Organisation | None = None  # stays on offer beside another one; None: one may have no host yet
    contact_typed: bool = False

    @property
    def offered(self) -> list[Organisation]:
        """Choosing one moves none: the arrow keys go through them all."""
        ahead = dict.fromkeys(each for each in (self.present, self.chosen) if each)
        return [each for each in ahead if each not in self.found] + self.found

    @property
    def contact_asked(self) -> bool:
        return self.contact_typed or (self.chosen is not None and not self.by_account)


def find_hosts(form: ApplicationForm | ChangeForm, words: str, *, by_account: bool | None = None) -> Hosts:
    """Search by name and town among those that the form takes, without the visitor."""
    words = words.replace("\0", " ")[:MOST_WORDS].strip()
    chosen, found = form.chosen_host, []
    if words:
        others = form.fields["host"].queryset.exclude(pk=form.exchange.visitor_id)
        found = list(others.matching(words).for_list()[: MOST_HOSTS + 1])
    if by_account is None:
        by_account = chosen is not None and has_account(chosen.pk)
    return Hosts(chosen, by_account, words, found[:MOST_HOSTS], more=len(found) > MOST_HOSTS)


def find_other_hosts(form: ChangeForm, words: str) -> Hosts:
    """The same for a change: the present host can be chosen again, and a contact that was typed stays."""
    return replace(
        find_hosts(form, words),
        address="exchanges:change_hosts",
        present=form.exchange.host,
        contact_typed=form.contact_typed,
    )
