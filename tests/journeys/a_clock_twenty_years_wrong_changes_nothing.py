#!/usr/bin/python3 -B
"""A clock that is twenty years wrong changes nothing: the kiosk is put up with a clock twenty years behind, its clock
jumps to twenty years ahead while children answer, and it is started again with one that is behind. Everything is
counted, on the day it was said. Nobody's time is driven: libfaketime tells each process what its clock shows."""
import contextlib
import pathlib
import sqlite3
import time
from datetime import datetime, timedelta, timezone

from small_house import Child, enter_pin, open_house, oslo
from stage import wait_for

FAKETIME = "/usr/lib/*/faketime/libfaketimeMT.so.1"
BEHIND, AHEAD = -timedelta(days=7305), timedelta(days=7305)
VISITS = 5  # each of two questions: fewer than ten answers wait for the day's end


class WallClock:
    """Real time passes; what each process's clock shows is read from a file of its own."""

    def __init__(self, folder, start):
        self.folder = folder
        self.right = start - datetime.now(timezone.utc)
        self.library = next(pathlib.Path("/").glob(FAKETIME[1:]))
        self.show("right", timedelta(0))

    def show(self, whose, wrong_by):
        seconds = int((self.right + wrong_by).total_seconds())
        told = self.folder / f"clock.{whose}"
        told.with_suffix(".new").write_text(f"{seconds:+d}\n")
        told.with_suffix(".new").rename(told)

    def of(self, whose):
        return {"LD_PRELOAD": str(self.library), "FAKETIME_TIMESTAMP_FILE": str(self.folder / f"clock.{whose}"),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def environment(self):
        return self.of("right")

    def advance(self, seconds):
        time.sleep(seconds)

    def settle(self):
        pass

    def end(self):
        pass


class Wall:
    """The kiosk with a clock of its own, and the children before it."""

    def __init__(self, stage, collector):
        self.collector, self.kiosk = collector, stage.things[1]
        self.child = Child(self.kiosk)

    def children_answer(self):
        for _ in range(VISITS):
            self.child.visit(lambda question, options: options[-1])

    def all_is_sent(self, what):
        enter_pin(self.kiosk)
        self.kiosk.tap("send")
        given = len(self.child.pressed)
        wait_for(f"{what}: {given} answers to be counted", lambda: self.collector.counts()["counted"] >= given, pause=1)
        said = self.collector.counts()
        assert said["counted"] == said["stored"] == given, f"{what}: {given} were given: {said}"
        print(f"{what}: {given} answers, {said}")
        # A press within 400 ms of another is its echo and counts for nothing (D43).
        self.child.clock.advance(seconds=0.5)
        self.kiosk.tap("back")
        self.kiosk.wait_for_screen("attract")

    def days_of_answers(self):
        with contextlib.closing(sqlite3.connect(f"file:{self.collector.state}/counts.db?mode=ro", uri=True)) as counts:
            return set(counts.execute("SELECT period, day FROM tallies"))


def main():
    def a_kiosk_behind(stage):
        stage.clock.show("kiosk", BEHIND)
        return {"environment": stage.clock.of("kiosk")}
    stage, collector = open_house(oslo(2025, 9, 15, 13, 10), clock_kind=WallClock, before_kiosk=a_kiosk_behind)
    with stage:
        wall = Wall(stage, collector)
        wall.children_answer()
        wall.all_is_sent("twenty years behind")

        stage.clock.show("kiosk", AHEAD)
        wall.children_answer()
        stage.clock.show("kiosk", BEHIND)
        wall.kiosk.kill_and_restart()
        wall.all_is_sent("twenty years ahead at once, and started again behind")
        days = wall.days_of_answers()
        assert days == {("2025-W38", "2025-09-15")}, days


if __name__ == "__main__":
    main()
