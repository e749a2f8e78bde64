#!/usr/bin/python3 -B
"""Answers survive kill -9 at any moment: a kiosk under X and a collector are killed again and again while
children tap; every acknowledged answer is counted exactly once, an unacknowledged tap at most once (C2).

    answers_survive_kill_nine.py [--kills N] [--seed S]
"""
import argparse
import random
import threading
import time
from datetime import timedelta

from small_house import Child, open_house, oslo


def killer(process, delay):
    """SIGKILL after `delay` real seconds, at whatever the process is doing then."""
    def strike():
        time.sleep(delay)
        process.process.kill()
    thread = threading.Thread(target=strike, daemon=True)
    thread.start()
    return thread


class Night:
    """Taps, kills, and what was acknowledged."""

    def __init__(self, stage, collector, chance):
        self.stage, self.collector, self.chance = stage, collector, chance
        self.kiosk = stage.things[1]
        self.acknowledged = 0
        self.unacknowledged = 0
        self.between = 0

    def tap_and_kill_the_kiosk(self):
        """One tap, and a kill somewhere between the finger and the frame that shows the choice."""
        child = Child(self.kiosk)
        seen = child.start()
        self.stage.clock.advance(seconds=2.5)
        strike = killer(self.kiosk.process, self.chance.uniform(0.0, 0.12))
        option = seen["options"][-1]
        try:
            self.kiosk.tap(option)
            for _ in range(10):
                if self.kiosk.sees()["chosen"]:
                    break
                self.stage.clock.advance(seconds=0.02)
        except Exception:
            pass  # the glass is gone; what was shown before counts
        strike.join()
        self.kiosk.process.process.wait(30)
        self.kiosk.finger.lift()
        # A frame written before the kill was shown: that answer was acknowledged.
        if self.kiosk.sees()["chosen"] == option and self.kiosk.sees()["question"] == seen["question"]:
            self.acknowledged += 1
        else:
            self.unacknowledged += 1
        self.kiosk.start()

    def tap_and_kill_the_collector(self):
        child = Child(self.kiosk)
        child.visit(lambda question, options: options[-1])
        self.acknowledged += len(child.pressed)
        strike = killer(self.collector.process, self.chance.uniform(0.0, 0.3))
        strike.join()
        self.collector.process.process.wait(30)
        self.collector.serve()


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--kills", type=int, default=12)
    words.add_argument("--seed", type=int, default=int(time.time()))
    words = words.parse_args()
    print(f"seed {words.seed}")
    stage, collector = open_house(oslo(2025, 9, 15, 13, 10))
    with stage:
        night = Night(stage, collector, random.Random(words.seed))
        for kill in range(words.kills):
            if kill % 40 == 39:
                stage.clock.advance_to((stage.clock.now().replace(hour=11, minute=10, second=0)
                                        + timedelta(days=1)))
            (night.tap_and_kill_the_kiosk if kill % 2 == 0 else night.tap_and_kill_the_collector)()
            print(f"kill {kill + 1}: {night.acknowledged} acknowledged", flush=True)
        stage.clock.advance_to(oslo(2025, 10, 1, 9))
        said = collector.counts()
        total = sum(said.values()) - said["stored"]
        assert night.acknowledged <= total <= night.acknowledged + night.unacknowledged, \
            f"acknowledged {night.acknowledged}, unacknowledged {night.unacknowledged}, counted {total}: {said}"
        print(f"{words.kills} kills, {night.acknowledged} acknowledged, {night.unacknowledged} not, "
              f"{total} counted, {total - night.acknowledged} between COMMIT and the frame: {said}")


if __name__ == "__main__":
    main()
