"""Exchanges brought to a status by the acts that lead there, so that everything beside them is true.

``Stages`` walks one exchange; the clock stands at ``BEFORE`` until the stay, at ``AFTER`` from the report on.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from clusters.models import User
from exchanges import services
from exchanges.models import EvidenceKind, Exchange
from excite.uploads import Checked

BEFORE = datetime(2023, 9, 13, 8, 0, tzinfo=UTC)
AFTER = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)

REPORT = {
    "activities": "Visited two laboratories.",
    "learnt": "How they test.",
    "next_steps": "A joint offer.",
    "arranged_meetings": 3,
    "satisfaction": 5,
}


def pdf(words="evidence"):
    return Checked(f"%PDF-1.4 {words} %%EOF".encode(), f"{words}.pdf", "application/pdf")


@dataclass
class Stages:
    """``people`` by name, as in tests/people.py; ``exchange`` is a whole draft."""

    exchange: Exchange
    people: dict[str, User]
    walked: list[str] = field(default_factory=list)

    def reach(self, status) -> Exchange:
        """Walk on until the exchange has this status."""
        for step in PATHS[status]:
            if step not in self.walked:
                getattr(self, step)()
                self.walked.append(step)
        assert self.exchange.status == status
        return self.exchange

    def submit(self):
        self.exchange = services.submit(self.exchange, declared=True, by=self.people["applicant"], now=BEFORE)

    def consent(self):
        consent = self.exchange.consent
        services.answer_host(consent, agree=True, by=self.people["host"], now=BEFORE)

    def return_for_more(self):
        services.return_for_more(
            self.exchange, reason="Say whom.", by=self.people["home_manager"], now=BEFORE
        )

    def waitlist(self):
        """The last seats go to others first."""
        self.exchange.mission.seat_rows.update(taken_at=BEFORE)
        services.waitlist(self.exchange, by=self.people["home_manager"], now=BEFORE)

    def approve(self):
        services.approve(self.exchange, by=self.people["home_manager"], now=BEFORE)

    def sign(self):
        for party, name in SIGNERS.items():
            services.sign(self.exchange, party=party, by=self.people[name], now=BEFORE)

    def report(self):
        self.add_evidence()
        applicant = self.people["applicant"]
        services.save_report(self.exchange, changes=REPORT, by=applicant, now=AFTER)
        services.hand_in(self.exchange, by=applicant, now=AFTER)

    def add_evidence(self):
        for kind in EvidenceKind.objects.filter(partnership=self.exchange.partnership, required=True):
            services.add_evidence(
                self.exchange, kind=kind, upload=pdf(), by=self.people["applicant"], now=AFTER
            )

    def accept(self):
        for item in self.exchange.evidence.select_related("exchange"):
            services.accept_evidence(item, by=self.people["home_manager"], now=AFTER)

    def validate(self):
        services.validate(self.exchange, by=self.people["home_manager"], now=AFTER)

    def withdraw(self):
        services.withdraw(self.exchange, by=self.people["applicant"], now=BEFORE)

    def reject(self):
        services.reject(self.exchange, reason_code="unclear", by=self.people["home_manager"], now=BEFORE)

    def cancel(self):
        services.cancel(self.exchange, reason="No-show.", by=self.people["home_manager"], now=BEFORE)


SIGNERS = {
    "visitor": "applicant",
    "host": "host",
    "home_cluster": "home_manager",
    "host_cluster": "host_manager",
}
SUBMITTED = ["submit", "consent"]
APPROVED = [*SUBMITTED, "approve"]
REPORTED = [*APPROVED, "sign", "report"]
PATHS = {
    "draft": [],
    "submitted": SUBMITTED,
    "returned": [*SUBMITTED, "return_for_more"],
    "waitlisted": [*SUBMITTED, "waitlist"],
    "approved": APPROVED,
    "committed": [*APPROVED, "sign"],
    "reported": REPORTED,
    "completed": [*REPORTED, "accept", "validate"],
    "withdrawn": [*SUBMITTED, "withdraw"],
    "rejected": [*SUBMITTED, "reject"],
    "cancelled": [*APPROVED, "cancel"],
}
