"""How values read in a sentence, in English and in French."""
