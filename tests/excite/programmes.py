"""The programme of EXCITE with one value changed, and how many rows of everything there are."""

import copy
import json
from collections import Counter

from django.apps import apps

from .sheets import DATA

FILE = json.loads((DATA / "partnership.json").read_text("utf-8"))


def changed(path, value):
    """The EXCITE programme with one value changed: `changed("missions.0.name", "")`."""
    programme = copy.deepcopy(FILE)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = programme
    for step in way:
        place = place[step]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return programme


def everything() -> Counter:
    """Rows of every table of the portal, but not Django's own."""
    ours = ("clusters", "missions", "exchanges", "tandems", "reporting", "excite", "audit")
    models = (
        model
        for label in ours
        if apps.is_installed(label)
        for model in apps.get_app_config(label).get_models()
    )
    return Counter({model.__name__: model.objects.count() for model in models})
