"""Forms about organisations, memberships and people."""
