"""What tills of the shop reach over the LAN: print jobs, drawers, the state of each printer."""
