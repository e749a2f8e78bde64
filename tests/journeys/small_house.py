"""One house with one group and its parents, a real collector behind real TLS, and whoever stands at the kiosk.

Set up only through the collector's own verbs, as an IT person would.
"""
import html
import http.cookiejar
import os
import re
import ssl
import subprocess
import urllib.parse
import urllib.request
from datetime import datetime
from zoneinfo import ZoneInfo

from stage import BUILD, SOURCE, DrivenClock, Gave, KillSwitch, Kiosk, Process, Stage, wait_for

PIN = "314159"
PASSWORD = "en lang setning for prøver"
KEYS = "1234567890QWERTYUIOPASDFGHJKLZXCVBNM.-:/"


def oslo(year, month, day, hour=0, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Oslo"))


class Collector:
    """The real collector: init, serve, verbs. May be killed and started again."""

    program = BUILD / "stemme-collector"
    assets, templates = SOURCE / "assets", SOURCE / "server-sync/dashboard/templates"
    who = {}  # as whom its verbs run, in subprocess's words; empty: as us
    founding = ()  # more words for init
    host = "127.0.0.1"

    def __init__(self, stage, packs=("bhg-dagen-56",), environment=None):
        self.stage = stage
        self.serving = environment or {}
        self.home = self.make_home()
        self.state = self.home / "collector"
        self.port = 0
        self.run("init", self.state, "--owner", self.assets / "owners/lynghei.toml", "--host", self.host,
                 "--export", self.home / "keys.export", "--assets", self.assets, "--templates", self.templates,
                 *self.founding, said="fire ord som ingen gjetter\n")
        self.serve()
        self.verb("house", "add", "--id", "lyngtua", "--name", "Lyngtua")
        self.secret_verb(PIN, "house", "pin", "--house", "lyngtua")
        self.group = self.unit("Maurtua", 18, "barn", "5-6")
        self.parents = self.unit("Foreldre", 40, "forelder", "adult")
        self.secret_verb(PASSWORD, "staff", "add", "--login", "maurtua@lyngtua", "--role", "head", "--house", "lyngtua")
        for pack in packs:
            self.verb("pack", "adopt", "--house", "lyngtua", "--pack", pack, "--accepted-by", "styrer", "--decision",
                      "rutinene i garderoben")

    def make_home(self):
        return self.stage.folder

    def environment(self):
        return self.stage.clock.environment()

    def run(self, *words, said=None):
        done = subprocess.run([self.program, *map(str, words)], input=said, text=True, capture_output=True,
                              env={**os.environ, **self.environment()}, **self.who)
        if done.returncode != 0:
            raise Gave(f"stemme-collector {' '.join(map(str, words))}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def verb(self, *words):
        return self.run(*words, "--state", self.state)

    def secret_verb(self, secret, *words):
        return self.run(*words, "--state", self.state, said=secret + "\n")

    def unit(self, name, size, audience, band):
        said = self.verb("unit", "add", "--house", "lyngtua", "--name", name, "--size", size, "--audience", audience,
                         "--band", band)
        return re.search(r"[0-9a-f]{16}", said).group()

    def code(self, **units):
        words = [word for name, unit in units.items() for word in (f"--{name}", unit)]
        said = self.verb("device", "code", "--house", "lyngtua", "--place", "garderoben", *words)
        return re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", said).group()

    def serve(self):
        self.process = Process("collector", self.serving_words(), {**self.environment(), **self.serving},
                               self.stage.folder)
        known = self.process.said().count("listening on")
        wait_for("the collector to listen", lambda: self.process.said().count("listening on") > known or self.died())
        self.port = int(re.findall(r"listening on https://[^:]+:(\d+)", self.process.said())[-1])

    def serving_words(self):
        return [self.program, "serve", self.state, "--listen", self.address]

    def died(self):
        if not self.process.alive():
            raise Gave("the collector ended:\n" + self.process.said()[-2000:])
        return False

    def kill_and_serve(self):
        self.process.kill()
        self.serve()

    @property
    def address(self):
        return f"{self.host}:{self.port}"

    def end(self):
        return self.process.end()

    def reconciliation(self):
        return self.verb("reconcile")

    def counts(self):
        """The reconciliation line by its words: {"stored": 36, "counted": 36, "unopened": 0}."""
        said = self.reconciliation()
        assert "holds" in said, said
        return {name.strip(): int(number) for name, number in re.findall(r"([a-z ]+?)\s+(\d+)", said)}


class StaffBrowser:
    """Fetches pages as a browser does: cookie, form, hidden fields. The certificate is the test's own."""

    def __init__(self, collector):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.base = f"https://{collector.address}"
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path):
        with self.opener.open(self.base + path, timeout=30) as reply:
            return reply.read().decode()

    def log_in(self, login="maurtua@lyngtua", password=PASSWORD):
        page = self.get("/login")
        hidden = dict(re.findall(r'<input[^>]*type="?hidden"?[^>]*name="?([^" >]+)"?[^>]*value="([^"]*)"', page))
        names = re.findall(r'<input[^>]*name="([^"]+)"', page)
        login_name = next(name for name in names if name not in hidden and "pass" not in name)
        password_name = next(name for name in names if "pass" in name)
        form = {**{k: html.unescape(v) for k, v in hidden.items()}, login_name: login, password_name: password}
        request = urllib.request.Request(self.base + "/login", urllib.parse.urlencode(form).encode(),
                                         {"Origin": self.base, "Sec-Fetch-Site": "same-origin"})
        with self.opener.open(request, timeout=30) as reply:
            return reply.read().decode()

    def week(self, unit, year, week):
        return self.get(f"/week/{unit}/{year}-W{week:02}")


class Child:
    """Someone in front of the kiosk who looks before choosing."""

    def __init__(self, kiosk):
        self.kiosk = kiosk
        self.clock = kiosk.stage.clock
        self.pressed = []

    def until(self, what, happened, step=0.25, most=90.0):
        waited = 0.0
        while not happened(self.kiosk.sees()):
            self.kiosk.died()
            if waited > most:
                raise Gave(f"never saw {what}: {self.kiosk.sees()}")
            self.clock.advance(seconds=step)
            waited += step
        return self.kiosk.sees()

    def start(self):
        self.until("an open start screen", lambda s: any(t["name"] == "start" for t in s["targets"]))
        self.clock.advance(seconds=6)
        self.kiosk.tap("start")
        return self.until("a question", lambda s: s["screen"] == "question")

    def choose(self, option):
        """Presses it and sees it chosen; the acknowledged answer."""
        seen = self.kiosk.sees()
        self.clock.advance(seconds=2.5)
        self.kiosk.tap(option)
        self.until(f"{option} chosen", lambda s: s["chosen"] == option or s["screen"] != "question", step=0.02)
        self.pressed.append((seen["question"], option))
        return seen["question"]

    def visit(self, wish):
        """`wish(question, options)` says what to press; from the start screen to the start screen."""
        seen = self.start()
        while seen["screen"] == "question":
            asked = self.choose(wish(seen["question"], seen["options"]))
            seen = self.until("what comes next", lambda s: s["screen"] != "question" or s["question"] != asked)
        self.until("the start screen", lambda s: any(t["name"] == "start" for t in s["targets"]))


def type_code(kiosk, address, code):
    """Staff type the address and the code on the glass."""
    clock = kiosk.stage.clock
    wait_for("the enrolment screen", lambda: kiosk.sees()["screen"] == "enrol")
    clock.advance(seconds=1)
    kiosk.tap("address")
    for letter in address.upper():
        clock.advance(seconds=0.5)
        kiosk.tap(300 + KEYS.index(letter))
    clock.advance(seconds=0.5)
    kiosk.tap("code")
    for letter in code.replace("-", ""):
        clock.advance(seconds=0.5)
        kiosk.tap(300 + KEYS.index(letter))
    clock.advance(seconds=0.5)
    kiosk.tap("enter")
    kiosk.wait_for_screen("attract")


def enter_pin(kiosk):
    """An adult goes from the start screen to the staff's page."""
    clock = kiosk.stage.clock
    clock.advance(seconds=2)
    kiosk.tap("staff")
    kiosk.wait_for_screen("pin")
    for digit in PIN:
        clock.advance(seconds=1)
        kiosk.tap(300 + int(digit))
    kiosk.wait_for_screen("staff")
    clock.advance(seconds=1)


def open_house(start, packs=("bhg-dagen-56",), with_switches=False, collector_kind=Collector, before_kiosk=None,
               clock_kind=DrivenClock):
    """A stage with a collector and an enrolled kiosk for the group; both with a kill switch if wanted.
    `before_kiosk(stage)` prepares a place for it, and may return more words for its `Kiosk`."""
    stage = Stage(start, clock_kind=clock_kind)
    try:
        def environment(name):
            if with_switches:
                stage.switches[name] = KillSwitch(stage.folder / f"{name}.switch")
            return stage.switches[name].environment() if with_switches else {}
        collector = stage.add(collector_kind(stage, packs, environment("collector")))
        more = (before_kiosk(stage) if before_kiosk else None) or {}
        kiosk = stage.add(Kiosk(stage, "kiosk", **{"environment": environment("kiosk"), **more}))
        type_code(kiosk, collector.address, collector.code(children=collector.group))
        return stage, collector
    except Exception:
        stage.__exit__(Exception, None, None)
        raise
