#!/usr/bin/python3 -B
"""A small disk pauses and loses nothing: a kiosk's state lies on a real disk of 64 MiB that fills, and is found read
only after a start. Nothing is shown as chosen that is not kept, and when there is room again everything that was
acknowledged is counted once."""
import os
import subprocess
from datetime import timedelta

from small_house import Child, open_house, oslo
from stage import Gave, skip, wait_for


class SmallDisk:
    """An ext4 file system in a file, mounted where the kiosk keeps its state."""

    def __init__(self, stage, at):
        self.at = at
        at.mkdir(parents=True)
        image = stage.folder / "disk.img"
        with open(image, "wb") as file:
            file.truncate(64 << 20)
        subprocess.run(["/sbin/mkfs.ext4", "-q", "-F", "-m", "0", image], check=True)
        mounted = subprocess.run(["/bin/mount", "-o", "loop", image, at], capture_output=True, text=True)
        if mounted.returncode != 0:
            skip(f"no loop mount here: {mounted.stderr}")
        os.chmod(at, 0o700)

    def fill(self):
        """To the last byte; what is there already stays."""
        with open(self.at / "filler", "ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass
        os.sync()

    def make_room(self):
        (self.at / "filler").unlink()

    def become(self, how):
        subprocess.run(["/bin/mount", "-o", f"remount,{how}", self.at], check=True)

    def end(self):
        subprocess.run(["/bin/umount", "-l", self.at], check=False)


class Hand:
    """A child who goes on pressing, whatever is shown. What is shown as chosen is acknowledged."""

    def __init__(self, kiosk):
        self.kiosk, self.child, self.acknowledged = kiosk, Child(kiosk), 0

    def press(self):
        """One answer; whether it was shown as chosen."""
        seen = self.kiosk.sees()
        if seen["screen"] != "question":
            seen = self.child.start()
        known = len(self.kiosk.shown.lines())
        option = seen["options"][0]
        self.kiosk.stage.clock.advance(seconds=2.5)
        self.kiosk.tap(option)
        self.kiosk.stage.clock.advance(seconds=3)
        later = self.kiosk.shown.lines()[known:]
        shown = any(line["screen"] == "question" and line["chosen"] == option and line["question"] == seen["question"]
                    for line in later)
        self.acknowledged += 1 if shown else 0
        return shown

    def rests(self):
        """Goes away; the kiosk comes back to its start screen."""
        self.kiosk.wait_for_screen("attract", advancing=5)


def until_it_pauses(hand):
    """The last pages of a WAL may still take some."""
    for _ in range(80):
        if not hand.press():
            assert hand.kiosk.sees()["screen"] == "message", hand.kiosk.sees()  # one picture: pause
            return
    raise Gave("the disk is full, and it took eighty answers")


def a_full_disk(hand, disk):
    assert hand.press() and hand.press()
    hand.rests()
    disk.fill()
    until_it_pauses(hand)
    kept = hand.acknowledged
    disk.fill()  # the ballast is gone: for closing and sending, until that is taken too
    hand.rests()
    hand.kiosk.died()
    try:
        assert not hand.press(), "it takes answers that it has no room for"
    except Gave:
        pass  # it does not even ask
    assert hand.acknowledged == kept
    disk.make_room()


def answers_again(hand):
    """Within an hour of driven time: the store looks again by itself."""
    for _ in range(60):
        hand.kiosk.stage.clock.advance(minutes=1)
        try:
            if hand.press():
                return
        except Gave:
            pass
    raise Gave("there is room, and it takes no answers")


def a_read_only_disk(hand, disk):
    kept = hand.acknowledged
    hand.kiosk.process.kill()
    disk.become("ro")
    hand.kiosk.start()
    assert hand.kiosk.sees()["screen"] == "message", hand.kiosk.sees()  # one picture: pause
    hand.kiosk.stage.clock.advance(seconds=30)
    wait_for("it to end, so that whoever started it starts it again", lambda: not hand.kiosk.process.alive())
    assert hand.acknowledged == kept
    disk.become("rw")
    hand.kiosk.start()


def main():
    if os.geteuid() != 0:
        skip("not root: no disk can be mounted here")
    disks = []
    stage, collector = open_house(
        oslo(2025, 9, 15, 13, 10),
        before_kiosk=lambda stage: disks.append(stage.add(SmallDisk(stage, stage.folder / "kiosk/state"))))
    with stage:
        hand = Hand(stage.things[-1])
        a_full_disk(hand, disks[0])
        answers_again(hand)
        stage.clock.advance_to(oslo(2025, 9, 16, 13, 15))
        a_read_only_disk(hand, disks[0])
        answers_again(hand)
        hand.rests()
        stage.clock.advance_to(oslo(2025, 9, 16, 13, 15) + timedelta(days=2))
        said = collector.counts()
        assert said["stored"] == said["counted"] == hand.acknowledged, f"{hand.acknowledged} acknowledged: {said}"
        print(f"{hand.acknowledged} answers acknowledged: {said}")


if __name__ == "__main__":
    main()
