"""The Flask extensions, made once here and bound to an application by create_app()."""

from typing import TYPE_CHECKING

from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from app.core.database import Base
from app.core.jobs import Queues

db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base  # mypy cannot see db.Model, which is made from it
else:
    Model = db.Model
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
queue = Queues()
compress = Compress()
# Redis away: each process counts for itself. Gone between the answer and its counting: one attempt
# is not counted, rather than the answer to something that was done turned into a failure.
limiter = Limiter(get_remote_address, in_memory_fallback_enabled=True, swallow_errors=True)
