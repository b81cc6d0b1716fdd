"""The public doors for programs, and the public receipt page."""
