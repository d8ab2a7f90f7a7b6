"""From a raw text to passages, words and dictionary matches."""
