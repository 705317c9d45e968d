"""Read models of the pages about organisations, clusters and people."""
