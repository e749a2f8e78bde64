#!/usr/bin/python3 -B
"""Answers survive kill -9 at any moment: a kiosk under X and a collector are killed again and again, half of
the times at a random microsecond and half at their n-th write, sync or send, while children tap, while batches
travel and while a week is released. Every acknowledged answer is counted exactly once; of a tap that was never
acknowledged, exactly what its COMMIT had made durable is counted (C2): to the answer.

    answers_survive_kill_nine.py [--kills N] [--seed S]
"""
import argparse
import pathlib
import random
import shutil
import sqlite3
import tempfile
import threading
import time
from datetime import timedelta

from small_house import Child, open_house, oslo
from stage import Gave

ANSWERS_A_DAY = 14  # ten make a batch
TAPS_A_DAY = 4      # that end in a kill
EVENING_KILLS = 8   # at most; the batch must come through


def ask_copy(database: pathlib.Path, question: str) -> int:
    """Asks a copy: a killed process left its journal beside the file, and its next start shall find it."""
    with tempfile.TemporaryDirectory() as folder:
        for part in database.parent.glob(database.name + "*"):
            shutil.copy(part, folder)
        connection = sqlite3.connect(pathlib.Path(folder) / database.name)
        try:
            return connection.execute(question).fetchone()[0] or 0
        finally:
            connection.close()


class Victim:
    """A process that is killed and started again. `start` returns when it is up."""

    def __init__(self, name, process, start, switch, chance):
        self.name, self.process, self.start, self.switch, self.chance = name, process, start, switch, chance
        self.calls, self.seconds = {}, {}  # that an occasion takes: kills are drawn from that range
        self.kills = {"call": 0, "moment": 0}

    def killed_in(self, occasion, what, share=1.0):
        """Kills it somewhere in the first `share` of `what`, or right after."""
        way = "call" if self.kills["call"] <= self.kills["moment"] else "moment"
        self.kills[way] += 1
        process, over = self.process(), threading.Event()
        if way == "call":
            self.arm(occasion, share)
        else:
            self.strike(process, self.chance.uniform(0, share * self.seconds[occasion]), over)
        try:
            what()
        except Gave:
            pass  # it died under our hands
        over.set()
        process.kill()
        process.wait(30)
        self.switch.disarm()

    def arm(self, occasion, share):
        """Half of the times only syncs count: there are few, and what matters happens around them."""
        calls, syncs = self.calls[occasion]
        only_syncs = self.chance.random() < 0.5
        most = syncs if only_syncs else int(share * calls)
        self.switch.arm(self.chance.randint(1, max(1, most)), self.chance.random() < 0.5, only_syncs)

    def strike(self, process, seconds, over):
        """SIGKILL so long after it stirs."""
        calls = self.switch.calls()

        def wait_and_kill():
            while self.switch.calls() == calls and not over.is_set():
                time.sleep(0.0001)
            if not over.wait(seconds):
                process.kill()
        threading.Thread(target=wait_and_kill, daemon=True).start()


def learn(victims, occasion, step):
    """What one step takes of each when nobody is killed."""
    calls, begun = [victim.switch.calls() for victim in victims], time.monotonic()
    step()
    for victim, before in zip(victims, calls):
        made = tuple(now - then for now, then in zip(victim.switch.calls(), before))
        if made > victim.calls.get(occasion, (0, 0)):
            victim.calls[occasion] = made
            victim.seconds[occasion] = time.monotonic() - begun


