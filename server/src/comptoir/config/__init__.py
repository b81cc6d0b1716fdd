"""Settings, processes and the two doors' dispatcher."""
