#!/usr/bin/python3 -B
"""A tap becomes a weekly count: children tap on three days, the week closes, and Monday's page shows what they
pressed, rounded, under the question they were asked."""
import re
from collections import Counter

from small_house import Child, StaffBrowser, open_house, oslo

WISHES = ["bra", "bra", "ikke-bra", "bra", "midt", "bra"]


def rounded(count):
    return (count + 1) // 3 * 3


def main():
    stage, collector = open_house(oslo(2025, 9, 15, 13, 10))  # a Monday
    with stage:
        child = Child(stage.things[1])
        for day in (15, 16, 17):
            stage.clock.advance_to(oslo(2025, 9, day, 13, 15))
            for wish in WISHES:
                child.visit(lambda question, options: wish if wish in options else options[-1])
        stage.clock.advance_to(oslo(2025, 9, 22, 5, 30))
        browser = StaffBrowser(collector)
        browser.log_in()
        page = browser.week(collector.group, 2025, 38)
        check(page, child.pressed)
        print(f"{len(child.pressed)} answers pressed; reconciliation: {collector.reconciliation()}")


def check(page, pressed):
    questions = {question for question, _ in pressed}
    assert questions, "nobody was asked anything"
    for question in questions:
        chosen = [option for asked, option in pressed if asked == question]
        about = rounded(len(chosen))
        assert f"om lag {about} svar" in page, f"{question}: no row with about {about}"
    # Every chart says in words how many chose what; the smallest are "none or almost none".
    charts = [sorted(map(int, re.findall(r"\d+", label))) for label in re.findall(r'aria-label="([^"]*)"', page)]
    for question in questions:
        counts = Counter(option for asked, option in pressed if asked == question)
        told = sorted(rounded(count) for count in counts.values() if rounded(count) > 0)
        assert told in charts, f"{question}: {told} is on no chart: {charts}"


if __name__ == "__main__":
    main()
