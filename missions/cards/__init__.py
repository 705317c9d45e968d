"""Read models of the mission pages."""
