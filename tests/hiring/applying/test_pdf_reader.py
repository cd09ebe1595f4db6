"""What reads a stranger's PDF gets nothing of ours: neither our environment nor any file."""

import os
import subprocess
import sys

import pytest

from app.hiring.applying import pdf
from tests.factories.hiring import pdf_bytes

TRY = """
import runpy, sys
child = runpy.run_path(sys.argv[1], run_name="child")
open(sys.argv[2]).close()
child["confine"]()
try:
    open(sys.argv[2])
except OSError as refused:
    print("refused", refused.errno)
else:
    print("opened")
"""


@pytest.mark.parametrize("path", ["/proc/{parent}/environ", "/proc/self/maps", "/etc/hostname"])
def test_a_reader_opens_no_file_not_even_its_parents_environment(path):
    wanted = path.format(parent=os.getpid())
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(pdf.CHILD), wanted], capture_output=True, text=True
    )

    assert done.stdout.startswith("refused"), done.stderr


def test_who_starts_a_reader_shows_its_own_memory_to_nobody():
    started = subprocess.run(
        [
            sys.executable,
            "-c",
            "import ctypes, sys; from app.hiring.applying import pdf\n"
            "pdf.count_pages(sys.stdin.buffer.read())\n"
            "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))",  # PR_GET_DUMPABLE
        ],
        input=pdf_bytes(),
        capture_output=True,
    )

    assert started.stdout.strip() == b"0", started.stderr


def test_a_reader_still_tells_pages_text_and_pictures():
    data = pdf_bytes("Lina Haddad", pages=2)

    assert pdf.count_pages(data) == 2
    assert "Lina Haddad" in pdf.text_of(data, max_pages=5, max_characters=1000)
    assert len(pdf.draw_pages(data, max_pages=5, width=300, height=400)) == 2
