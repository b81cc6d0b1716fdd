"""The first ten minutes: from an empty database to a shop that sells."""
