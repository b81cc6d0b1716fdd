"""The addresses of the public API, one module a kind of thing."""
