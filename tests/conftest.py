"""Named people and the guards of the suite."""

from .people import *  # noqa: F403  (the named people are for every test)
