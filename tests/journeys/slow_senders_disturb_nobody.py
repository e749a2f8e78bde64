#!/usr/bin/python3 -B
"""Slow senders disturb nobody: a thousand connections that send their heads a few bytes at a time, then a thousand
that dawdle over a body, then a thousand that hardly read; meanwhile whoever comes is answered, and afterwards the
collector is as it was (trust.md 1.2, row 35). The senders are slowhttptest's."""
import os
import pathlib
import subprocess
import time

from hostile_requests_are_turned_away import Door, memory_within_bounds
from small_house import Collector, oslo
from stage import Stage, wait_for

SENDERS, SECONDS, A_SECOND = 1000, 12, 250
MOST_OF_THEM = SENDERS * 9 // 10
ANSWERED_WITHIN = 5  # seconds, with a sanitizer and everything on two processors
WAYS = {
    "slow heads": ["-H", "-i", "3", "-t", "GET"],
    "slow bodies": ["-B", "-i", "3", "-s", "8192", "-t", "POST"],
    "slow readers": ["-X", "-i", "3", "-w", "16", "-y", "32", "-n", "3", "-z", "8", "-t", "GET"],
}


def dawdle(port, words, folder):
    """A thousand of them; ends by itself."""
    return subprocess.Popen(
        ["/usr/bin/slowhttptest", *words, "-c", str(SENDERS), "-r", str(A_SECOND), "-l", str(SECONDS), "-x", "8",
         "-p", str(SECONDS), "-u", f"https://127.0.0.1:{port}/login"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=open(folder / "slow.log", "ab"), stderr=subprocess.STDOUT)


def come_and_go(door, senders):
    """While they dawdle; how long the slowest of ours waited, and how many came."""
    slowest, came = 0.0, 0
    while senders.poll() is None:
        begun = time.monotonic()
        status = door.knock(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        slowest, came = max(slowest, time.monotonic() - begun), came + 1
        assert status == 200, f"visitor {came} was told {status}"
        time.sleep(0.1)
    return slowest, came


def leads_to_a_socket(file):
    try:
        return os.readlink(file).startswith("socket:")
    except FileNotFoundError:  # Closed since the folder was read: it is none of them any more.
        return False


def connections_of(collector):
    """Its sockets; a few of them listen or lead to its own rooms."""
    files = pathlib.Path(f"/proc/{collector.process.process.pid}/fd").iterdir()
    return sum(map(leads_to_a_socket, files))


def main():
    with Stage(oslo(2025, 9, 15, 13, 10)) as stage:
        collector = stage.add(Collector(stage, environment={"ASAN_OPTIONS": "quarantine_size_mb=4"}))
        door = Door(collector.port)
        assert door.knock(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n") == 200
        before = connections_of(collector)
        for way, words in WAYS.items():
            senders = dawdle(collector.port, words, stage.folder)
            wait_for(f"{way} to be there", lambda: senders.poll() is not None or connections_of(collector) >= MOST_OF_THEM)
            most = connections_of(collector)
            slowest, came = come_and_go(door, senders)
            assert most >= MOST_OF_THEM, f"{way}: only {most} at once; nothing was tried"
            assert slowest < ANSWERED_WITHIN, f"{way}: somebody waited {slowest:.1f} s"
            assert collector.process.alive(), f"{way} ended the collector"
            print(f"{way}: {most} at once, {came} others came, the slowest waited {slowest:.2f} s")
        wait_for("the last of them to go", lambda: connections_of(collector) <= before)
        print(f"{memory_within_bounds(collector.process)} MiB afterwards")


if __name__ == "__main__":
    main()
