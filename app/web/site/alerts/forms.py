"""The form that asks to be told."""

from flask_babel import lazy_gettext as _l

from app.web.fields import mailbox_field
from app.web.public_forms import PublicForm


class AlertForm(PublicForm):
    """An address; what it asks for stands in the page's own address."""

    email = mailbox_field(missing=_l("Type the address where we may write to you."))
