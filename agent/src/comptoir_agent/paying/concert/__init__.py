"""Concert, as French terminals speak it with a till: Caisse-AP 3.x over IP, and the older E+ over a serial line."""
