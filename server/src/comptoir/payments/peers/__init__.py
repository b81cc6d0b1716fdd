"""Simulated payment providers, each a process of its own: true paths, fields, refusals; a ledger; faults to order."""
