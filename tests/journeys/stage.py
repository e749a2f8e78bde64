"""The stage journeys are played on: real processes, real X11 input, real TLS, driven time (C13).

Nothing here knows how the product works inside. It starts programs, presses the glass, reads what the
kiosk says it shows (STEMME_SHOWN, driven builds only) and fetches pages as a browser would.
"""
import ctypes
import ctypes.util
import json
import mmap
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("STEMME_BUILD", SOURCE / ".build" / "test"))
PATIENCE = 60.0  # real seconds until a journey gives up waiting for a process


def milliseconds(when: datetime) -> int:
    return int(when.timestamp() * 1000)


class Gave(Exception):
    """Something did not happen that should have."""


def skip(why: str):
    """Ends the journey: ctest says that it was skipped (SKIP_RETURN_CODE), and why."""
    print(why)
    sys.exit(77)


def wait_for(what: str, happened, patience=PATIENCE, pause=0.01):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        value = happened()
        if value:
            return value
        time.sleep(pause)
    raise Gave(f"waited {patience:.0f} s for {what}")


class DrivenClock:
    """One process that holds now. `advance` returns when everybody waits again."""

    def __init__(self, folder: pathlib.Path, start: datetime):
        self.socket_path = folder / "clock"
        self.process = subprocess.Popen(
            [BUILD / "stemme-clock", str(self.socket_path), str(milliseconds(start))], stdout=subprocess.PIPE,
            process_group=0)  # Ctrl-C is ours: we end what we started, the clock last
        self.process.stdout.readline()
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(str(self.socket_path))
        self.line.settimeout(PATIENCE)
        self.unread = b""
        self.ask("now")

    def ask(self, line: str) -> str:
        self.line.sendall((line + "\n").encode())
        try:
            while b"\n" not in self.unread:
                self.unread += self.line.recv(4096)
        except socket.timeout:
            raise Gave(f"driven time stands still (asked: {line})") from None
        answer, self.unread = self.unread.split(b"\n", 1)
        return answer.decode()

    def environment(self):
        """Of a process whose time it drives."""
        return {"STEMME_DRIVEN_CLOCK": str(self.socket_path)}

    def now(self) -> datetime:
        return datetime.fromtimestamp(int(self.ask("now")[3:]) / 1000, timezone.utc)

    def advance(self, **by):
        self.ask(f"advance {int(timedelta(**by).total_seconds() * 1000)}")

    def advance_to(self, when: datetime):
        self.ask(f"until {milliseconds(when)}")

    def settle(self):
        """Returns when all wait again."""
        self.ask("advance 0")

    def end(self):
        self.line.close()
        self.process.terminate()
        self.process.wait()


class VirtualScreen:
    """An Xvfb of its own, or the display that is there (demo in a window)."""

    def __init__(self, width=1280, height=800):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-ac"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0)
        os.close(write)
        number = ""
        while not number.endswith("\n"):  # closed sooner, Xvfb would die of its own newline
            part = os.read(read, 16).decode()
            if not part:
                break
            number += part
        os.close(read)
        number = number.strip()
        if not number:
            raise Gave("no virtual screen: Xvfb ended at once")
        self.name = ":" + number

    def end(self):
        self.process.terminate()
        self.process.wait()


class Finger:
    """Real X11 events through XTEST: down, at least eighty milliseconds, up. An event counts as given when
    the kiosk has heard it: the X server may hand it over in its own time, and in pieces."""

    def __init__(self, display: str, clock: DrivenClock, heard):
        """`heard` says how many times fingers came down or went up so far."""
        self.clock = clock
        self.heard = heard
        self.x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
        self.xtst = ctypes.CDLL(ctypes.util.find_library("Xtst"))
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(display.encode()))
        if not self.display:
            raise Gave(f"cannot open the display {display}")

    def press(self, x: float, y: float):
        self.come_down(x, y)
        self.button(False)

    def come_down(self, x: float, y: float, hold=0.12):
        self.xtst.XTestFakeMotionEvent(self.display, -1, int(x), int(y), 0)
        self.button(True)
        self.clock.advance(seconds=hold)

    def lift(self):
        """Off the glass, whoever may have been killed under it."""
        self.xtst.XTestFakeButtonEvent(self.display, 1, 0, 0)
        self.x11.XSync(self.display, 0)

    def button(self, is_down: bool):
        known = self.heard()
        self.xtst.XTestFakeButtonEvent(self.display, 1, 1 if is_down else 0, 0)
        self.x11.XSync(self.display, 0)
        wait_for("the kiosk to hear a finger", lambda: self.heard() > known, pause=0.0005)
        self.clock.settle()


class Process:
    """`who` says as whom it runs, in subprocess's words; without it, as us."""

    def __init__(self, name, arguments, environment, folder: pathlib.Path, who=None):
        self.name = name
        self.log_path = folder / f"{name}.log"
        self.log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [str(a) for a in arguments], env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, process_group=0, **(who or {}))

    def alive(self):
        return self.process.poll() is None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        if self.alive():
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()
        return self.process.returncode

    def said(self) -> str:
        return self.log_path.read_text(errors="replace")


