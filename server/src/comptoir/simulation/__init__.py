"""A shop in one process, where chance decides what breaks, and the same seed breaks the same (ADR 0058).

Tills, relay, card terminals, printers and sealing devices are state machines under a virtual clock, network and disk;
the server's decisions are the product's own (`sales/decide.py`). docs/developer/simulation.md says what is real.
"""
