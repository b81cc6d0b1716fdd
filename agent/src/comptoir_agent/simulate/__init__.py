"""Virtual hardware: each a process of its own that speaks the true protocol."""
