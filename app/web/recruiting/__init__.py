"""Pages of those who recruit: applications, names to match, agency claims, credits."""

from flask import Blueprint

bp = Blueprint("recruiting", __name__)
