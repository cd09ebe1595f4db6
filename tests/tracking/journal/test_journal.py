"""The journal: what is answered is written, whole, by one process at a time, even when it dies."""

import fcntl
import os
import signal
import subprocess
import sys
import threading

import pytest

from app.tracking.journal.journal import BALLAST, MAGIC, SUFFIX, Journal, node_of
from app.tracking.journal.segments import Segment, paths_in
from config import ROOT

BALLAST_BYTES = 4096


def journal_in(folder, **options):
    return Journal(folder, **{"ballast_bytes": BALLAST_BYTES, **options})


def lines_in(folder):
    """The lines of all segments, without the first of each, which names it."""
    return [line for path in paths_in(folder) for line in path.read_bytes().split(b"\n")[1:-1]]


def is_held(path):
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_a_line_is_in_the_file_when_append_returns(tmp_path):
    journal = journal_in(tmp_path)

    assert journal.append(b"one click\n")

    assert lines_in(tmp_path) == [b"one click"]


def test_a_segment_names_its_node_process_and_start(tmp_path):
    journal_in(tmp_path).append(b"x\n")
    (path,) = paths_in(tmp_path)

    segment = Segment.open(path)

    assert path.read_bytes().startswith(MAGIC)
    assert segment.node == node_of(tmp_path)
    assert segment.process == os.getpid()
    assert path.name == f"{segment.id}{SUFFIX}"
    assert segment.started > 1_700_000_000_000


def test_a_node_keeps_its_id(tmp_path):
    assert node_of(tmp_path) == node_of(tmp_path)


@pytest.mark.parametrize("left", [b"", b"\0" * 36, b"0198"], ids=["empty", "zeros", "short"])
def test_a_node_whose_id_a_power_cut_has_spoilt_takes_another_and_keeps_it(tmp_path, left):
    (tmp_path / "node").write_bytes(left)

    assert journal_in(tmp_path).append(b"one click\n")

    assert lines_in(tmp_path) == [b"one click"]
    assert node_of(tmp_path) == node_of(tmp_path)


@pytest.mark.parametrize("durability", ["interval", "each"])
def test_the_name_of_a_new_segment_is_on_the_disk_too(tmp_path, monkeypatch, durability):
    synced = []
    monkeypatch.setattr("app.tracking.journal.journal.sync_folder", synced.append)

    journal_in(tmp_path, durability=durability).append(b"one click\n")

    assert synced == [tmp_path]


def test_processes_that_start_together_agree_on_the_nodes_id(tmp_path):
    program = (
        "import sys; from pathlib import Path; from app.tracking.journal.journal import node_of; "
        "print(node_of(Path(sys.argv[1])))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
        )
        for _ in range(4)
    ]

    assert len({process.communicate()[0] for process in started}) == 1


def test_a_full_segment_gives_way_to_the_next(tmp_path):
    journal = journal_in(tmp_path, segment_bytes=400)

    for number in range(100):
        journal.append(b"click %d\n" % number)

    assert len(paths_in(tmp_path)) > 1
    assert lines_in(tmp_path) == [b"click %d" % number for number in range(100)]


def test_an_old_segment_gives_way_to_the_next(tmp_path):
    journal = journal_in(tmp_path, segment_seconds=0)

    journal.append(b"a\n")
    journal.append(b"b\n")

    assert len(paths_in(tmp_path)) == 2


def test_a_segment_is_held_while_it_is_written_and_no_longer(tmp_path):
    journal = journal_in(tmp_path)
    journal.append(b"a\n")
    (path,) = paths_in(tmp_path)

    assert is_held(path)
    journal.close()
    assert not is_held(path)


def test_the_segment_of_a_killed_process_is_no_longer_held_and_whole(tmp_path):
    program = (
        "import sys; from pathlib import Path; from app.tracking.journal.journal import Journal\n"
        "journal = Journal(Path(sys.argv[1]), ballast_bytes=0)\n"
        "number = 0\n"
        "while True:\n"
        "    journal.append(b'click %d\\n' % number)\n"
        "    print(number, flush=True)\n"
        "    number += 1\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
    )
    answered = [process.stdout.readline() for _ in range(500)]
    process.send_signal(signal.SIGKILL)
    answered += process.stdout.readlines()
    process.wait()
    (path,) = paths_in(tmp_path)

    assert not is_held(path)
    written = lines_in(tmp_path)
    told = [b"click %d" % int(number) for number in answered if number.endswith(b"\n")]
    assert written[: len(told)] == told


def test_a_forked_process_writes_a_segment_of_its_own(tmp_path):
    journal = journal_in(tmp_path)
    journal.append(b"parent\n")
    (parents,) = paths_in(tmp_path)

    child = os.fork()
    if child == 0:
        journal.append(b"child\n")
        os._exit(0)
    os.waitpid(child, 0)
    journal.append(b"parent again\n")

    assert parents.read_bytes().endswith(b"parent\nparent again\n")
    assert len(paths_in(tmp_path)) == 2
    assert is_held(parents)


