"""What the pages quote: values of each chapter and of the whole, computed from the data."""
