"""Relais on a phone's home screen: its manifest, its icons, its worker, what is shared to it."""

from flask import Blueprint

bp = Blueprint("installed", __name__)
