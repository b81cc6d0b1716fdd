"""ZVT 13.x over TCP, the protocol of terminals in Germany, Austria and Switzerland."""
