"""What card companies and banks say of the money: taken in, set beside what the tills took, traced to the account."""
