"""A collector, and a herd that comes back to it: ten thousand terminals were away, each holds thirty batches of 25
answers, and within ten seconds all of them are there again (tests/README.md, way 27 to go wrong).

    herd.py [--devices N] [--batches N] [--come-back-ms N] [--go-on-s N] [--drill] [--limits] [--folder DIR] [--seed N]
            [--keep]

Real processes, real TLS, real time, each terminal enrolled with a code of its own. When all is delivered, the files of
the collector are read by this script alone: every batch by its digest and its place in its device's chain, every box
once a device, every answer where it belongs. `--limits` asks for the promised times too; under sanitizers they mean
nothing.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from office import Office, free_port, lynghei
from stage import BUILD, SOURCE, Gave, Process, wait_for

PACK = "bhg-dagen-56"
DEVICES_A_UNIT = 500
ANSWERS_A_BATCH = 25
DEVICES_A_PROCESS = 3500
BATCHES_A_SECOND = 500
DRAINED_SECONDS_MAX, PUT_P99_MS_MAX = 600, 500
RECOVERED_SECONDS_MAX = 5
DRILL_SECONDS_MAX = 15 * 60  # the backup that was made last included
MEMORY_MB_MAX = 2048  # MemoryMax of stemme-collector.service
# What a collector may grow by while it goes on: SQLite's caches fill, and nothing else.
MEMORY_GROWTH_MAX = 1.10


class Memory(threading.Thread):
    """Resident megabytes of a process, once a second, with the moment."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.begun, self.samples, self.over = pid, time.monotonic(), [], threading.Event()
        self.start()

    def run(self):
        while not self.over.wait(1):
            status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
            kilobytes = int(re.search(r"VmRSS:\s*(\d+)", status).group(1))
            self.samples.append((time.monotonic() - self.begun, kilobytes / 1024))

    def since(self, moment):
        return [megabytes for at, megabytes in self.samples if at >= moment - self.begun]