class KillSwitch:
    """Ends a process with SIGKILL at its n-th write, sync or send (tests/stand-ins/kill_switch)."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        path.write_bytes(bytes(40))
        with open(path, "r+b") as file:
            self.board = memoryview(mmap.mmap(file.fileno(), 40)).cast("q")

    def environment(self):
        return {"LD_PRELOAD": str(BUILD / "tests/stand-ins/kill_switch/libkill_switch.so"),
                "STEMME_KILL_SWITCH": str(self.path), "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def arm(self, calls: int, last_is_done: bool, only_syncs: bool):
        self.board[1] = 1 if last_is_done else 0
        self.board[2] = 1 if only_syncs else 0
        self.board[0] = calls

    def disarm(self):
        self.board[0] = 0

    def calls(self):
        """How many calls so far, and how many of them syncs."""
        return self.board[3], self.board[4]


class Shown:
    """What the kiosk says it shows: one JSON line a change, driven builds only."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.read, self.bytes_read = [], 0

    def lines(self):
        """Each is read once: a week of fingers asks thousands of times what is shown."""
        if self.path.exists() and self.path.stat().st_size > self.bytes_read:
            with open(self.path, "rb") as book:
                book.seek(self.bytes_read)
                whole = book.read().rpartition(b"\n")[0]
            self.read += [self.frame_in(line) for line in whole.splitlines() if line]
            self.bytes_read += len(whole) + 1 if whole else 0
        return self.read

    @staticmethod
    def frame_in(line):
        """Behind half a line, as a killed kiosk leaves it, stands the first of the next one."""
        return json.loads(line[line.rindex(b'{"screen"'):])

    def heard(self):
        """How many times fingers came down or went up."""
        path = pathlib.Path(f"{self.path}.heard")
        return path.stat().st_size if path.exists() else 0

    def last(self):
        lines = self.lines()
        return lines[-1] if lines else {"screen": "nothing", "targets": []}


class Kiosk:
    """A real kiosk process on a screen, and the hands in front of it."""

    def __init__(self, stage, name="kiosk", environment=None, words=(), run_by=()):
        self.stage = stage
        self.folder = stage.folder / name
        self.folder.mkdir(exist_ok=True)
        self.shown = Shown(self.folder / "shown.jsonl")
        self.name = name
        self.environment = environment or {}
        self.words = words
        self.run_by = run_by
        self.screen = stage.new_screen()
        self.start()

    def start(self):
        self.process = Process(
            self.name, [*self.run_by, BUILD / "stemme-kiosk", "--state", self.folder / "state", "--assets",
                        SOURCE / "assets", "--generated-voices", BUILD / "voices", "--window", "1280x800", *self.words],
            {"DISPLAY": self.screen.name, **self.stage.clock.environment(), "STEMME_SHOWN": str(self.shown.path),
             "SDL_AUDIODRIVER": "dummy", **self.environment}, self.folder)
        known = len(self.shown.lines())
        wait_for(f"{self.name} to show something", lambda: len(self.shown.lines()) > known or self.died())
        if isinstance(self.screen, VirtualScreen):  # a real display has fingers of its own
            self.finger = Finger(self.screen.name, self.stage.clock, self.heard)
            self.finger.lift()

    def heard(self):
        self.died()
        return self.shown.heard()

    def died(self):
        """Raises when it has; so it can stand in a condition."""
        if not self.process.alive():
            raise Gave(f"{self.name} ended with {self.process.process.returncode}:\n{self.process.said()[-2000:]}")
        return False

    def kill_and_restart(self):
        self.process.kill()
        self.start()

    def sees(self):
        return self.shown.last()

    def wait_for_screen(self, screen, advancing=None, patience=PATIENCE):
        """Lets driven time pass in steps until the kiosk shows that screen."""
        end = time.monotonic() + patience
        while self.sees()["screen"] != screen:
            self.died()
            if time.monotonic() > end:
                raise Gave(f"{self.name} shows {self.sees()['screen']}, not {screen}")
            self.stage.clock.advance(seconds=advancing or 0.25)
        return self.sees()

    def middle_of(self, target):
        """Of the target of that id or name."""
        for candidate in self.sees()["targets"]:
            if target in (candidate["id"], candidate.get("name")):
                return candidate["x"] + candidate["w"] / 2, candidate["y"] + candidate["h"] / 2
        raise Gave(f"nothing called {target!r} on {self.sees()}")

    def tap(self, target):
        self.finger.press(*self.middle_of(target))

    def end(self):
        code = self.process.end()
        self.screen.end()
        return code


class Stage:
    """A folder, a clock, and everything started on it; ends all of it whatever happens."""

    def __init__(self, start: datetime, folder=None, clock_kind=DrivenClock):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="stemme-journey-"))
        self.kept = folder is not None
        self.clock = clock_kind(self.folder, start)
        self.things = []
        self.switches = {}  # kill switches, by whom they end

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        for thing in reversed(self.things):
            try:
                thing.end()
            except Exception as trouble:  # the rest must end too
                print(f"ending {thing}: {trouble}", file=sys.stderr)
        self.clock.end()
        if kind is None and not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)
        elif kind not in (None, KeyboardInterrupt):
            print(f"left for a look: {self.folder}", file=sys.stderr)

    def new_screen(self):
        return VirtualScreen()

    def add(self, thing):
        self.things.append(thing)
        return thing
