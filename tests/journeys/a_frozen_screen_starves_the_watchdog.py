#!/usr/bin/python3 -B
"""A frozen screen starves the watchdog: systemd is told that the kiosk is alive only while the display takes its
frames, even where the picture lies still. Real time, for the watchdog knows no other."""
import os
import pathlib
import signal
import socket
import tempfile
import time

from stage import BUILD, SOURCE, Process, VirtualScreen, wait_for

WATCHDOG = 1.0  # seconds; fed twice as often


class Listener:
    """What systemd would hear."""

    def __init__(self, path):
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.line.bind(str(path))
        self.line.setblocking(False)

    def heard(self):
        """All since the last time."""
        words = []
        while True:
            try:
                words.append(self.line.recv(256).decode())
            except BlockingIOError:
                return words


def main():
    with tempfile.TemporaryDirectory(prefix="stemme-journey-") as folder:
        folder = pathlib.Path(folder)
        ear, screen = Listener(folder / "notify"), VirtualScreen()
        kiosk = Process(
            "kiosk", [BUILD / "stemme-kiosk", "--state", folder / "state", "--assets", SOURCE / "assets"],
            {"DISPLAY": screen.name, "NOTIFY_SOCKET": str(folder / "notify"), "SDL_AUDIODRIVER": "dummy",
             "WATCHDOG_USEC": str(int(WATCHDOG * 1e6))}, folder)
        try:
            wait_for("READY", lambda: "READY=1" in ear.heard())
            wait_for("a first WATCHDOG", lambda: "WATCHDOG=1" in ear.heard())
            os.kill(screen.process.pid, signal.SIGSTOP)
            time.sleep(WATCHDOG)  # what was under way has arrived
            ear.heard()
            time.sleep(2 * WATCHDOG)
            assert not ear.heard(), "fed, and nobody has seen a frame"
            os.kill(screen.process.pid, signal.SIGCONT)
            wait_for("WATCHDOG again", lambda: "WATCHDOG=1" in ear.heard())
        finally:
            os.kill(screen.process.pid, signal.SIGCONT)
            kiosk.end()
            screen.end()
    print("fed while frames are taken, starved while they are not")


if __name__ == "__main__":
    main()
