"""Payment providers that this server asks: one driver a provider, behind one contract."""
