"""The next contract: a text, and a phase where it opens one, added as a change of data alone."""

from themeshift.add.command_line import command, options

__all__ = ["command", "options"]
