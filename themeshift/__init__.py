"""The themes of the French health industries' sector contract: data, measures, pages."""


class UserError(Exception):
    """A mistake of the user's: the command line prints its text, one line, without a traceback."""
