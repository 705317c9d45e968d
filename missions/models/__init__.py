"""What is on offer: missions with their places, sites and seats."""

from .missions import Mission, MissionPlace, MissionSite, PastEvent, Testimonial
from .seats import Seat

__all__ = ["Mission", "MissionPlace", "MissionSite", "PastEvent", "Seat", "Testimonial"]
