#!/usr/bin/python3 -B
"""Two users share a collector: the web side answers devices and staff and can read no key that opens a box; counting has
no port. A tap becomes a Monday finding; either may be killed, and nothing is lost."""
import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
from datetime import timedelta

from small_house import Child, Collector, StaffBrowser, open_house, oslo
from stage import Gave, Process, skip, wait_for

COUNTING, WEB, GROUP = 64001, 64002, 64001  # users and a group that nobody else on a machine has
BEHIND = "ikke talt ennå"


def as_user(user):
    return {"user": user, "group": GROUP, "extra_groups": [], "umask": 0o077}


class SplitCollector(Collector):
    """`serve --only count` as the directory's owner, `serve --only web` as another of its group."""

    who = as_user(COUNTING)

    def make_home(self):
        """What a package puts where everybody can read it, and a home of counting's own."""
        os.chmod(self.stage.folder, 0o755)
        for name, mode in (("clock", 0o666), ("clock.now", 0o644)):
            os.chmod(self.stage.folder / name, mode)
        installed = self.stage.folder / "installed"
        self.assets, self.templates = installed / "assets", installed / "templates"
        shutil.copytree(Collector.assets, self.assets)
        shutil.copytree(Collector.templates, self.templates)
        self.program = shutil.copy(Collector.program, installed)
        self.offsite = self.folder_of_counting("offsite")
        self.founding = ("--offsite", self.offsite)
        return self.folder_of_counting("home", 0o755)

    def folder_of_counting(self, name, mode=0o700):
        folder = self.stage.folder / name
        folder.mkdir(mode)
        os.chmod(folder, mode)
        os.chown(folder, COUNTING, GROUP)
        return folder

    def serve(self):
        self.run("split", "--state", self.state)
        self.serve_count()
        self.serve_web()

    def side(self, name, user, *words):
        return Process(name, [self.program, "serve", self.state, "--only", name, *words], self.environment(),
                       self.stage.folder, as_user(user))

    def serve_web(self):
        self.web = self.side("web", WEB, "--listen", f"127.0.0.1:{self.port}")
        self.until_said(self.web, "listening on")
        self.port = int(re.findall(r"listening on https://[^:]+:(\d+)", self.web.said())[-1])

    def serve_count(self):
        self.count = self.side("count", COUNTING)
        self.until_said(self.count, "counting\n")

    def until_said(self, process, words):
        known = process.said().count(words)
        wait_for(f"{process.name} to say {words}", lambda: process.said().count(words) > known or self.died(process))

    def died(self, process):
        if not process.alive():
            raise Gave(f"{process.name} ended:\n{process.said()[-2000:]}")
        return False

    def end(self):
        codes = {side.name: side.end() for side in (self.web, self.count)}
        if any(codes.values()):
            raise Gave(f"ended badly: {codes}")

    def doctor(self):
        """What it says, whether it finds all well or not."""
        return subprocess.run([self.program, "doctor", "--state", self.state], capture_output=True, text=True,
                              env={**os.environ, **self.environment()}, **self.who).stdout

    def fails(self, user, *words):
        """It must not work; what was said."""
        done = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True,
                              env={**os.environ, **self.environment()}, **as_user(user))
        assert done.returncode != 0, f"{words} worked: {done.stdout}"
        return done.stdout + done.stderr


def read_as(user, path):
    """Whether that user can read it, asked of the kernel."""
    return subprocess.run(["/bin/cat", str(path)], capture_output=True, **as_user(user)).returncode == 0


class House:
    def __init__(self, stage, collector):
        self.stage, self.clock, self.collector = stage, stage.clock, collector
        self.child = Child(stage.things[1])
        self.day = oslo(2025, 9, 15, 13, 15)

    def day_of_answers(self, until=timedelta(hours=9)):
        """Six children, and the batch of the day has had time to be sent."""
        self.clock.advance_to(self.day)
        for wish in ("bra", "bra", "ikke-bra", "bra", "midt", "bra"):
            self.child.visit(lambda question, options: wish if wish in options else options[-1])
        self.clock.advance_to(self.day + until)
        self.day += timedelta(days=3 if self.day.weekday() == 4 else 1)

    def metrics(self):
        text = StaffBrowser(self.collector).get("/metrics")
        return {name: int(value) for name, value in re.findall(r"^stemme_(\w+) (\d+)$", text, re.MULTILINE)}

    def page(self, week):
        browser = StaffBrowser(self.collector)
        browser.log_in()
        return browser.week(self.collector.group, 2025, week)

    def everything_is_counted(self):
        said = self.collector.counts()
        assert said["stored"] == said["counted"] == len(self.child.pressed), f"{len(self.child.pressed)} given: {said}"
        return said


