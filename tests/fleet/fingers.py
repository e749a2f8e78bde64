"""A kiosk process behind glass, and scripted fingers that press it through X11 as children do: they look, they
choose, some change their mind, some skip. What they pressed they write down, from what they did."""
import json
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "journeys"))

from stage import Gave, Kiosk  # noqa: E402
from photograph import photograph  # noqa: E402

KEYS = "1234567890QWERTYUIOPASDFGHJKLZXCVBNM.-:/"  # as they lie on the screen
FIRST_KEY = 300
VISITS_A_DAY = 8

# How often each option of a question is wished for in 24 visits; the rest skip.
WISHES = {"scale": [4, 6, 13], "choice": [9, 7, 4, 3]}


class Display:
    """The screen in front of the person who started the demo."""

    def __init__(self, name):
        self.name = name

    def end(self):
        pass


class Glass(Kiosk):
    """The real kiosk, told where its collector lives, so that only the code must be typed."""

    def __init__(self, stage, address, pictures, screen=None):
        self.pictures = pictures
        self.known = set()
        if screen:
            stage.new_screen = lambda: screen
        super().__init__(stage, words=["--collector", address])

    def look(self):
        """What is shown; a picture is kept of everything seen for the first time."""
        seen = self.sees()
        chosen = "chosen" if seen.get("chosen") else ""
        name = "-".join(part for part in (seen["screen"], seen.get("question", ""), chosen) if part)
        self.keep_picture(name)
        return seen

    def keep_picture(self, name):
        if name not in self.known:
            self.known.add(name)
            photograph(self.screen.name, self.pictures / f"{len(self.known):02}-{name}.png")

    def until(self, what, happened, step=0.25, most=120.0):
        """Lets driven time pass until the glass shows what was waited for."""
        waited = 0.0
        while not happened(self.sees()):
            self.died()
            if waited > most:
                raise Gave(f"the kiosk never showed {what}: {self.sees()}")
            self.stage.clock.advance(seconds=step)
            waited += step
        self.stage.clock.advance(seconds=0.3)  # the choice has grown, the page lies still
        return self.look()

    def type_code(self, code):
        self.until("where a code is typed", lambda seen: seen["screen"] == "enrol")
        for letter in code.replace("-", ""):
            self.stage.clock.advance(seconds=0.5)
            self.tap(FIRST_KEY + KEYS.index(letter))
        self.stage.clock.advance(seconds=0.5)
        self.keep_picture("enrol-typed")
        self.tap("enter")
        self.until("the start screen", lambda seen: seen["screen"] == "attract")

    def look_at_languages(self):
        self.stage.clock.advance(seconds=2)
        self.tap("languages")
        self.until("the languages", lambda seen: seen["screen"] == "language")
        self.stage.clock.advance(seconds=2)
        self.tap(200)  # the house's own stands first
        self.until("the start screen", lambda seen: seen["screen"] == "attract")


class Wishes:
    """What the children of one week want, question by question; the same every time."""

    def __init__(self, seed, visits):
        self.chance, self.visits, self.left = random.Random(seed), visits, {}

    def next(self, question, options):
        if question not in self.left:
            ordered = sorted(options, key=lambda o: (o == "annet", o)) if len(options) > 3 else options
            counts = WISHES["choice" if len(options) > 3 else "scale"]
            wished = [option for option, count in zip(ordered, counts) for _ in range(count)]
            wished += [None] * (self.visits - len(wished))
            self.chance.shuffle(wished)
            self.left[question] = wished
        return self.left[question].pop()


class Fingers:
    def __init__(self, glass, pressed_path, wishes):
        self.glass, self.clock, self.wishes = glass, glass.stage.clock, wishes
        self.pressed_path = pressed_path
        self.chance = random.Random(7)
        self.visits = 0

    def visit(self, day):
        """From the start screen to the start screen."""
        self.visits += 1
        self.glass.until("an open start screen", self.is_open)
        self.clock.advance(seconds=8)  # the next child steps up
        self.glass.tap("start")
        seen = self.glass.until("a question", lambda seen: seen["screen"] == "question")
        while seen["screen"] == "question":
            self.answer(day, seen)
            asked = seen["question"]
            seen = self.glass.until("what comes next", lambda now: now["screen"] != "question" or
                                    now["question"] != asked)
            if seen["screen"] == "message":
                raise Gave(f"the kiosk did not take visit {self.visits}'s press: {seen}")
        self.glass.until("the start screen", lambda seen: seen["screen"] == "attract")

    @staticmethod
    def is_open(seen):
        return seen["screen"] == "attract" and any(t["name"] == "start" for t in seen["targets"])

    def answer(self, day, seen):
        wish = self.wishes.next(seen["question"], seen["options"])
        first = None
        self.clock.advance(seconds=2.5 + self.chance.random())  # the child looks
        if wish is not None and self.chance.random() < 0.2:
            first = self.chance.choice([option for option in seen["options"] if option != wish])
            self.press(first, seen["question"])
            self.clock.advance(seconds=0.5)  # sooner would be an echo (D43)
            self.glass.tap("again")
            self.glass.until("the same question again",
                             lambda now: (now["question"], now["chosen"]) == (seen["question"], ""))
            self.clock.advance(seconds=1.5)
        self.press(wish or "skip", seen["question"])
        self.note({"day": day, "visit": self.visits, "question": seen["question"], "chosen": wish, "first": first})

    def press(self, target, question):
        self.glass.tap(target)
        self.glass.until(f"the choice {target}",
                         lambda now: (now["question"], now["chosen"]) == (question, target), step=0.02, most=3.0)

    def note(self, press):
        with open(self.pressed_path, "a") as book:
            book.write(json.dumps(press, ensure_ascii=False) + "\n")
            book.flush()
            os.fsync(book.fileno())
