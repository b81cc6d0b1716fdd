"""Customers whom a shop knows by name: who they are, and how much they may owe."""
