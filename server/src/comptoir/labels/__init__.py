"""Labels of shelves and goods: what is to be printed anew in which store, sheets as PDF, and ZPL."""
