"""JSON of the public API: what programs send and get, one module a kind of thing."""
