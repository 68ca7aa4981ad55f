"""The codes that the catalog parsers can emit, read from their source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ingestion.parsers.lenient import ODD_FIELD
from ingestion.parsers.xmltv.mending import MENDED
from ingestion.parsers.xtream.account import HTTP_REFUSALS, REFUSALS

PARSERS = Path("ingestion/parsers")
MODULES = (
    "m3u/*", "xmltv/*", "xtream/*", "bunny/*", "names", "text", "lenient", "json_body", "files", "ffprobe",
)  # fmt: skip
_CALLS = {"add", "append", "odd", "warn", "note", "_count", "_odd", "_note"}
_REJECTS = {"Reject", "GuideReject", "make_reject", "_reject", "reject"}
_ERRORS = {"NotACatalogError", "ParseError"}
_CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)*")


def emitted_codes() -> set[str]:
    """Codes of defects, rejects and errors: in calls, `return "code"`, `("code",)`, `[*codes, "code"]`."""
    paths = sorted({path for name in MODULES for path in PARSERS.glob(f"{name}.py")})
    listed = {ODD_FIELD, *MENDED, *REFUSALS.values(), *HTTP_REFUSALS.values()}
    return listed | {code for path in paths for code in _codes(ast.parse(path.read_text()))}


def _codes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in _CALLS | _REJECTS | _ERRORS:
            yield from _texts(node.args)
        elif isinstance(node, ast.Return) and node.value and "_" in "".join(_texts([node.value])):
            yield from _texts([node.value])
        elif isinstance(node, ast.Tuple | ast.List) and _is_of_codes(node):
            yield from _texts(node.elts)


def _is_of_codes(node: ast.Tuple | ast.List) -> bool:
    return len(node.elts) == 1 or any(isinstance(one, ast.Starred) for one in node.elts)


def _texts(values: list[ast.expr]) -> Iterator[str]:
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and _CODE.fullmatch(value.value):
            yield value.value


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
