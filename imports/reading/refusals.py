"""What the reader of a file is told when it cannot be read."""

DAMAGED = "Ce classeur est abîmé\u00a0: ouvrez-le dans le tableur, enregistrez-le à nouveau en XLSX et renvoyez-le."


def counted(number: int) -> str:
    """`number` as French writes it: 32 767."""
    return f"{number:_}".replace("_", "\u202f")


class FileRefused(Exception):
    """The whole file is refused: one French sentence that says what is wrong, where, and what to do."""

    def __init__(self, sentence: str, line: int | None = None):
        """`line` is the row at fault, as the spreadsheet numbers it; it is then named first."""
        super().__init__(sentence if line is None else f"Ligne {line}\u00a0: {sentence}")
        self.line = line
