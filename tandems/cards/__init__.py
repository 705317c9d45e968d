"""Read models of the tandem pages."""
