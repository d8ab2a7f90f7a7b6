"""Notebooks executed, pages built and checked."""
