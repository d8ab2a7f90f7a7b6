"""Notebooks executed, pages built and checked."""

from themeshift import results as results  # where notebooks look for it
