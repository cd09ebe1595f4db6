"""What a WSGI server loads: `granian --interface wsgi wsgi:app`."""

import sys

from app import create_app
from config import Config, WrongSettings

try:
    app = create_app(Config.from_environment())
except WrongSettings as wrong:
    sys.exit(f"Relais cannot start.\n{wrong}")
