#!/usr/bin/python3 -B
"""Nothing is counted twice when the receipt is lost: the collector stores, the receipt never arrives, the kiosk
sends the same batch again, and it is counted once."""
import select
import socket
import threading

from small_house import Child, oslo, Collector, type_code
from stage import Kiosk, Stage


class LossyRoad:
    """A road on loopback between kiosk and collector. When told to, it lets requests through and swallows every
    answer; TLS goes end to end, so it knows nothing of what passes."""

    def __init__(self):
        self.to_port = 0
        self.swallows = False
        self.swallowed = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(near,), daemon=True).start()

    def carry(self, near):
        try:
            far = socket.create_connection(("127.0.0.1", self.to_port))
        except OSError:
            return near.close()
        sent_request = 0
        while True:
            for end in select.select([near, far], [], [])[0]:
                part = end.recv(65536)
                if not part:
                    near.close()
                    return far.close()
                if end is near:
                    sent_request += len(part)
                    far.sendall(part)
                # The handshake passes; once a batch has gone up, its answer is lost and the road breaks.
                elif self.swallows and sent_request > 4000:
                    self.swallowed += 1
                    near.close()
                    return far.close()
                else:
                    near.sendall(part)

    def end(self):
        self.listener.close()


def main():
    with Stage(oslo(2025, 9, 15, 13, 10)) as stage:
        collector = stage.add(Collector(stage))
        road = stage.add(LossyRoad())
        road.to_port = collector.port
        kiosk = stage.add(Kiosk(stage))
        type_code(kiosk, f"127.0.0.1:{road.port}", collector.code(children=collector.group))
        child = Child(kiosk)
        road.swallows = True
        for _ in range(14):
            child.visit(lambda question, options: options[-1])
        stage.clock.advance_to(oslo(2025, 9, 16, 9))
        assert road.swallowed >= 1, "no receipt was lost"
        road.swallows = False
        stage.clock.advance_to(oslo(2025, 9, 17, 9))
        said = collector.counts()
        assert said["counted"] == len(child.pressed), f"{len(child.pressed)} were given: {said}"
        print(f"{road.swallowed} receipts lost, {len(child.pressed)} answers, each counted once: {said}")


if __name__ == "__main__":
    main()
