"""The measures: shares, shift, intervals, choices, reliability, whole texts, words, projects."""
