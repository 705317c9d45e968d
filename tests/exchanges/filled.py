"""What a browser sends of the application form."""

from .pages import at

PROBE = "<b>Ünïcödé & „quotes“</b>"


def whole(draft, **changes):
    """What a browser sends of the whole form."""
    return {
        "version": str(draft.version),
        "visitor": str(draft.visitor.uuid),
        "mission": "",
        "host": str(draft.host.uuid),
        "host_contact_name": draft.host_contact_name,
        "host_contact_email": draft.host_contact_email,
        "arrival": "2023-11-12",
        "first_working_day": "2023-11-13",
        "last_working_day": "2023-11-17",
        "departure": "2023-11-18",
        "traveller_name": draft.traveller_name,
        "traveller_email": draft.traveller_email,
        "motivation": draft.motivation,
        "expected_outcome": draft.expected_outcome,
        "wanted_meetings": draft.wanted_meetings,
    } | changes


def autosave(client, draft, posted):
    return client.post(at("save", draft), posted, headers={"X-Requested-With": "autosave"})