class Autumn:
    """Days of taps and kills, and an account of every answer."""

    def __init__(self, stage, collector, seed):
        self.clock, self.collector = stage.clock, collector
        self.glass = stage.things[1]
        self.chance = random.Random(seed)
        self.kiosk = Victim("kiosk", lambda: self.glass.process.process, self.glass.start,
                            stage.switches["kiosk"], self.chance)
        self.desk = Victim("collector", lambda: collector.process.process, collector.serve,
                           stage.switches["collector"], self.chance)
        self.acknowledged = 0
        self.committed_unseen = 0  # killed between COMMIT and the acknowledged frame
        self.lost_unseen = 0       # killed before COMMIT
        self.stored_unheard = 0    # killed between the collector's COMMIT and the receipt on the kiosk's disk

    def kills(self):
        return sum(sum(victim.kills.values()) for victim in (self.kiosk, self.desk))

    # What the two files hold.

    def in_book(self, question):
        return ask_copy(self.glass.folder / "state" / "answers.db", question)

    def kept(self):
        return self.in_book("SELECT (SELECT count(*) FROM rows JOIN piles ON rows.pile = piles.id WHERE kind = 0)"
                            " + (SELECT sum(answers_total) FROM epochs)")

    def unsent(self):
        return self.in_book("SELECT count(*) FROM batches WHERE stored_utc IS NULL AND body IS NOT NULL")

    def stored(self):
        return ask_copy(self.collector.state / "intake.db", "SELECT count(*) FROM batches")

    # Taps.

    def finger_on_an_answer(self):
        seen = Child(self.glass).start()
        self.clock.advance(seconds=2.5)
        option = self.chance.choice(seen["options"])
        self.glass.finger.come_down(*self.glass.middle_of(option))
        return seen["question"], option

    def lift(self, option):
        """The finger goes up, and the choice is shown."""
        self.glass.finger.button(False)
        while self.glass.sees()["chosen"] != option:
            self.glass.died()
            self.clock.advance(seconds=0.02)

    def tap(self):
        """Learns what a tap takes."""
        _, option = self.finger_on_an_answer()
        learn([self.kiosk], "tap", lambda: self.lift(option))
        self.acknowledged += 1
        Child(self.glass).until("the start screen", lambda s: s["screen"] == "attract")

    def tap_and_die(self):
        before = self.kept()
        question, option = self.finger_on_an_answer()
        self.kiosk.killed_in("tap", lambda: self.lift(option))
        last = self.glass.sees()
        # Whatever frame was told of before the kill was shown: that answer was acknowledged.
        is_seen = (last.get("question"), last.get("chosen")) == (question, option)
        grown = self.kept() - before
        assert grown == 1 or (grown == 0 and not is_seen), f"acknowledged: {is_seen}, on disk: {grown} more"
        self.acknowledged += 1 if is_seen else 0
        self.committed_unseen += grown if not is_seen else 0
        self.lost_unseen += 1 - grown
        self.kiosk.start()

    def visit(self):
        child = Child(self.glass)
        child.visit(lambda question, options: self.chance.choice(options))
        self.acknowledged += len(child.pressed)

    def afternoon(self, day, kills_wanted):
        self.clock.advance_to(day + timedelta(hours=13, minutes=10))
        begun = self.kept()
        self.tap()
        for _ in range(min(TAPS_A_DAY, kills_wanted)):
            self.tap_and_die()
        while self.kept() - begun < ANSWERS_A_DAY:
            self.visit()

    # Batches.

    def minute(self):
        self.clock.advance(minutes=1)
        self.glass.died()
        self.collector.died()

    def until_received(self):
        for _ in range(240):
            if self.unsent() == 0:
                return
            learn([self.kiosk, self.desk], "evening", self.minute)
        raise Gave("hours, and the day's batch has not been received")

    def evening(self, day, kills_wanted):
        self.clock.advance_to(day + timedelta(hours=17, minutes=14, seconds=30))
        while self.unsent() == 0:
            self.clock.advance(seconds=10)  # the daypart ends, and its pile becomes a batch
        for _ in range(min(EVENING_KILLS, kills_wanted)):
            if self.unsent() == 0 or not self.desk.calls.get("evening"):
                break
            self.one_dies_in_the_evening(self.chance.choice([self.desk] * 4 + [self.kiosk]))
        self.until_received()

    def one_dies_in_the_evening(self, victim):
        before = self.stored()
        # The batch goes before the rest of a contact, and only until its receipt is this worth a kill.
        victim.killed_in("evening", self.until_received, share=0.6)
        self.stored_unheard += 1 if self.stored() > before and self.unsent() > 0 else 0
        victim.start()

    # Weeks.

    def monday(self, day, kills_wanted):
        """The week is released at five."""
        self.clock.advance_to(day + timedelta(hours=4, minutes=59))
        if self.desk.calls.get("release") and kills_wanted > 0:
            self.desk.killed_in("release", self.minute)
            self.desk.start()
        learn([self.desk], "release", self.minute)

    def missing(self, kills):
        """A quarter of all is each one's; the collector's come in the evenings, and take as many as it needs. About
        one kill in thirty lands between a COMMIT and its receipt: as long as none has, it goes on, twice as long
        at most."""
        each = min(sum(victim.kills.values()) for victim in (self.kiosk, self.desk))
        is_proved = self.stored_unheard > 0 and self.committed_unseen > 0
        to_prove = 0 if is_proved else 2 * kills - self.kills()
        return max(kills - self.kills(), kills // 4 - each, min(EVENING_KILLS, to_prove))

    def live(self, kills):
        day, first = oslo(2025, 9, 15), True
        while self.missing(kills) > 0:
            if day.weekday() == 0 and not first:
                self.monday(day, self.missing(kills))
            if day.weekday() < 5:
                self.afternoon(day, kills - self.kills())
                self.evening(day, self.missing(kills))
                print(f"{day:%d.%m.}: {self.told()}", flush=True)
            day, first = day + timedelta(days=1), False
        self.clock.advance_to(day + timedelta(days=15, hours=9))

    def told(self):
        ways = ", ".join(f"{victim.name} {victim.kills['call']} at a call and {victim.kills['moment']} at a moment"
                         for victim in (self.kiosk, self.desk))
        return (f"{self.kills()} kills ({ways}); {self.acknowledged} acknowledged; "
                f"{self.committed_unseen} between COMMIT and the frame, {self.lost_unseen} before COMMIT, "
                f"{self.stored_unheard} between the collector's COMMIT and the receipt")


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--seed", type=int, default=int(time.time()))
    words = words.parse_args()
    print(f"seed {words.seed}", flush=True)
    stage, collector = open_house(oslo(2025, 9, 15, 13, 5), with_switches=True)
    with stage:
        autumn = Autumn(stage, collector, words.seed)
        autumn.live(words.kills)
        said = collector.counts()
        print(f"{autumn.told()}; {said}")
        expected = autumn.acknowledged + autumn.committed_unseen
        assert said["counted"] == said["stored"] == expected, f"{expected} were durable: {said}"
        for victim in (autumn.kiosk, autumn.desk):
            assert sum(victim.kills.values()) >= words.kills // 4, f"the {victim.name} was spared"
        assert autumn.committed_unseen > 0, "no kill landed between COMMIT and the acknowledged frame"
        assert autumn.stored_unheard > 0 or words.kills < 100, "no kill landed between the collector's COMMIT and the receipt"


if __name__ == "__main__":
    main()
