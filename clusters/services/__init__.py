"""Every write on organisations, memberships, posts and invitations; one service per act."""

from .memberships import (
    AlreadyAsked,
    ProofMissing,
    act_on_membership,
    ask_membership,
    record_proof,
)
from .organisations import (
    PicTaken,
    TooManyOpen,
    alike,
    approve_hosting,
    edit_organisation,
    editable_by,
    is_on_file,
    known_elsewhere,
    register_organisation,
)
from .people import edit_profile
from .posts import (
    AlreadyInvited,
    AuditorApart,
    LastCoordinator,
    NotYourself,
    TooManyInvitations,
    answer_invitation,
    end_post,
    end_representation,
    invite_to_post,
    invite_to_speak,
)
from .sizes import AlreadyDeclared, NotSigned, SizeUnknown, YearNotClosed, check_size, declare_size

__all__ = [
    "AlreadyAsked",
    "AlreadyDeclared",
    "AlreadyInvited",
    "AuditorApart",
    "LastCoordinator",
    "NotSigned",
    "NotYourself",
    "PicTaken",
    "ProofMissing",
    "SizeUnknown",
    "TooManyInvitations",
    "TooManyOpen",
    "YearNotClosed",
    "act_on_membership",
    "alike",
    "answer_invitation",
    "approve_hosting",
    "ask_membership",
    "check_size",
    "declare_size",
    "edit_organisation",
    "edit_profile",
    "editable_by",
    "end_post",
    "end_representation",
    "invite_to_post",
    "invite_to_speak",
    "is_on_file",
    "known_elsewhere",
    "record_proof",
    "register_organisation",
]
