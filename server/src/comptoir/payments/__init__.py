"""How customers pay besides cash and card: the shop's tenders, its rates, its gift cards, and what is given on top."""
