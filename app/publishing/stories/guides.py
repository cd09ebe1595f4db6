"""What to ask somebody whose portrait one writes."""

from flask_babel import lazy_gettext as _l

PORTRAIT_GUIDE = (
    _l("What do you do on an ordinary Tuesday, from nine to noon?"),
    _l("How did you come here, and what almost kept you from it?"),
    _l("What did you learn here that you did not know a year ago?"),
    _l("Tell one thing that went wrong, and what you did then."),
    _l("Whom do you work with most, and on what did you last disagree?"),
    _l("What would surprise somebody who arrives in your team?"),
    _l("What is still difficult?"),
    _l("What should nobody apply for, who wants this job?"),
)
