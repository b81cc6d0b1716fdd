"""Tax classes and their dated rates."""
