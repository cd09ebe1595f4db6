"""An application that draws templates without the rest of Relais."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from app.web import assets
from config import ROOT


def make_canvas(folder: Path) -> Flask:
    """Return an application that can draw templates and do nothing else."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(VAR_DIR=folder, ENVIRONMENT="development")
    app.secret_key = "a key for tests"
    Babel(app)
    CSRFProtect(app)
    assets.init_app(app)
    app.jinja_env.globals["language"] = lambda: "en"
    app.add_url_rule("/sign-in", "account.sign_in")  # where a draft whose session ended leads
    return app