def test_a_forked_process_does_not_keep_its_parents_segment_held(tmp_path):
    journal = journal_in(tmp_path)
    journal.append(b"parent\n")
    (path,) = paths_in(tmp_path)
    born, birth = os.pipe()
    ready, go = os.pipe()

    child = os.fork()
    if child == 0:
        os.close(go)
        os.write(birth, b".")
        os.read(ready, 1)  # until the parent has looked
        os._exit(0)
    os.read(born, 1)
    journal.close()
    held = is_held(path)
    os.close(go)
    os.waitpid(child, 0)

    assert not held


@pytest.mark.parametrize("durability", ["process", "interval", "each"])
def test_threads_never_cut_into_each_others_lines(tmp_path, durability):
    journal = journal_in(tmp_path, durability=durability, segment_bytes=2000)

    def write(name):
        for number in range(50):
            assert journal.append(b"%c%c%c %d\n" % (name, name, name, number))

    threads = [threading.Thread(target=write, args=(65 + n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    expected = {b"%c%c%c %d" % (65 + n, 65 + n, 65 + n, i) for n in range(8) for i in range(50)}
    written = lines_in(tmp_path)
    assert len(written) == len(expected)
    assert set(written) == expected


def test_each_click_is_on_the_disk_before_append_returns(tmp_path, monkeypatch):
    journal = journal_in(tmp_path, durability="each")
    synced = []
    real = os.fdatasync

    def note(fd):
        size = os.fstat(fd).st_size
        real(fd)
        synced.append(size)

    monkeypatch.setattr(os, "fdatasync", note)
    sizes = []
    for _ in range(5):
        journal.append(b"click\n")
        sizes.append((paths_in(tmp_path)[0].stat().st_size, max(synced)))

    assert all(on_disk >= written for written, on_disk in sizes)


def test_threads_that_wait_for_the_disk_share_a_sync(tmp_path, monkeypatch):
    journal = journal_in(tmp_path, durability="each")
    journal.append(b"first\n")
    turns = []
    everyone_wrote = threading.Event()
    real = os.fdatasync

    def slow(fd):
        turns.append(fd)
        everyone_wrote.wait(120)  # on a slow machine too
        real(fd)

    monkeypatch.setattr(os, "fdatasync", slow)
    threads = [threading.Thread(target=journal.append, args=(b"%d\n" % n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    while len(lines_in(tmp_path)) < 9:
        pass
    everyone_wrote.set()
    for thread in threads:
        thread.join()

    assert 1 <= len(turns) <= 2  # the one under way, and one for all that wrote meanwhile


def test_a_reserve_is_kept_for_a_full_disk(tmp_path):
    journal = journal_in(tmp_path)

    journal.append(b"a\n")

    assert (tmp_path / BALLAST).stat().st_blocks * 512 >= BALLAST_BYTES
    assert journal.has_reserve


def test_a_folder_that_cannot_be_written_is_noticed(tmp_path):
    (tmp_path / "journal").write_text("a file stands where the folder should be")

    journal = journal_in(tmp_path / "journal")

    assert not journal.check()
    assert not journal.append(b"a\n")
    assert journal.lost == 1


FULL_DISK = """
import os, sys
from pathlib import Path
from app.tracking.journal.journal import Journal

folder = Path(sys.argv[1])
journal = Journal(folder, ballast_bytes=64 * 1024, segment_bytes=1 << 30)
line = b"x" * 199 + b"\\n"
fill = folder / "somebody else's"


def append_until(held):
    count = 0
    while journal.append(line) is held:
        count += 1
        assert count < 100_000
    return count


assert journal.append(line) and journal.has_reserve
with fill.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(b"y" * 4096)
    except OSError:
        pass
after_full = append_until(True)
assert not journal.has_reserve, "the reserve is used before a click is lost"
assert after_full * 200 > 40 * 1024, after_full
assert not journal.check()
for _ in range(10):
    assert not journal.append(line)
lost = journal.lost
fill.unlink()
assert journal.append(line) and journal.lost == 0
written = next(folder.glob("*.clicks")).read_bytes().split(b"\\n")[1:-1]
losses = [each for each in written if each.startswith(b"!lost")]
assert len(losses) == 1 and losses[0].split(b"\\t")[1] == b"%d" % lost, losses
assert all(len(each) == 199 for each in written if each != losses[0]), "a torn line was left"
assert len(written) == 1 + after_full + 1 + 1
print("as it should", after_full, lost)
"""


def test_on_a_full_disk_the_reserve_is_used_then_losses_are_counted_and_told(tmp_path):
    mount = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    script = 'mount -t tmpfs -o size=1m none "$1" && exec "$2" -c "$3" "$1"'
    command = [*mount, script, "sh", str(tmp_path), sys.executable, FULL_DISK]
    tried = subprocess.run([*mount[:-2], "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("this machine lets nobody mount a small disk")

    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)

    assert "as it should" in done.stdout, done.stderr
