"""Texts of a guide's elements, chosen by language. Pure."""

from collections.abc import Sequence

import msgspec
from lxml import etree

TEXT_LENGTH = 1_000
MAX_VALUES = 200

Elements = Sequence[etree._Element]
Text = tuple[str, str | None]

_encode = msgspec.json.Encoder().encode


def text_of(element: etree._Element) -> str:
    """All text of an element, trimmed."""
    if len(element):
        return "".join(map(str, element.itertext())).strip()
    text = element.text
    return text.strip() if text else ""


RawTexts = tuple[tuple[str | None, str | None], ...]


def raw_texts(elements: Elements, attribute: str) -> RawTexts:
    """Text, as it is, and attribute of all elements."""
    return tuple(
        [(text_of(element) if len(element) else element.text, element.get(attribute)) for element in elements]
    )


def read_texts(elements: Elements) -> list[Text]:
    """Text and language of all elements that have a text."""
    texts = []
    for element in elements:
        if text := text_of(element):
            texts.append((text, element.get("lang") or None))
    return texts


def choose(texts: Sequence[Text], languages: Sequence[str]) -> Text:
    """The text in the most preferred language (`pt-br`, else `pt`), the first where none is preferred.

    `languages` are in lower case. Raises IndexError when there is no text.
    """
    if len(texts) > 1:
        tags = [(language or "").lower().replace("_", "-") for _, language in texts]
        for wanted in languages:
            if wanted in tags:
                return texts[tags.index(wanted)]
            primary = [tag.partition("-")[0] for tag in tags]
            if wanted in primary:
                return texts[primary.index(wanted)]
    return texts[0]


def to_json(values: Sequence[object]) -> str | None:
    """Values as a JSON list, MAX_VALUES at most; None for none."""
    return _encode(values[:MAX_VALUES]).decode() if values else None
