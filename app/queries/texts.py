"""How texts are searched: whatever the case and the accents."""


def _plain(text: str) -> str:
    """What the macro `search_text` makes of one text."""
    return f"strip_accents(translate(lower({text}), chr(10) || 'ς' || chr(0), ' σ'))"  # noqa: RUF001 - Greek letters


SEARCH = f"contains(search_text, {_plain('$q')})"
"""The condition that a row's `search_text` holds the text of the parameter `q`: for marts of many rows."""


def holding(*columns: str) -> str:
    """The condition that one of the columns holds the text of `q`: for short lists, as it reads every row."""
    return "(" + " or ".join(f"contains({_plain(column)}, {_plain('$q')})" for column in columns) + ")"
