"""Who is who: partnerships, clusters, organisations, memberships, people and their posts."""

from .invitations import Invitation
from .organisations import Membership, Organisation, RegisterEntry, SizeDeclaration
from .partnerships import Cluster, EligibleCountry, Partnership, ProgrammeRule
from .people import Post, Representative, Standing, User

__all__ = [
    "Cluster",
    "EligibleCountry",
    "Invitation",
    "Membership",
    "Organisation",
    "Partnership",
    "Post",
    "ProgrammeRule",
    "RegisterEntry",
    "Representative",
    "SizeDeclaration",
    "Standing",
    "User",
]
