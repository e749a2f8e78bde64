#!/usr/bin/python3 -B
"""Lynghei kommune lives eight driven weeks through the real device protocol; then a kiosk is put up, children
(or you) press it, and Monday's page says what was pressed. Everything happens in .demo/ and ends with it."""
import argparse
import ctypes
import ctypes.util
import hashlib
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import time
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "journeys"))

import decisive  # noqa: E402
import lynghei  # noqa: E402
import office as offices  # noqa: E402
from fingers import VISITS_A_DAY, Display, Fingers, Glass, Wishes  # noqa: E402
from stage import BUILD, SOURCE, Gave, Process, Stage  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ZONE = ZoneInfo("Europe/Oslo")
FIRST_MONDAY = date(2025, 9, 1)
DAYS_OF_FINGERS = 3
RAM, RAM_NEEDED = pathlib.Path("/dev/shm"), 400 * 1024 * 1024


def at(day: date, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=ZONE).astimezone(timezone.utc)


class Teller:
    """What is going on: on a terminal one line that changes, elsewhere a line at most every two seconds."""

    def __init__(self):
        self.begun = self.told = time.monotonic()

    def line(self, text):
        self.clear()
        print(text, flush=True)
        self.told = time.monotonic()

    def progress(self, text):
        if sys.stdout.isatty():
            print(f"\r\033[K  {text}", end="", flush=True)
        elif time.monotonic() - self.told > 2:
            self.line(f"  {text}")

    @staticmethod
    def clear():
        if sys.stdout.isatty():
            print("\r\033[K", end="", flush=True)

    def seconds(self):
        return time.monotonic() - self.begun


class Disks:
    """Where simulated terminals keep their answers: in memory where there is room, so that 72 of them can
    commit as often as they like."""

    def __init__(self, otherwise: pathlib.Path):
        roomy = RAM.is_dir() and os.access(RAM, os.W_OK) and offices.free_room(RAM) > RAM_NEEDED
        self.path = RAM / f"stemme-fleet-{os.getpid()}" if roomy else otherwise
        self.is_ram = roomy

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.is_ram:
            shutil.rmtree(self.path, ignore_errors=True)

    def bring_from(self, folder):
        if folder != self.path:
            shutil.copytree(folder, self.path, dirs_exist_ok=True)

    def take_to(self, folder):
        if folder != self.path:
            shutil.copytree(self.path, folder, dirs_exist_ok=True)


