"""The figures of the book: each a function from the data package to a `figure.Figure`."""
