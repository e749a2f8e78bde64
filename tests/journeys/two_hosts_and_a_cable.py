#!/usr/bin/python3 -B
"""Two hosts and a cable: kiosk and collector each have a network of their own, with a cable between them. It is pulled
out, pulled out while a batch is half sent, leads nowhere for hours, and the kiosk gets another address. All that was
pressed arrives, and is counted once."""
import os
import re
import subprocess
import threading
import time
from datetime import timedelta

from small_house import Child, Collector, open_house, oslo
from stage import skip

COLLECTOR, KIOSK, KIOSK_LATER = "10.77.0.1", "10.77.0.2", "10.77.0.3"
SLOW = ("tbf", "rate", "16kbit", "burst", "2kb", "latency", "2s")
VISITS = 5  # of two questions: fewer than ten answers would wait for the day's end
WAITING_FOR_NOBODY = 300  # seconds: driven time stands still as long as somebody waits for an answer
A_HALF_SENT_BATCH = 3000  # bytes after the cable was slow: within the handshake, or the batch after it


def ip(*words):
    subprocess.run(["ip", *words], check=True)


class Cable:
    """Two network namespaces, and a pair of interfaces between them."""

    def __init__(self):
        self.hosts = {"collector": f"stemme-c{os.getpid()}", "kiosk": f"stemme-k{os.getpid()}"}
        for host in self.hosts.values():
            if subprocess.run(["ip", "netns", "add", host], check=False).returncode != 0:
                skip("no network namespaces here")
            ip("-n", host, "link", "set", "lo", "up")
        ip("link", "add", "plug", "netns", self.hosts["collector"], "type", "veth", "peer", "name", "plug", "netns",
           self.hosts["kiosk"])
        for host, address in (("collector", COLLECTOR), ("kiosk", KIOSK)):
            self.at(host, "addr", "add", f"{address}/24", "dev", "plug")
            self.at(host, "link", "set", "plug", "up")

    def at(self, host, *words):
        ip("-n", self.hosts[host], *words)

    def run_by(self, host):
        return ("ip", "netns", "exec", self.hosts[host])

    def be_pulled_out(self):
        self.at("collector", "link", "set", "plug", "down")

    def be_plugged_in(self):
        self.at("collector", "link", "set", "plug", "up")

    def lead_nowhere(self):
        """What the kiosk sends arrives; what is answered does not."""
        self.at("collector", "route", "add", "blackhole", f"{KIOSK_LATER}/32")

    def lead_there_again(self):
        self.at("collector", "route", "del", "blackhole", f"{KIOSK_LATER}/32")

    def give_the_kiosk_another_address(self):
        self.at("kiosk", "addr", "flush", "dev", "plug")
        self.at("kiosk", "addr", "add", f"{KIOSK_LATER}/24", "dev", "plug")

    def sent(self):
        """Bytes that have left the kiosk."""
        said = subprocess.run([*self.run_by("kiosk"), "cat", "/sys/class/net/plug/statistics/tx_bytes"],
                              capture_output=True, check=True, text=True)
        return int(said.stdout)

    def be_pulled_out_on_the_way(self):
        """In a thread of its own; the one who joins it knows that it was."""
        subprocess.run([*self.run_by("kiosk"), "tc", "qdisc", "add", "dev", "plug", "root", *SLOW], check=True)
        before = self.sent()

        def watch():
            while self.sent() < before + A_HALF_SENT_BATCH:
                time.sleep(0.05)
            self.be_pulled_out()

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        return watcher

    def be_quick_again(self):
        subprocess.run([*self.run_by("kiosk"), "tc", "qdisc", "del", "dev", "plug", "root"], check=True)

    def end(self):
        for host in self.hosts.values():
            ip("netns", "del", host)


class FarCollector(Collector):
    cable = None
    host = COLLECTOR

    def make_home(self):
        self.stage.add(self.cable)  # it is taken away last, also when no collector comes up
        return super().make_home()

    def serving_words(self):
        return [*self.cable.run_by("collector"), *super().serving_words()]


class House:
    def __init__(self, stage, collector):
        self.stage, self.collector = stage, collector
        self.child = Child(stage.things[-1])
        self.day = oslo(2025, 9, 15, 13, 15)

    def children_answer(self):
        self.stage.clock.advance_to(self.day)
        for _ in range(VISITS):
            self.child.visit(lambda question, options: options[-1])
        self.stage.clock.advance_to(self.day + timedelta(hours=3, minutes=55))

    def it_is_sent(self):
        """The daypart ends at a quarter past five, and half an hour later it is sent at the latest."""
        self.stage.clock.advance_to(self.day + timedelta(hours=4, minutes=35))

    def failures(self):
        return len(re.findall("^<6>(?:contact|delivery): ", self.child.kiosk.process.said(), re.MULTILINE))

    def arrived(self):
        return self.collector.counts()["stored"]

    def nothing_arrives(self, what):
        """Tried, and tried again: no more, for each attempt that nobody answers costs half a minute of real time."""
        before, failed = self.arrived(), self.failures()
        while self.failures() < failed + 2:
            self.stage.clock.advance(minutes=1)
        assert self.arrived() == before, f"{what}, and something arrived"

    def all_has_arrived(self, what):
        self.day += timedelta(days=1)
        self.stage.clock.advance_to(self.day - timedelta(hours=1))
        said, given = self.collector.counts(), len(self.child.pressed)
        assert said["stored"] == said["counted"] == given, f"{what}: {given} were given: {said}"
        print(f"{what}: {given} answers, {said}")


def main():
    if os.geteuid() != 0:
        skip("not root: no network of its own can be made here")
    cable = Cable()
    FarCollector.cable = cable

    stage, collector = open_house(oslo(2025, 9, 15, 13, 10), collector_kind=FarCollector,
                                  before_kiosk=lambda stage: {"run_by": cable.run_by("kiosk")})
    stage.clock.line.settimeout(WAITING_FOR_NOBODY)
    with stage:
        house = House(stage, collector)
        house.children_answer()
        house.it_is_sent()
        assert house.arrived() == len(house.child.pressed), "it is sent later: what follows would show nothing"
        house.all_has_arrived("a cable that lies in peace")

        house.children_answer()
        cable.be_pulled_out()
        house.nothing_arrives("pulled out")
        cable.be_plugged_in()
        house.all_has_arrived("pulled out for hours")

        house.children_answer()
        on_the_way = cable.be_pulled_out_on_the_way()
        house.nothing_arrives("pulled out on the way")
        on_the_way.join(timeout=60)
        assert not on_the_way.is_alive(), "nothing was sent"
        cable.be_quick_again()
        cable.be_plugged_in()
        house.all_has_arrived("pulled out while a batch was on its way")

        cable.give_the_kiosk_another_address()
        house.children_answer()
        house.all_has_arrived("another address")

        house.children_answer()
        cable.lead_nowhere()
        house.nothing_arrives("no answer can come")
        cable.lead_there_again()
        house.all_has_arrived("a road that led nowhere")


if __name__ == "__main__":
    main()