def the_web_side_holds_no_key_of_countings(collector):
    secrets = [collector.state / "identity.key", *collector.state.glob("sealing-*.key")]
    assert len(secrets) == 2, secrets
    for secret in secrets:
        assert read_as(COUNTING, secret) and not read_as(WEB, secret), f"{secret} is readable to the web side"
    assert read_as(WEB, collector.state / "reply.key"), "the web side cannot sign a reply"
    assert not read_as(WEB, collector.offsite / "release.log"), "the web side can read what lies off-site"
    status = open(f"/proc/{collector.web.process.pid}/status").read()
    assert re.search(rf"^Uid:\s+{WEB}\s+{WEB}\s+{WEB}", status, re.MULTILINE), status
    said = collector.doctor()
    assert "ok     web side" in said, said


def nobody_is_a_side_twice(collector):
    for words in (("--only", "web"), ("--only", "count"), ()):
        user = WEB if "web" in words else COUNTING
        said = collector.fails(user, "serve", collector.state, "--listen", "127.0.0.1:0", *words)
        assert "another process is" in said, said


def a_tap_becomes_a_finding(house):
    for _ in range(3):
        house.day_of_answers()
    house.clock.advance_to(oslo(2025, 9, 22, 5, 30))
    house.day = oslo(2025, 9, 22, 13, 15)
    page = house.page(38)
    assert "om lag 18 svar" in page, page
    assert BEHIND not in page, page
    house.everything_is_counted()


def counting_follows_at_once(house):
    """Before 18:00, when it would look by itself; the batch of the afternoon is sent by 17:45."""
    before = house.metrics()["batches_stored"]
    house.day_of_answers(until=timedelta(hours=4, minutes=35))
    assert house.metrics()["batches_stored"] > before
    assert BEHIND not in house.page(38), "nobody woke counting"


def a_backup_and_a_new_key_pass_through_both(house):
    said = house.collector.verb("backup")
    assert "found sound" in said, said
    home = house.collector.home
    house.collector.secret_verb("fire ord som ingen gjetter", "keys", "rotate", "--export", home / "keys-2.export")
    assert len(re.findall("devices seal to it", house.collector.verb("keys", "list"))) == 1
    assert not list(house.collector.state.glob("handed-over*")), "a copy was left lying"


def counting_is_killed(house):
    collector = house.collector
    before = house.metrics()
    collector.count.kill()
    house.day_of_answers()
    after = house.metrics()
    assert after["batches_stored"] > before["batches_stored"], "no receipt while counting is away"
    assert (before["counting_running"], after["counting_running"]) == (1, 0)
    assert BEHIND in house.page(38), "the page does not say that answers wait"
    said = collector.doctor()
    assert "WRONG  counting: not running" in said and "systemctl start stemme-collector-count" in said, said
    assert "counting is not running" in collector.fails(COUNTING, "release", "--state", collector.state)
    collector.serve_count()
    house.clock.settle()
    house.everything_is_counted()
    assert BEHIND not in house.page(38)


def the_web_side_is_killed(house):
    collector = house.collector
    collector.web.kill()
    house.day_of_answers()
    said = collector.doctor()
    assert "WRONG  the web side: not running" in said, said
    assert "the web side is not running" in collector.fails(COUNTING, "house", "list", "--state", collector.state)
    collector.serve_web()
    house.clock.advance_to(house.day)  # within six hours the kiosk asks again (C7)
    house.everything_is_counted()


def the_register_alone_comes_back_from_before_the_kiosk(house, register):
    """Who the kiosk is stands in the log alone, and is known again before counting looks at what it sent."""
    collector = house.collector
    collector.count.kill()
    house.day_of_answers()
    collector.web.kill()
    for left in collector.state.glob("register.db-*"):
        left.unlink()
    shutil.copyfile(register, collector.state / "register.db")
    collector.serve_count()
    house.clock.advance(minutes=10)
    collector.serve_web()
    house.clock.advance_to(house.day)
    house.everything_is_counted()


def main():
    if os.geteuid() != 0:
        skip("not root: nobody else's processes can be started here")
    register = []

    def keep_the_register(stage):
        register.append(stage.folder / "register.before")
        with contextlib.closing(sqlite3.connect(stage.things[0].state / "register.db")) as now, \
                contextlib.closing(sqlite3.connect(register[0])) as kept:
            now.backup(kept)
    stage, collector = open_house(oslo(2025, 9, 15, 13, 10), collector_kind=SplitCollector,  # a Monday
                                  before_kiosk=keep_the_register)
    with stage:
        house = House(stage, collector)
        the_web_side_holds_no_key_of_countings(collector)
        nobody_is_a_side_twice(collector)
        a_tap_becomes_a_finding(house)
        counting_follows_at_once(house)
        a_backup_and_a_new_key_pass_through_both(house)
        counting_is_killed(house)
        the_web_side_is_killed(house)
        the_register_alone_comes_back_from_before_the_kiosk(house, *register)
        house.clock.advance_to(oslo(2025, 9, 29, 5, 30))
        assert "om lag 24 svar" in house.page(39), house.page(39)
        print(f"{len(house.child.pressed)} answers pressed: {house.everything_is_counted()}")


if __name__ == "__main__":
    main()
