"""The collector as its owner runs it: founded once, then served; people's verbs go over its own socket."""
import json
import os
import pathlib
import secrets
import socket
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "journeys"))

import lynghei  # noqa: E402
from stage import BUILD, SOURCE, Gave, Process, wait_for  # noqa: E402

FIRST_PORT, PORTS_TRIED = 8443, 200
PACKS = {"bhg-dagen-56": "hva vi bruker ettermiddagene til", "valg-tur": "hvor turen går",
         "foreldre-henting": "hva vi forteller dere ved henting"}
# What only adults open, in the house where somebody tries things.
ROUNDS = {"onsker-mott": "hvordan vi møter dere", "foreldre-mott": "hvordan møtene våre blir"}
TOKENS = 40
STAFF = {"tyttebaer@lynghei": lynghei.NEW_GROUP, "maurtua@lynghei": "Maurtua"}
PIN = "246810"
OF_COUNTING = {"release", "reconcile", "backup"}  # asked on its own socket


def free_port():
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if is_free(port):
            return port
    raise Gave(f"no free port from {FIRST_PORT} on")


def is_free(port):
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return trial.connect_ex(("127.0.0.1", port)) != 0


def write_secret(path, text):
    path.write_text(text + "\n")
    path.chmod(0o600)


class Office:
    def __init__(self, folder, address):
        """`folder` holds the state directory and, beside it, what is not to lie in it."""
        self.folder, self.address = folder, address
        self.state = folder / "collector"
        self.process = None

    def found(self):
        """A new owner: keys made, exported under a passphrase and read back, TLS of its own."""
        write_secret(self.folder / "passphrase", secrets.token_urlsafe(24))
        write_secret(self.folder / "password", secrets.token_urlsafe(9))
        self.command("init", self.state, "--owner", SOURCE / "assets" / "owners" / "lynghei.toml", "--host",
                     self.address, "--assets", SOURCE / "assets", "--templates",
                     SOURCE / "server-sync" / "dashboard" / "templates", "--export", self.folder / "keys.export",
                     "--passphrase-file", self.folder / "passphrase")

    def command(self, verb, *words):
        """What its owner does with no collector running."""
        done = subprocess.run([str(word) for word in (BUILD / "stemme-collector", verb, *words)], capture_output=True,
                              text=True)
        if done.returncode != 0:
            raise Gave(f"{verb}: {done.stdout}{done.stderr}")

    def serve(self, stage):
        self.process = stage.add(Process(
            "collector", [BUILD / "stemme-collector", "serve", self.state, "--listen", self.address],
            stage.clock.environment(), stage.folder))
        wait_for("the collector to listen", self.is_listening)

    def is_listening(self):
        if not self.process.alive():
            raise Gave(f"the collector ended:\n{self.process.said()[-2000:]}")
        return (self.state / "admin.sock").exists() and not is_free(int(self.address.rsplit(":", 1)[1]))

    def tell(self, verb, **words):
        line = json.dumps({"verb": verb, "with": {k.replace("_", "-"): str(v) for k, v in words.items()}})
        with socket.socket(socket.AF_UNIX) as asked:
            asked.connect(str(self.state / ("counting.sock" if verb in OF_COUNTING else "admin.sock")))
            asked.sendall((line + "\n").encode())
            answer = json.loads(asked.makefile().readline())
        if "done" not in answer:
            raise Gave(f"{verb}: {answer.get('error', answer)}")
        return answer["done"]

    def password(self):
        return (self.folder / "password").read_text().strip()

    def code_for(self, house, place, **unit):
        return self.tell("device code", house=house, place=place, **unit).splitlines()[0]


def set_up(office, tell):
    """Houses, groups, packs and staff of the municipality; a code for each screen the fleet will play."""
    codes = {}
    for number, house in enumerate(lynghei.houses(), 1):
        tell(f"setting up house {number}: {house.name}")
        codes.update(set_up_house(office, house))
    (office.folder / "codes").write_text("".join(f"{name}\t{code}\n" for name, code in codes.items()))
    return len(codes)


def set_up_house(office, house):
    office.tell("house add", id=house.id, name=house.name, language=house.language, parents_week=house.parents_week)
    for day in lynghei.PLANNING_DAYS:
        office.tell("house close", house=house.id, **{"from": day})
    units = {group: office.tell("unit add", house=house.id, name=group, size=size,
                                id=lynghei.unit_id(house.id, group))
             for group, size in house.groups.items()}
    parents = office.tell("unit add", house=house.id, name="Foreldre", audience="forelder", size=house.children,
                          id=lynghei.unit_id(house.id, "Foreldre"))
    for pack, decision in PACKS.items():
        office.tell("pack adopt", house=house.id, pack=pack, accepted_by="styrer", decision=decision)
    if house.id == lynghei.NEW_HOUSE:
        office.tell("house pin", house=house.id, pin=PIN)
        for login, group in STAFF.items():
            office.tell("staff add", login=login, role="team", house=house.id, unit=units[group],
                        password=office.password())
        (office.folder / "new-unit").write_text(units[lynghei.NEW_GROUP])
        (office.folder / "new-parents").write_text(parents)
        for pack, decision in ROUNDS.items():
            office.tell("pack adopt", house=house.id, pack=pack, accepted_by="styrer", decision=decision)
        (office.folder / "tokens.html").write_text(office.tell("house tokens", house=house.id, count=TOKENS))
    return {name: office.code_for(house.id, name, **({"children": units[group]} if group else {"parents": parents}))
            for name, group in house.kiosks().items()}


def free_room(path):
    room = os.statvfs(path)
    return room.f_bavail * room.f_frsize
