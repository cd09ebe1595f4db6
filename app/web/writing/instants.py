"""Instants in a form: each a day with its hour, or none."""

from datetime import datetime
from typing import Any, ClassVar

from app.core.i18n import gettext as _
from app.web.fields import Day, Hour, Turn
from app.web.forms import Form


class InstantsForm(Form):
    """A form with instants.

    INSTANTS: for each, a Day of this name, an Hour that ends with "_time", a Turn with "_turn"
    """

    INSTANTS: ClassVar[tuple[str, ...]] = ()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Refuse half of an instant, and a time that clocks did not show, or showed twice."""
        super().validate(*args, **kwargs)
        for name in self.INSTANTS:
            day, hour, turn = self.of(name)
            if day.data and not hour.data and not hour.errors:
                hour.errors = [_("Write the time, such as 14:30.")]
            if hour.data and not day.data and not day.errors:
                day.errors = [_("Choose the day.")]
            for field, check in ((hour, turn.check_hour), (turn, turn.check)):
                try:
                    check(day, hour)
                except ValueError as wrong:
                    field.errors = [*field.errors, str(wrong)]
        return not self.errors

    def of(self, name: str) -> tuple[Day, Hour, Turn]:
        """Return the three fields of an instant."""
        return self[name], self[f"{name}_time"], self[f"{name}_turn"]

    def show_instants(self, values: Any) -> None:
        """Fill the fields with instants, by their names."""
        for name in self.INSTANTS:
            if instant := getattr(values, name):
                day, hour, turn = self.of(name)
                turn.show(instant, day, hour)

    def instant(self, name: str) -> datetime | None:
        """Return what was typed, once it is valid."""
        day, hour, turn = self.of(name)
        return turn.instant(day, hour) if day.data and hour.data else None

    def wrong_instant(self, name: str) -> bool:
        """Say whether an instant cannot be kept as it is typed."""
        return any(field.errors for field in self.of(name))
