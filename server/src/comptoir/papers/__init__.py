"""What a customer is given: the shop's receipt template, and how receipts reach people."""
