"""A column that holds a tuple of frozen rows as JSON."""

from types import GenericAlias
from typing import Any

import msgspec
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


class Rows(TypeDecorator[tuple[Any, ...]]):
    """A tuple of one dataclass, read and written whole."""

    impl = JSONB
    cache_ok = True

    def __init__(self, row: type[Any]) -> None:
        super().__init__()
        self.row = row
        self._rows = GenericAlias(tuple, (row, ...))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Write the rows."""
        return msgspec.to_builtins(tuple(value or ()))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Read the rows; a field that came since has its default."""
        return msgspec.convert(value or (), self._rows)
