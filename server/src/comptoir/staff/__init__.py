"""Who may do what at which till, and how they prove who they are."""