class Part:
    """One process of the herd."""

    def __init__(self, herd, disks, number):
        wishes = herd.wishes
        words = {"collector": herd.office.address, "codes": herd.codes, "disks": disks, "part": number,
                 "parts": herd.parts, "chains": herd.folder / f"chains-{number}",
                 "passages": herd.folder / f"passages-{number}", "assets": SOURCE / "assets",
                 "pack": SOURCE / f"assets/packs/{PACK}.toml",
                 "batches": wishes.batches, "seed": wishes.seed, "come-back-ms": wishes.come_back_ms,
                 "go-on-s": wishes.go_on_s, "batches-a-second": BATCHES_A_SECOND // herd.parts}
        # What its threads log is in the collector's reply, too.
        self.log = herd.folder / f"herd-{number}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [BUILD / "stemme-herd", *(str(word) for name, value in words.items() for word in (f"--{name}", value))],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)

    def wait_for(self, word):
        for line in self.process.stdout:
            if line.strip() == word:
                return
            print(line, end="", flush=True)
        self.gave()

    def let_go(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def report(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                self.process.wait()
                return json.loads(line)
            print(line, end="", flush=True)
        return self.gave()

    def gave(self):
        raise Gave(f"the herd ended with {self.process.wait()}: {self.log.read_text(errors='replace')[-1000:]}")


class Herd:
    def __init__(self, folder, wishes):
        self.folder, self.wishes, self.figures = folder, wishes, {}
        self.office = Office(folder, f"127.0.0.1:{free_port()}")
        self.codes = folder / "codes"
        self.parts = -(-wishes.devices // DEVICES_A_PROCESS)

    def found(self):
        """Houses, groups, and a code for each terminal: through the verbs of the running collector."""
        self.office.found()
        self.serve()
        lines = []
        for place in range(self.wishes.devices):
            if place % DEVICES_A_UNIT == 0:
                house = f"hus-{place // DEVICES_A_UNIT + 1}"
                self.office.tell("house add", id=house, name=house, language="nb")
                said = self.office.tell("unit add", house=house, name="Maurtua", size=1000)
                unit = re.search(r"[0-9a-f]{16}", said).group()
                self.office.tell("pack adopt", house=house, pack=PACK, accepted_by="styrer", decision="dagene")
            lines.append(f"{unit}\t{self.office.code_for(house, f'Skjerm {place}', children=unit)}\n")
        self.codes.write_text("".join(lines))

    def serve(self):
        self.process = Process("collector", [BUILD / "stemme-collector", "serve", self.office.state, "--listen",
                                             self.office.address], {}, self.folder)
        self.office.process = self.process
        wait_for("the collector to listen", self.office.is_listening)

    def live(self):
        shared = pathlib.Path("/dev/shm")
        disks = pathlib.Path(tempfile.mkdtemp(prefix="stemme-herd-", dir=shared if shared.is_dir() else self.folder))
        self.memory = Memory(self.process.process.pid)
        parts = [Part(self, disks, number) for number in range(self.parts)]
        try:
            for part in parts:
                part.wait_for("gathered")
            print(f"{self.wishes.devices} terminals stand before the gate", flush=True)
            for part in parts:
                part.let_go()
            for part in parts:
                part.wait_for("drained")
            self.drained_at = time.monotonic()
            for part in parts:
                part.let_go()
            self.take_reports([part.report() for part in parts])
        except Gave as why:
            raise Gave(f"{why}\nthe collector said:\n{self.process.said()[-2000:]}") from why
        finally:
            for part in parts:
                part.process.kill()
            shutil.rmtree(disks, ignore_errors=True)
            self.memory.over.set()

    def take_reports(self, reports):
        for name in ("devices", "behind_most"):
            self.figures[name] = sum(report[name] for report in reports)
        for name in ("enrol_s", "drained_s", "went_on_s"):
            self.figures[name] = max(report[name] for report in reports)
        self.said = collections.Counter()
        for report in reports:
            for unit, question, *options in report["said"]:
                self.said.update({(unit, question, option): count for option, count in enumerate(options)})
        self.take_passages()

    def take_passages(self):
        passages, greeted = [], 0.0
        for part in range(self.parts):
            for line in (self.folder / f"passages-{part}").read_text().splitlines():
                began, took, end, is_greeting = line.split("\t")
                passages.append((float(began), float(took), end))
                if is_greeting == "1":
                    greeted = max(greeted, float(began) + float(took) / 1000)
        drained = self.figures["drained_s"]
        # Settled: each of them has been answered once, so nobody shakes hands any more.
        self.figures["greeted_s"] = round(greeted, 1)
        self.figures["ends"] = collections.Counter(end for _, _, end in passages)
        spans = {"coming_back": (0, greeted), "settled": (greeted, drained), "going_on": (drained, 1e9)}
        for name, (first, last) in spans.items():
            self.figures[f"put_ms_{name}"] = spread(
                [took for began, took, end in passages if first <= began < last and end != "unanswered"])

    def reconcile(self):
        """Seconds until everything that was stored had been counted."""
        begun = time.monotonic()
        said = self.office.tell("reconcile")
        if not said.endswith("\nholds"):
            raise Gave(f"the collector does not reconcile:\n{said}")
        self.figures["reconciled"] = dict(line.rsplit(" ", 1) for line in said.splitlines()[:-1])
        return round(time.monotonic() - begun, 1)

    def recover(self):
        """Killed where it stands, with all it has counted: how long nobody is answered."""
        self.process.kill()
        begun = time.monotonic()
        self.serve()
        healthy(self.office.address)
        self.figures["recovered_s"] = round(time.monotonic() - begun, 2)

    def drill(self):
        """The machine burns: what lies elsewhere becomes a collector again (C12), and is judged in its place."""
        self.process.end()
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        self.office.command("offsite", "--state", self.office.state, "--to", elsewhere)
        self.serve()
        begun = time.monotonic()
        self.office.tell("backup")
        self.figures["backup_s"] = round(time.monotonic() - begun, 1)
        self.process.kill()
        shutil.rmtree(self.office.state)
        begun = time.monotonic()
        self.office.command("restore", self.office.state, "--offsite", elsewhere, "--keys", self.folder / "keys.export",
                            "--passphrase-file", self.folder / "passphrase")
        self.serve()
        healthy(self.office.address)
        self.figures["restored_s"] = round(time.monotonic() - begun, 1)
        self.figures["counted_again_s"] = self.reconcile()

    def judge(self):
        """From outside: nothing here shares code with the product."""
        batches = self.judge_chains()
        answers = batches * ANSWERS_A_BATCH
        self.figures.update(batches=batches, answers=answers, memory_mb=self.memory_figures())
        counts = sqlite3.connect(f"file:{self.office.state / 'counts.db'}?mode=ro", uri=True)
        [(boxes,)] = counts.execute("SELECT count(*) FROM box_marks")
        [(marked, counted)] = counts.execute("SELECT count(*), sum(counted) FROM marks")
        expect("boxes counted, each once a device", boxes, answers)
        expect("batches counted", marked, batches)
        expect("answers counted", counted, answers)
        for (unit, question, option), said in self.said.items():
            [(found,)] = counts.execute(f"SELECT sum(o{option}) FROM tallies WHERE unit=? AND question=?",
                                        (signed(unit), question))
            expect(f"answers {option} of {unit} to question {question}", found, said)
        expect("reconciled", self.figures["reconciled"].get("counted"), str(answers))

    def judge_chains(self):
        """Each device's batches, from its first to its last, by content."""
        held = {}
        lines = [line for part in range(self.parts)
                 for line in (self.folder / f"chains-{part}").read_text().splitlines()]
        for line in lines:
            device, epoch, last, digest = line.split("\t")
            held[signed(device), signed(epoch)] = (int(last), bytes.fromhex(digest))
        intake = sqlite3.connect(f"file:{self.office.state / 'intake.db'}?mode=ro", uri=True)
        found, before = {}, None
        for device, epoch, n, prev, digest, body in intake.execute(
                "SELECT device, epoch, n, prev, digest, body FROM batches ORDER BY owner, device, epoch, n"):
            before = found.get((device, epoch), (0, None))
            if n != before[0] + 1 or prev != before[1] or hashlib.sha256(body).digest() != digest:
                raise Gave(f"batch {n} of {device:x} is not the one that was sent")
            found[device, epoch] = (n, digest)
        expect("devices with their last batch", found, held)
        return sum(last for last, _ in held.values())

    def memory_figures(self):
        going_on = self.memory.since(self.drained_at)
        quarter = max(1, len(going_on) // 4)
        first, last = going_on[:quarter], going_on[-quarter:]
        return {"before": round(self.memory.samples[0][1]), "most": round(max(mb for _, mb in self.memory.samples)),
                "drained": round(sum(first) / len(first)) if first else None,
                "end": round(sum(last) / len(last)) if last else None}

    def hold_to_limits(self):
        figures, memory = self.figures, self.figures["memory_mb"]
        limits = [("drained_s", figures["drained_s"], DRAINED_SECONDS_MAX),
                  ("p99 of PUT, settled, ms", figures["put_ms_settled"].get("p99", 0), PUT_P99_MS_MAX),
                  ("memory, MB", memory["most"], MEMORY_MB_MAX),
                  ("seconds from SIGKILL to serving", figures["recovered_s"], RECOVERED_SECONDS_MAX)]
        if self.wishes.drill:
            limits.append(("seconds of the drill", figures["backup_s"] + figures["restored_s"], DRILL_SECONDS_MAX))
        if self.wishes.go_on_s:
            limits += [("p99 of PUT, going on, ms", figures["put_ms_going_on"].get("p99", 0), PUT_P99_MS_MAX),
                       ("memory at the end, MB", memory["end"], memory["drained"] * MEMORY_GROWTH_MAX)]
        over = [f"{name}: {value} > {most}" for name, value, most in limits if value > most]
        if over:
            raise Gave("beyond what was promised: " + "; ".join(over) + f"\n{json.dumps(figures)}")


def spread(took):
    took = sorted(took)
    if not took:
        return {"count": 0}
    of_all = {name: round(took[(len(took) - 1) * percent // 100], 1)
              for name, percent in (("p50", 50), ("p99", 99), ("most", 100))}
    return {"count": len(took), **of_all}


def healthy(address):
    """The first answer over TLS; whose key it is does not matter here."""
    anybody = ssl._create_unverified_context()
    wait_for("the collector to be well", lambda: answer_of(f"https://{address}/healthz", anybody) == b"ok\n")


def answer_of(url, tls):
    try:
        with urllib.request.urlopen(url, context=tls, timeout=10) as reply:
            return reply.read()
    except OSError:
        return None


def signed(hexadecimal):
    number = int(hexadecimal, 16)
    return number - (1 << 64) if number >= 1 << 63 else number


def expect(what, found, expected):
    if found != expected:
        shown = f"{str(found)[:200]}, not {str(expected)[:200]}"
        raise Gave(f"{what}: {shown}")


def run(wishes, folder):
    herd = Herd(folder, wishes)
    try:
        herd.found()
        herd.live()
        herd.figures["counting_lagged_s"] = herd.reconcile()
        herd.recover()
        if wishes.drill:
            herd.drill()
    finally:
        herd.process.end()
    herd.judge()
    print(json.dumps(herd.figures), flush=True)
    if wishes.limits:
        herd.hold_to_limits()


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--devices", type=int, default=10_000)
    words.add_argument("--batches", type=int, default=30)
    words.add_argument("--come-back-ms", type=int, default=10_000)
    words.add_argument("--go-on-s", type=int, default=0, help="then new batches, 500 a second")
    words.add_argument("--drill", action="store_true", help="then a backup, a fire, and a restore")
    words.add_argument("--limits", action="store_true")
    words.add_argument("--folder", default=BUILD, help="on the disk to store on")
    words.add_argument("--seed", type=int, default=lynghei.SEED)
    words.add_argument("--keep", action="store_true", help="leave the collector's state to look at")
    wishes = words.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="herd-", dir=wishes.folder))
    try:
        run(wishes, folder)
    except Gave as why:
        print(f"FAILED: {why}\nleft for a look: {folder}")
        return 1
    if wishes.keep:
        print(f"left for a look: {folder}")
    else:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
