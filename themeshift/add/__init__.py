"""The next contract: a text, and a phase where it opens one, added as a change of data alone."""
