"""The second place: entries of tills, kept here while the server is out of reach, and brought to it later."""
