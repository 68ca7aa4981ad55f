"""How texts are searched and sorted: whatever the case and the accents."""


def holding(*columns: str) -> str:
    """The condition that one of the columns holds the text of the parameter `q`."""
    return "(" + " or ".join(f"contains({plain(column)}, {plain('$q')})" for column in columns) + ")"


def plain(text: str) -> str:
    """The text in lower case and without accents."""
    return f"strip_accents(lower({text}))"
