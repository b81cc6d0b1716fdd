"""Several shops: groups of stores, and changes of inherited settings: now, later, and back."""
