#!/usr/bin/python3 -B
"""A torn road loses nothing: between the kiosk and the collector lies a line that is cut after so many bytes, either
way, or has a bit of one byte turned over; for weeks. When it is whole again everything that was acknowledged is counted
once."""
import itertools
import socket
import threading
from datetime import timedelta

from small_house import Child, open_house, oslo

BYTES = (1, 5, 60, 200, 400, 517, 700, 900, 1200, 1600, 2000, 2500, 3000, 3600, 4300, 5000, 6000, 8000, 12000)
WAYS = ("up", "down")
DEEDS = ("cut", "spoil")


class Road(threading.Thread):
    """A line from one port to another. Each connection meets the next trouble, until none is left."""

    def __init__(self, port, to):
        super().__init__(daemon=True)
        self.to = to
        self.troubles = list(itertools.product(BYTES, WAYS, DEEDS))
        self.met, self.done = 0, threading.Event()
        self.door = socket.create_server(("127.0.0.1", port))
        self.start()

    def run(self):
        while not self.done.is_set():
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(near,), daemon=True).start()

    def carry(self, near):
        trouble = self.troubles[self.met] if self.met < len(self.troubles) else None
        self.met += 1
        far = socket.create_connection(("127.0.0.1", self.to))
        for way, source, target in (("up", near, far), ("down", far, near)):
            threading.Thread(target=self.pump, args=(way, source, target, trouble), daemon=True).start()

    @staticmethod
    def pump(way, source, target, trouble):
        at, _, deed = trouble if trouble and trouble[1] == way else (None, way, None)
        passed = 0
        try:
            while part := source.recv(65536):
                here = at is not None and passed <= at < passed + len(part)
                if here and deed == "cut":
                    target.sendall(part[:at - passed])
                    break
                if here:
                    part = bytearray(part)
                    part[at - passed] ^= 0x10
                target.sendall(part)
                passed += len(part)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def end(self):
        self.done.set()
        self.door.close()


def main():
    stage, collector = open_house(oslo(2025, 9, 1, 13, 10))
    with stage:
        child = Child(stage.things[1])
        known_at = collector.port
        collector.process.end()
        collector.port = 0
        collector.serve()
        road = Road(known_at, collector.port)
        day = oslo(2025, 9, 1, 13, 15)
        while road.met < len(road.troubles):
            stage.clock.advance_to(day)
            for _ in range(11 if day.weekday() == 0 else 0):
                child.visit(lambda question, options: options[-1])
            day += timedelta(hours=3) if day.hour < 16 else timedelta(days=1, hours=-3)
            assert day < oslo(2026, 6, 1), f"only {road.met} connections in all these months"
        stage.clock.advance_to(day + timedelta(days=3))
        said = collector.counts()
        assert said["counted"] == len(child.pressed), f"{len(child.pressed)} were given: {said}"
        assert said["stored"] == said["counted"], said
        print(f"{len(road.troubles)} connections cut or spoilt of {road.met}, {len(child.pressed)} answers: {said}")
        road.end()


if __name__ == "__main__":
    main()
