"""Card terminals: attempts that survive a crash, and the protocols that terminals speak."""
