"""The claims of the book: quantities, conditions, verdicts and the cards that show them."""
