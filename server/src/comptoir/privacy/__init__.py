"""What the shop keeps of one person: shown to them, and forgotten when they want it (GDPR art. 15 to 21)."""
