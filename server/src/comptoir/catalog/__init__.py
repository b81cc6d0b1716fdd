"""What is for sale: products, items, barcodes, prices, and the feed that carries changes to tills."""
