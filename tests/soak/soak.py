"""Campaigns that go on where they stopped: each item lives in short turns until the minutes are over, and what it has
seen is added up in .build/soak/ITEM.json. A failure ends the campaign, names its seed and how to see it again.

    soak.py --minutes N [ITEM…]     items: road, town, crash, kills, fuzz, or one parser: fuzz:frame; and by name only: herd
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["STEMME_BUILD"])
FUZZER = TOP / ".build/fuzz/stemme-fuzz"
KEPT = TOP / ".build/soak"
CORPUS = TOP / "tests/fuzz/corpus"
SHARED_MEMORY = pathlib.Path("/dev/shm")
PLACES = len(os.sched_getaffinity(0))


class Failed(Exception):
    """What was found, and how to see it again."""


def run(command, **environment):
    """The output; raises with its end when the program ends badly."""
    room = {"TMPDIR": str(SHARED_MEMORY)} if os.access(SHARED_MEMORY, os.W_OK) else {}
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace",
                          env={**os.environ, **room, **{key: str(value) for key, value in environment.items()}})
    if done.returncode:
        words = " ".join(f"{key}={value}" for key, value in environment.items())
        raise Failed(f"{words} {' '.join(str(word) for word in command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout + done.stderr


def run_at_every_place(turn):
    """What each said of its `turn()`, a command and its environment: side by side, one a processor."""
    turns = [turn() for _ in range(PLACES)]
    with concurrent.futures.ThreadPoolExecutor(PLACES) as places:
        begun = [places.submit(run, command, **environment) for command, environment in turns]
        return [each.result() for each in begun]


class Item:
    """`kept` is what it has seen in all turns so far."""

    turn_seconds_max = 60.0

    def __init__(self, name):
        self.name, self.file = name, KEPT / f"{name.replace(':', '-')}.json"
        self.kept = json.loads(self.file.read_text()) if self.file.exists() else {"seconds": 0.0, "next_seed": 1}

    def add(self, **seen):
        for name, number in seen.items():
            self.kept[name] = self.kept.get(name, 0) + number

    def turn(self, seconds):
        begun = time.monotonic()
        self.live(seconds)
        self.add(seconds=time.monotonic() - begun)
        KEPT.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps(self.kept, indent=1) + "\n")

    def seeds(self, count):
        first = self.kept["next_seed"]
        self.kept["next_seed"] = first + count
        return first


def simulated(suite, first_seed, seeds):
    return ([BUILD / "simulation_test", f"--gtest_filter={suite}*", "--gtest_brief=1"],
            {"STEMME_FIRST_SEED": first_seed, "STEMME_SEEDS": seeds})


class Road(Item):
    """Journeys in the simulator: one history a seed and journey (tests/simulation)."""

    def live(self, seconds):
        count = max(4, int(seconds / 5))
        for said in run_at_every_place(lambda: simulated("WholeRoad", self.seeds(count), count)):
            self.add(histories=count * (len(re.findall(r"^\[?.*: \d+ seeds?", said, re.M)) or 6))


class Town(Item):
    """Twenty terminals for four weeks with everything that may befall them: one schedule a seed (tests/simulation)."""

    def live(self, seconds):
        pace = self.kept.get("schedules", 0) / self.kept["seconds"] if self.kept["seconds"] else 0.2 * PLACES
        count = max(4, int(seconds * pace / PLACES))
        for said in run_at_every_place(lambda: simulated("WholeTown", self.seeds(count), count)):
            line = re.search(r"^a town: .*$", said, re.M).group()
            seen = {word: int(re.search(rf"(\d+) {word}", line).group(1))
                    for word in ("seeds", "acknowledged", "cuts", "restarts", "faults")}
            self.add(schedules=seen.pop("seeds"), **seen)


class Crash(Item):
    """Moments of a recorded life of the device's and the collector's files (tests/crash)."""

    def live(self, seconds):
        for test, each in (("ADevicesDisk", 100), ("ACollectorsDisk", 25)):
            said = run([BUILD / "crash_test", f"--gtest_filter={test}*"], STEMME_CRASH_SEED=self.seeds(1),
                       STEMME_CRASH_POINTS=max(200, int(seconds / 2 * each)))
            self.add(**{f"points_{test}": int(re.search(r"(\d+) crash points", said).group(1))})


class Kills(Item):
    """Real processes and SIGKILL (tests/journeys)."""

    def live(self, seconds):
        count = max(12, int(2 * seconds))
        said = run(["/usr/bin/python3", "-B", TOP / "tests/journeys/answers_survive_kill_nine.py",
                    "--seed", self.seeds(1), "--kills", count])
        # Each day says how many there have been; what has been kept across all of them stands last.
        killed, acknowledged = re.findall(r"^(\d+) kills .*; (\d+) acknowledged", said, re.M)[-1]
        self.add(kills=int(killed), acknowledged=int(acknowledged))


class Herd(Item):
    """Ten thousand terminals come back at once, and then go on at 500 batches a second for the minutes that are left
    (tests/fleet/herd.py); one turn, as long as there is time."""

    turn_seconds_max = float("inf")
    enrolling_and_draining = 900

    def live(self, seconds):
        going_on = max(0, int(seconds - self.enrolling_and_draining))
        KEPT.mkdir(parents=True, exist_ok=True)
        said = run(["/usr/bin/python3", "-B", TOP / "tests/fleet/herd.py", "--limits", "--seed", self.seeds(1),
                    "--go-on-s", going_on, "--folder", KEPT])
        figures = json.loads(said.splitlines()[-1])
        print(json.dumps(figures))
        self.add(herds=1, batches=figures["batches"], answers=figures["answers"])


class Fuzz(Item):
    """One parser under libFuzzer, ASan and UBSan; what it finds worth keeping stays for the next turn."""

    # A third more inputs a second. Where memory was asked for is said when what was found is run again without this.
    asan_options = "malloc_context_size=0:quarantine_size_mb=1:thread_local_quarantine_size_kb=64"

    def __init__(self, target):
        super().__init__(f"fuzz:{target}")
        self.target = target

    def live(self, seconds):
        found = KEPT / "corpus" / self.target
        found.mkdir(parents=True, exist_ok=True)
        command = [FUZZER, found, CORPUS / self.target, f"-max_total_time={max(5, int(seconds))}",
                   "-print_final_stats=1", "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={found.parent}/"]
        told = {"STEMME_FUZZ": self.target, "ASAN_OPTIONS": self.asan_options}
        for said in run_at_every_place(lambda: ([*command, f"-seed={self.seeds(1)}"], told)):
            self.add(executions=int(re.search(r"number_of_executed_units:\s*(\d+)", said).group(1)))
            seen = max(int(number) for number in re.findall(r"cov: (\d+)", said))
            self.kept["coverage"] = max(seen, self.kept.get("coverage", 0))


def fuzz_targets():
    said = subprocess.run([FUZZER], capture_output=True, text=True)
    return said.stderr.split(":", 1)[1].split()


def items(names):
    known = {"road": Road, "town": Town, "crash": Crash, "kills": Kills, "herd": Herd}
    chosen = []
    for name in names or ["road", "town", "crash", "kills", "fuzz"]:
        if name == "fuzz":
            chosen += [Fuzz(target) for target in fuzz_targets()]
        elif name.startswith("fuzz:"):
            chosen.append(Fuzz(name.removeprefix("fuzz:")))
        elif name in known:
            chosen.append(known[name](name))
        else:
            sys.exit(f"soak: no item is called {name}; there are road, town, crash, kills, herd, fuzz and fuzz:PARSER")
    return chosen


def figures(chosen):
    for item in chosen:
        seen = ", ".join(f"{name.replace('_', ' ')} {number:,.0f}".replace(",", " ")
                         for name, number in item.kept.items() if name not in ("seconds", "next_seed"))
        print(f"{item.name:18} {seen or 'nothing yet'} in {item.kept['seconds'] / 60:.1f} min, "
              f"next seed {item.kept['next_seed']}")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--minutes", type=float, required=True)
    words.add_argument("items", nargs="*")
    given = words.parse_args()
    chosen = items(given.items)
    end = time.monotonic() + 60 * given.minutes
    share = max(5.0, 60 * given.minutes / len(chosen))
    try:
        while time.monotonic() < end:
            for item in chosen:
                left = end - time.monotonic()
                if left > 0:
                    item.turn(min(share, item.turn_seconds_max, left))
                    print(f"{left / 60:5.1f} min left  ", end="", flush=True)
                    figures([item])
    except Failed as found:
        print(f"\nFOUND SOMETHING; see it again with:\n{found}")
        return 1
    print("\nAll turns so far:")
    figures(chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
