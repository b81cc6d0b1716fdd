"""Invoices made from receipts, and the credit notes that take them back. They never add turnover: the sale did."""
