"""Third parties' extensions, made once here and bound to an application by create_app()."""

from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
compress = Compress()
# Redis away: each process counts for itself. Gone between the answer and its counting: one attempt
# is not counted, rather than the answer to something that was done turned into a failure.
limiter = Limiter(get_remote_address, in_memory_fallback_enabled=True, swallow_errors=True)