class Demo:
    def __init__(self, words):
        self.words, self.tell = words, Teller()
        self.scratch = pathlib.Path(words.scratch).resolve()
        self.lived, self.run = self.scratch / "lived", self.scratch / "run"
        self.pictures, self.pressed = self.scratch / "pictures", self.scratch / "pressed.jsonl"
        self.page = self.scratch / "page.html"
        self.monday = FIRST_MONDAY + timedelta(weeks=words.weeks)

    # ------------------------------------------------------------------------------ eight weeks

    def stamp(self):
        """Changes with everything the lived weeks depend on."""
        parts = [f"{self.words.weeks} weeks"]
        for program in (BUILD / "stemme-collector", BUILD / "stemme-fleet"):
            parts.append(hashlib.sha256(program.read_bytes()).hexdigest())
        for path in sorted([*(SOURCE / "assets").rglob("*.toml"), HERE / "lynghei.py", HERE / "office.py"]):
            parts.append(hashlib.sha256(path.read_bytes()).hexdigest())
        return "\n".join(parts)

    def has_lived(self):
        kept = self.lived / "stamp"
        if not kept.exists() or kept.read_text() != self.stamp():
            return False
        if offices.is_free(int(self.address().rsplit(":", 1)[1])):
            return True
        self.tell.line(f"Somebody else is at {self.address()}: starting afresh at another port.")
        return False

    def address(self):
        return (self.lived / "address").read_text()

    def live(self):
        making = self.scratch / "making"
        for old in (making, self.lived):
            shutil.rmtree(old, ignore_errors=True)
        stage_folder = making / "stage"
        stage_folder.mkdir(parents=True)
        address = f"127.0.0.1:{offices.free_port()}"
        begins = at(date.fromisoformat(lynghei.PUT_UP_ON), "12:00")
        with Disks(making / "fleet") as disks, Stage(begins, stage_folder) as stage:
            office = offices.Office(making, address)
            office.found()
            office.serve(stage)
            screens = offices.set_up(office, self.tell.progress)
            self.tell.line(f"Lynghei kommune: 22 kindergartens, {screens} screens, {self.tell.seconds():.0f} s")
            self.live_weeks(stage, self.fleet(stage, office, disks, self.monday))
            disks.take_to(making / "fleet")
        shutil.rmtree(stage_folder)  # sockets and logs of a time that is over
        (making / "address").write_text(address)
        (making / "stamp").write_text(self.stamp())
        making.rename(self.lived)

    def fleet(self, stage, office, disks, until=None):
        words = ["--collector", office.address, "--codes", office.folder / "codes", "--disks", disks.path,
                 "--assets", SOURCE / "assets", "--since", lynghei.PUT_UP_ON, "--seed", lynghei.SEED]
        if until:
            words += ["--until", at(until, "06:15").strftime("%Y-%m-%dT%H:%M:%S.000Z")]
        return stage.add(Process("fleet", [BUILD / "stemme-fleet", *words],
                                 stage.clock.environment(), stage.folder))

    def live_weeks(self, stage, fleet):
        self.wait_for_line(fleet, "put up")
        told, day = 0, FIRST_MONDAY
        while day <= self.monday:
            self.advance(stage, at(day, "06:14" if day == self.monday else "23:59"))
            told = self.pass_on(fleet, told)
            day += timedelta(days=1)
        stage.clock.advance(minutes=2)
        fleet.process.wait(30)
        self.pass_on(fleet, told)
        if fleet.process.returncode != 0:
            raise Gave(f"the fleet ended:\n{fleet.said()[-2000:]}")

    def pass_on(self, process, told):
        """What a process has said since, but for its log."""
        lines = process.said().splitlines()
        for line in lines[told:]:
            if not line.startswith("<"):
                self.tell.line(f"  {line}")
        return len(lines)

    def wait_for_line(self, process, words):
        end = time.monotonic() + 120
        while words not in process.said():
            if not process.alive() or time.monotonic() > end:
                raise Gave(f"{process.name} did not say {words!r}:\n{process.said()[-2000:]}")
            self.tell.progress(f"waiting for the {process.name}")
            time.sleep(0.05)

    def advance(self, stage, when):
        """In steps, so that something can be told meanwhile."""
        while True:
            now = stage.clock.now()
            if now >= when:
                return
            stage.clock.advance_to(min(when, now + timedelta(hours=3)))
            self.tell.progress(now.astimezone(ZONE).strftime("%A %-d %B, %H:%M"))

    # ------------------------------------------------------------------------------- the new screen

    def play(self):
        for old in (self.run, self.pictures):
            shutil.rmtree(old, ignore_errors=True)
        self.pressed.unlink(missing_ok=True)
        shutil.copytree(self.lived, self.run)
        self.pictures.mkdir()
        stage_folder = self.run / "stage"
        stage_folder.mkdir()
        with Disks(self.run / "fleet") as disks, Stage(at(self.monday, "06:16"), stage_folder) as stage:
            disks.bring_from(self.run / "fleet")
            office = offices.Office(self.run, self.address())
            office.serve(stage)
            self.wait_for_line(self.fleet(stage, office, disks), "put up")
            display = None if self.words.once else a_display()
            glass = self.put_up_a_screen(stage, office, with_parents=display is not None)
            if display:
                glass = self.open_window(stage, glass, display)
            else:
                self.tell.line("No display here: the kiosk stands on a virtual screen and scripted fingers press it.")
                self.a_week_of_fingers(stage, glass)
                status = self.look_at_the_page(office)
                if self.words.once:
                    return status
            self.say_where(office)
            self.stay(stage, glass)
        return 0

    def put_up_a_screen(self, stage, office, with_parents):
        """For whoever tries everything it serves the parents too; the fingers press for children."""
        units = {"children": (self.run / "new-unit").read_text()}
        if with_parents:
            units["parents"] = (self.run / "new-parents").read_text()
        code = office.code_for(lynghei.NEW_HOUSE, "Gangen", **units)
        self.tell.progress(f"connecting a new screen by its code {code}")
        glass = stage.add(Glass(stage, self.address(), self.pictures))
        self.advance(stage, at(self.monday, "09:00"))
        glass.type_code(code)
        self.tell.line(f"A new screen is connected: typed {code} on the glass, {self.tell.seconds():.0f} s")
        self.advance(stage, at(self.monday, "13:30"))
        return glass

    def open_window(self, stage, glass, display):
        glass.end()
        stage.things.remove(glass)
        return stage.add(Glass(stage, self.address(), self.pictures, Display(display)))

    def a_week_of_fingers(self, stage, glass):
        glass.look_at_languages()
        fingers = Fingers(glass, self.pressed, Wishes(lynghei.SEED, VISITS_A_DAY * DAYS_OF_FINGERS))
        for number in range(DAYS_OF_FINGERS):
            day = self.monday + timedelta(days=number)
            self.advance(stage, at(day, "13:30"))
            for _ in range(VISITS_A_DAY):
                fingers.visit(day.isoformat())
                self.tell.progress(f"{day:%A}: visit {fingers.visits}")
        self.tell.line(f"Fingers: {fingers.visits} visits, {len(self.pressed.read_text().splitlines())} answers "
                       f"on three days, {self.tell.seconds():.0f} s")
        self.advance(stage, at(self.monday + timedelta(weeks=1), "05:05"))

    # ------------------------------------------------------------------------------------- the page

    def look_at_the_page(self, office):
        """0 only when the page says what was pressed, and would not say so had one press been another."""
        agrees = self.expect(office, self.pressed, "--keep", self.page)
        self.tell.line(agrees.stdout.strip() + agrees.stderr)
        photograph_page(self.page, self.pictures / "page.png")
        changed = self.scratch / "pressed-changed.jsonl"
        change = decisive.write_with_one_changed(self.pressed, changed)
        if change is None:
            self.tell.line("No single press decides anything: nothing is shown by that.")
            return 1
        denies = self.expect(office, changed)
        press, other = change
        self.tell.line(f"Had visit {press['visit']} pressed {other!r} and not {press['chosen']!r}, the proof "
                       f"{'fails, as it must' if denies.returncode == 1 else 'does not notice'}.")
        self.tell.line(f"Pictures: {self.pictures}   {self.tell.seconds():.0f} s in all")
        return 0 if (agrees.returncode, denies.returncode) == (0, 1) else 1

    def expect(self, office, pressed, *more):
        return subprocess.run(
            [sys.executable, "-B", HERE / "expect.py", "--pressed", pressed, "--members", str(lynghei.NEW_SIZE),
             "--address", f"https://{office.address}", "--login", next(iter(offices.STAFF)),
             "--password-file", office.folder / "password", *more],
            capture_output=True, text=True)

    def say_where(self, office):
        names = " or ".join(offices.STAFF)
        self.tell.line(f"\nThe staff page: https://{office.address}/   (a certificate of its own: say yes to it)\n"
                       f"  sign in as {names}, password {office.password()}\n"
                       f"  PIN of the kiosk's staff page: {offices.PIN}; rounds, conversations and play begin there\n"
                       f"  tokens to print and to press: {self.run / 'tokens.html'}\n"
                       "Enter: the next school day. Ctrl-C ends everything.")

    def stay(self, stage, glass):
        """Driven time at the speed of the wall's clock, until somebody has had enough."""
        before = time.monotonic()
        while glass.process.alive():
            if select.select([sys.stdin], [], [], 0.015)[0] and not self.next_day(stage):
                time.sleep(0.015)
            now = time.monotonic()
            stage.clock.advance(seconds=now - before)
            before = now

    def next_day(self, stage):
        if not sys.stdin.readline():
            return False  # nobody types here
        here = stage.clock.now().astimezone(ZONE)
        day = here.date() + timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
        self.advance(stage, at(day, "14:00"))
        self.tell.line(f"It is {day:%A %-d %B}, 14:00 in Lynghei. On Mondays the page of the week before is out.")
        return True


def a_display():
    name = os.environ.get("DISPLAY")
    x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
    x11.XOpenDisplay.restype = ctypes.c_void_p
    return name if name and x11.XOpenDisplay(name.encode()) else None


def photograph_page(page, picture):
    chromium = shutil.which("chromium")
    if not chromium:
        print("Chromium is not here: no picture of the page")
        return
    subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    "--window-size=900,1273", f"--screenshot={picture}", page.as_uri()],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, check=False)


def interrupted(*_):
    raise KeyboardInterrupt


def main():
    words = argparse.ArgumentParser(prog="./stemme demo", description=__doc__)
    words.add_argument("--once", action="store_true", help="prove the page and end")
    words.add_argument("--weeks", type=int, default=8, help="how many weeks the municipality lives first")
    words.add_argument("--scratch", default=SOURCE / ".demo", help="where everything happens")
    words.add_argument("--afresh", action="store_true", help="live the weeks again")
    demo = Demo(words.parse_args())
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, interrupted)
    try:
        if demo.words.afresh or not demo.has_lived():
            demo.live()
        return demo.play()
    except KeyboardInterrupt:
        Teller.clear()
        return 130 if demo.words.once else 0
    except Gave as gave:
        print(f"\nThe demo did not go through: {gave}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
