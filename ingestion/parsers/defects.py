"""What was mended, or read although it is odd: counted by code and field, the first place kept. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_KINDS = 1_000


@dataclass
class Defect:
    """One defect of a list: how often it was met, where first; `field` is the JSON path of an odd field."""

    code: str
    field: str | None
    count: int = 0
    line_number: int | None = None
    excerpt: str | None = None


@dataclass
class Defects:
    """The defects of one list. Iterates in the order of code and field."""

    _known: dict[tuple[str, str | None], Defect] = field(default_factory=dict)

    def add(
        self,
        code: str,
        count: int = 1,
        *,
        field: str | None = None,
        line_number: int | None = None,
        excerpt: str | None = None,
    ) -> None:
        """Count a defect, keep the first place and redacted excerpt. Kinds above MAX_KINDS are one."""
        if count <= 0:
            return
        if (code, field) not in self._known and len(self._known) >= MAX_KINDS:
            code, field = "more_defects", None
        defect = self._known.setdefault(
            (code, field), Defect(code, field, line_number=line_number, excerpt=excerpt)
        )
        defect.count += count

    def count(self, code: str) -> int:
        """How often a code was met, in all fields."""
        return sum(defect.count for defect in self._known.values() if defect.code == code)

    def __iter__(self) -> Iterator[Defect]:
        return iter(sorted(self._known.values(), key=lambda defect: (defect.code, defect.field or "")))

    def __bool__(self) -> bool:
        return bool(self._known)
