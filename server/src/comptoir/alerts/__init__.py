"""What somebody should look at now: a till that is silent, a broken chain, an old backup, a full disk."""
