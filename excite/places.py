"""The partnership that an address names, for the views: read once, shared with the frame of the page."""

from django.http import Http404


def public_place(request):
    """For pages that everybody may read: what the public may know of a partnership is no secret."""
    if not request.partnership:
        raise Http404
    return request.partnership


def staff_place(request):
    """For the pages of its staff: they are theirs alone, and to all others there is no such place."""
    if not request.user.standing.is_staff_of(request.partnership):
        raise Http404
    return request.partnership
