"""Plants every bug of planted.py in a copy of the sources, builds that once, and wakes them one by one, a processor
each: the tests must catch each. A bug that sleeps through all of them is a hole in the tests.

    mutants.py [NAME…]     prints each with the test that caught it
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

from planted import PLANTED

TOP = pathlib.Path(__file__).resolve().parents[2]
WOVEN = TOP / ".build/mutants"
BUILD = WOVEN / ".build/demo"
COPIED = ("CMakeLists.txt", "CMakePresets.json", "app", "assets", "firmware", "server-sync", "tests")
# Quick ones first; each test program is run until one of its tests fails.
PROGRAMS = ("answers_test", "device_test", "protocol_test", "intake_test", "counting_test", "visit_test", "contracts_test",
            "collector_test", "crash_test", "simulation_test")
FEWER = {"STEMME_CRASH_POINTS": "600", "STEMME_SEEDS": "6"}


def planted_in(path, text):
    """The text of a file with every bug of it in its place."""
    for name, file, there, instead in PLANTED:
        if file != path:
            continue
        if text.count(there) != 1:
            sys.exit(f"{name}: what stands in {path} is there {text.count(there)} times, not once:\n{there}")
        text = text.replace(there, re.sub(r"\bM\b", f'mutant("{name}")', instead))
    return '#include "tests/mutants/mutant.h"\n' + text


def weave():
    """A file that is as it was keeps its time, so that only what changed is built anew."""
    bugged = {path for _, path, *_ in PLANTED}
    kept = set()
    for name in COPIED:
        source = TOP / name
        for file in [source] if source.is_file() else [each for each in source.rglob("*") if each.is_file()]:
            path = file.relative_to(TOP)
            content = file.read_bytes()
            if str(path) in bugged:
                content = planted_in(str(path), content.decode()).encode()
            kept.add(path)
            put(WOVEN / path, content)
    for file in [each for name in COPIED for each in (WOVEN / name).rglob("*") if each.is_file()]:
        if file.relative_to(WOVEN) not in kept:
            file.unlink()


def put(path, content):
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def build():
    log = TOP / ".build/logs/mutants.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "CCACHE_BASEDIR": str(WOVEN), "CCACHE_NOHASHDIR": "1"}
    with log.open("w") as out:
        for command in (["cmake", "--preset", "demo"], ["ninja", "-C", str(BUILD), *PROGRAMS]):
            if subprocess.run(command, cwd=WOVEN, env=environment, stdout=out, stderr=out).returncode:
                sys.exit(f"the woven tree does not build: {log}")


def caught_by(name):
    """The first test that fails, or None. A program that ends by itself has caught it too."""
    room = {"TMPDIR": "/dev/shm"} if os.access("/dev/shm", os.W_OK) else {}
    environment = {**os.environ, **FEWER, **room, "STEMME_MUTANT": name}
    for program in PROGRAMS:
        try:
            done = subprocess.run([BUILD / program, "--gtest_fail_fast", "--gtest_brief=1", "--gtest_filter=-HonestPage*:*Taste*:Oracle*Picks*"],
                                  env=environment, capture_output=True, text=True, errors="replace", timeout=400)
        except subprocess.TimeoutExpired:
            return f"{program} (never ended)"
        if done.returncode:
            failed = re.findall(r"FAILED  \] (\S+)", done.stdout)
            return failed[0] if failed else f"{program} (ended: {done.stderr.strip()[-80:]})"
    return None


def main():
    weave()
    build()
    names = dict.fromkeys(name for name, *_ in PLANTED)
    wanted = [name for name in names if not sys.argv[1:] or name in sys.argv[1:]]
    awake = caught_by("")
    if awake:
        sys.exit(f"the tests fail while every bug sleeps: {awake}")
    begun, asleep = time.monotonic(), []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as at_once:
        for name, caught in zip(wanted, at_once.map(caught_by, wanted)):
            print(f"{name:44} {caught or 'NOT CAUGHT'}", flush=True)
            if not caught:
                asleep.append(name)
    print(f"\n{len(wanted) - len(asleep)} of {len(wanted)} planted bugs caught, {time.monotonic() - begun:.0f} s"
          + (f"; not caught: {', '.join(asleep)}" if asleep else ""))
    return 1 if asleep else 0


if __name__ == "__main__":
    sys.exit(main())
