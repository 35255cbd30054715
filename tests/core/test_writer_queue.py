from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from core.settings import ROOT
from core.writer_queue import AlreadyWriting, WriterBusy, WriterQueue

LONG = 10.0

# Another program that takes the turn, says so, and keeps it until its standard input is closed.
HOLDER = """
import sys
from pathlib import Path
from core.writer_queue import WriterQueue
queue = WriterQueue(Path(sys.argv[1]))
queue.enter()
print("mine", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def queue(tmp_path: Path) -> WriterQueue:
    return WriterQueue(tmp_path / "samspel.db.writer")


def line_up(queue: WriterQueue, count: int) -> tuple[list[threading.Thread], list[int]]:
    """Threads that stand in line one after the other, and the list of those who have had their turn."""
    served: list[int] = []

    def write(number: int) -> None:
        queue.enter()
        served.append(number)
        queue.leave()

    threads = [threading.Thread(target=write, args=[number]) for number in range(count)]
    for ahead, thread in enumerate(threads):
        thread.start()
        wait_for_line(queue, ahead + 1)
    return threads, served


def take_a_turn(queue: WriterQueue) -> None:
    queue.enter()
    queue.leave()


def wait_for_line(queue: WriterQueue, length: int) -> None:
    end = time.monotonic() + LONG
    while len(queue._waiting) < length:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_threads_are_served_in_the_order_they_came(queue: WriterQueue) -> None:
    queue.enter()
    threads, served = line_up(queue, 5)
    assert served == []

    queue.leave()
    for thread in threads:
        thread.join(LONG)

    assert served == [0, 1, 2, 3, 4]


def test_one_writes_at_a_time(queue: WriterQueue) -> None:
    inside, most = 0, 0

    def write() -> None:
        nonlocal inside, most
        for _ in range(50):
            queue.enter()
            inside += 1
            most = max(most, inside)
            time.sleep(0)
            inside -= 1
            queue.leave()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)

    assert (inside, most) == (0, 1)


def test_a_thread_that_asks_for_the_turn_it_has_is_told_so(queue: WriterQueue) -> None:
    queue.enter()

    with pytest.raises(AlreadyWriting):
        queue.enter()

    queue.leave()
    queue.enter()
    queue.leave()


def test_who_waits_too_long_gives_up_and_the_line_goes_on_without_them(tmp_path: Path) -> None:
    queue = WriterQueue(tmp_path / "writer", patience=0.05)
    refused: list[WriterBusy] = []

    def hurry() -> None:
        try:
            queue.enter()
        except WriterBusy as error:
            refused.append(error)

    queue.enter()
    impatient = threading.Thread(target=hurry)
    impatient.start()
    impatient.join(LONG)
    queue.leave()

    assert len(refused) == 1
    queue.enter()
    queue.leave()


def test_a_side_file_that_cannot_be_opened_stops_one_writer_and_not_all_after_them(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    queue = WriterQueue(folder / "writer")
    with pytest.raises(WriterBusy, match="side file"):
        queue.enter()

    folder.mkdir()

    queue.enter()
    queue.leave()


def test_a_database_in_memory_needs_no_side_file() -> None:
    queue = WriterQueue(None)
    queue.enter()
    threads, served = line_up(queue, 2)
    queue.leave()
    for thread in threads:
        thread.join(LONG)

    assert served == [0, 1]


def test_another_process_waits_its_turn_and_gives_it_back_when_it_dies(queue: WriterQueue, tmp_path: Path) -> None:
    path = tmp_path / "samspel.db.writer"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "mine\n"
        writer = threading.Thread(target=take_a_turn, args=[queue])
        writer.start()
        writer.join(0.1)
        assert writer.is_alive()

        holder.kill()
        writer.join(LONG)
        assert not writer.is_alive()


def test_a_child_begins_with_an_empty_line_and_cannot_give_its_parent_s_turn_away(
    queue: WriterQueue, tmp_path: Path
) -> None:
    other_process = WriterQueue(tmp_path / "samspel.db.writer")
    queue.enter()
    child = os.fork()
    if child == 0:
        queue.leave()
        os._exit(0 if not queue._busy and queue._file is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    writer = threading.Thread(target=take_a_turn, args=[other_process])
    writer.start()
    writer.join(0.1)
    assert writer.is_alive(), "the parent has the turn still"
    queue.leave()
    writer.join(LONG)
    assert not writer.is_alive()


def test_a_queue_that_is_gone_leaves_no_open_file(tmp_path: Path) -> None:
    queue = WriterQueue(tmp_path / "writer")
    queue.enter()
    queue.leave()
    file = queue._file
    assert file is not None
    os.fstat(file)

    del queue
    gc.collect()

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(file)
