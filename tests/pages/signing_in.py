#!/usr/bin/python3 -B
"""signing_in.py COLLECTOR PICTURES: starts a real collector, makes a house with its own verbs, releases the
week that is over, and lets a browser sign in and look at the page in three languages (look.py live)."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
PASSWORD = "en lang setning"


def verb(program, *words, said=None):
    done = subprocess.run([program, *map(str, words)], input=said, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}: {done.stdout}{done.stderr}")
    return done.stdout


def make_house(program, state):
    at = ("--state", state)
    verb(program, "house", "add", "--id", "storvik", "--name", "Storvik barnehage",
         "--parents-week", "3", *at)
    unit = verb(program, "unit", "add", "--house", "storvik", "--name", "Maurtua", "--size", "18",
                "--audience", "barn", "--band", "5-6", *at)
    verb(program, "staff", "add", "--login", "styrer@storvik", "--role", "head", "--house", "storvik", *at,
         said=PASSWORD + "\n")
    verb(program, "release", *at)
    return re.search(r"[0-9a-f]{16}", unit).group()


def port_of(log):
    for _ in range(300):
        found = re.search(r"listening on https://[^:]+:(\d+)", log.read_text())
        if found:
            return found.group(1)
        time.sleep(0.1)
    sys.exit("the collector does not listen:\n" + log.read_text())


def main():
    program, pictures = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        state = folder / "state"
        verb(program, "init", state, "--owner", SOURCE / "assets/owners/lynghei.toml", "--host", "127.0.0.1",
             "--export", folder / "keys.txt", "--assets", SOURCE / "assets", "--templates",
             SOURCE / "server-sync/dashboard/templates", said="fire ord som ingen gjetter\n")
        log = folder / "log"
        with log.open("w") as out:
            serving = subprocess.Popen([program, "serve", state, "--listen", "127.0.0.1:0"], stdout=out, stderr=out)
        try:
            address = f"https://127.0.0.1:{port_of(log)}"
            unit = make_house(program, state)
            looked = subprocess.run(
                [HERE / "look.py", "live", address, "styrer@storvik", pictures, "--unit", unit, "--ca-unchecked"],
                env={**os.environ, "STEMME_STAFF_PASSWORD": PASSWORD})
        finally:
            serving.terminate()
            serving.wait(20)
    return looked.returncode


if __name__ == "__main__":
    sys.exit(main())
