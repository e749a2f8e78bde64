#!/usr/bin/python3 -B
"""A term without network loses nothing: from August to Christmas nobody is reached; in January everything
arrives, and is counted once."""
from datetime import timedelta

from small_house import Child, open_house, oslo


def main():
    stage, collector = open_house(oslo(2025, 9, 1, 13, 10))
    with stage:
        child = Child(stage.things[1])
        collector.process.end()
        day = oslo(2025, 9, 1, 13, 15)
        while day < oslo(2025, 12, 19):
            stage.clock.advance_to(day)
            for _ in range(3):
                child.visit(lambda question, options: options[-1])
            day += timedelta(days=7)
        collector.serve()
        stage.clock.advance_to(oslo(2026, 1, 6, 9))
        said = collector.counts()
        assert said["counted"] == len(child.pressed), f"{len(child.pressed)} were given: {said}"
        print(f"sixteen weeks without network, {len(child.pressed)} answers: {said}")


if __name__ == "__main__":
    main()
