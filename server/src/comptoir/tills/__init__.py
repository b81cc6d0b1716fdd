"""Tills, their enrolments, their chains."""
