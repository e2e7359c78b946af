"""Risk · judging attempts to pay and payments, holding what a person has to look at, and watching the operation."""
