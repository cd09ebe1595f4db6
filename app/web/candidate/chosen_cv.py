"""The CV that a form carries."""

from flask import request

from app.hiring.applying.cv import CheckedCv, check_cv


def chosen_cv() -> CheckedCv | None:
    """Check the file that was chosen in the form at hand; None when none was. raises: BadCv"""
    file = request.files.get("cv")
    if file is None or not file.filename:
        return None
    return check_cv(file.read(), file.filename)
