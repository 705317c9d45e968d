"""Read models of the reporting pages: a bounded number of queries, whatever the data."""
