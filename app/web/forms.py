"""The base of every form: WTForms with a CSRF token, and refusals shown by their field."""

from flask_wtf import FlaskForm

from app.core.errors import Refusal


class Form(FlaskForm):  # type: ignore[misc]
    """A form of staff pages. Public forms carry a signed token instead of the CSRF cookie."""

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal by the field that it concerns, or on top of the form."""
        field = self._fields.get(refusal.field) if refusal.field else None
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            field.errors = [*field.errors, refusal.sentence]
