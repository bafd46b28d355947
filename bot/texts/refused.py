"""The answer to bad input: a sentence of the catalogue that says what to change."""


class Refused(Exception):
    """What was asked cannot be done; `key` names the sentence, `data` fills it in.

    Workshops raise it; the door that took the input words it in the person's language.
    """

    def __init__(self, key: str, **data: object) -> None:
        super().__init__(key, data)
        self.key = key
        self.data = data
