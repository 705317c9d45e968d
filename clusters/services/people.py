"""A person's own account."""

from excite.workflow import NotAllowed

from ..models import User


def edit_profile(user: User, *, full_name: str, language: str, by) -> User:
    """Name and language, by the person alone. Papers that are signed keep the name of their day."""
    if user != by:
        raise NotAllowed
    user.full_name, user.language = full_name, language
    user.save(update_fields=["full_name", "language"])
    return user
