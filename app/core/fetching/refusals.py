"""Why an address was not read."""

from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal

SENTENCES = {
    "address": _l("This is not the address of a page."),
    "scheme": _l("Write an address that begins with https://."),
    "user": _l("Write the address without a name and a password."),
    "port": _l("This address uses a port that is not read: only 80 and 443 are."),
    "private_address": _l("This address leads into a private network: it is not read."),
    "dns": _l("Nothing answers by this name."),
    "network": _l("The connection failed."),
    "tls": _l("The secured connection failed: the certificate of the site was refused."),
    "redirects": _l("The address leads from one to another, more than five times."),
    "downgrade": _l("The address leads to one that is not secured."),
    "too_large": _l("What this address holds is too large."),
    "ratio": _l("What this address holds is packed in a way that is not read."),
    "encoding": _l("What this address holds is packed in a way that is not read."),
    "timeout": _l("The site did not answer in time."),
    "busy": _l("Others are reading the same site: it will be asked later."),
    "answer": _l("The site answered something that is not HTTP."),
}


class Unfetchable(Refusal):
    """An address was not read. code: one of `SENTENCES`"""

    code = "unfetchable"

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code], code=code)
