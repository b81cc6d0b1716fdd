"""Making backups of this Comptoir, testing them, and beginning again from one (ADR 0059)."""
