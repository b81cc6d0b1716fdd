"""Scales: what lies on them, and why nobody can say."""
