"""Payment links that guests pay on a provider's page, and what providers call us back for."""
