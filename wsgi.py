"""What a WSGI server loads: `granian --interface wsgi wsgi:app`."""

import sys

from app import create_app
from app.core.services.private import keep_to_ourselves
from config import Config, WrongSettings

try:
    config = Config.from_environment()
    keep_to_ourselves(config.VAR_DIR)
    app = create_app(config)
except WrongSettings as wrong:
    sys.exit(f"Relais cannot start.\n{wrong}")
