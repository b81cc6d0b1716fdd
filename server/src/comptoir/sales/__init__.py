"""The ledger of sealed entries and what is derived from it."""
