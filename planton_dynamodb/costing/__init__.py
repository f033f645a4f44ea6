"""What a table costs in a month: worked out from what is declared, and never from an account."""
