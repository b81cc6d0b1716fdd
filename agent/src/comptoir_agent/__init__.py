"""Comptoir on shop hardware: a small program without Django."""
