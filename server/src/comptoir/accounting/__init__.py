"""Double-entry books, derived from the ledger: never stored as truth, rebuilt whenever somebody asks."""
