"""How the themes of a French sector contract shift from one phase to the next."""

__version__ = "1.2.0"


class UserError(Exception):
    """A mistake that the user can mend; its text is one line and needs no traceback."""
