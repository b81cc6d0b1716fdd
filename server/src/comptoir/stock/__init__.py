"""Goods: inserted movements, and the counts folded from them."""
