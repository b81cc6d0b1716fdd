"""Reports: what the log's entries come to, by day, hour, place, person and article, and the questions to it."""
