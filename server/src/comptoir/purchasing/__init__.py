"""Suppliers, what is ordered of them, what came, and what went back."""
