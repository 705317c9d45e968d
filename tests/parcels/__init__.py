"""A small app that exists for the tests of the leaves only: parcels move, errands are jobs."""
