"""Files of a report, from what is stored with it. Nothing here counts."""
