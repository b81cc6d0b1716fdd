"""People: who may sign in, with which role, and who stands at a till."""
