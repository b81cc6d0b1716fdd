"""What the pages ask the database: SQL under row-level security, one module a page."""
