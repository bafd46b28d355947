"""What was typed cannot be done; the sentence says what to type instead."""


class Mistake(Exception):
    """A slip in what was typed, or a file that is not what it should be."""
