"""Where the record behind a counted row is shown."""

from django.urls import NoReverseMatch, reverse

PAGES = {
    "exchange": ("exchanges:exchange", "reference"),
    "grant": ("exchanges:exchange", "reference"),
    "mission": ("missions:mission", "slug"),
    "tandem": ("tandems:tandem", "reference"),
}


def address_of(slug: str, kind: str, reference: str, facts) -> str:
    """The page of the record; "" where there is none."""
    if kind == "country":
        return ""
    if kind == "organisation":
        kind, reference = "exchange", facts.get("exchange", "")
    view, name = PAGES.get(kind, ("", ""))
    value = facts.get("slug", "") if name == "slug" else reference
    if not view or not value:
        return ""
    try:
        return reverse(view, kwargs={"partnership": slug, name: value})
    except NoReverseMatch:  # the part is not installed
        return ""
