#!/usr/bin/python3 -B
"""A vote in the circle is shown on its own kiosk: an adult opens a round, each child takes a turn, the adult
closes it, the winner stands on the same screen at once, and the page tells the same."""
from small_house import Child, StaffBrowser, enter_pin, open_house, oslo

VOTES = ["skog"] * 6 + ["strand"] * 3 + ["lekeplass"] * 1


def open_round(kiosk, present):
    clock = kiosk.stage.clock
    enter_pin(kiosk)
    kiosk.tap("start")
    kiosk.wait_for_screen("round-setup")
    for _ in range(18 - present):
        clock.advance(seconds=0.6)
        kiosk.tap("fewer")
    clock.advance(seconds=1)
    kiosk.tap("start")
    kiosk.wait_for_screen("round-turn")


def main():
    stage, collector = open_house(oslo(2025, 9, 16, 9, 35), packs=("bhg-dagen-56", "valg-tur"))
    with stage:
        kiosk = stage.things[1]
        child = Child(kiosk)
        open_round(kiosk, len(VOTES))
        for vote in VOTES:
            child.until("the ring", lambda s: s["screen"] == "round-turn")
            stage.clock.advance(seconds=1)
            kiosk.tap("start")
            child.until("the question", lambda s: s["screen"] == "question")
            child.choose(vote)
        child.until("the ring", lambda s: s["screen"] == "round-turn")
        stage.clock.advance(seconds=1)
        kiosk.tap("close")
        kiosk.wait_for_screen("round-setup")
        stage.clock.advance(seconds=1)
        kiosk.tap("start")
        kiosk.wait_for_screen("round-result")
        stage.clock.advance_to(oslo(2025, 9, 22, 5, 30))
        browser = StaffBrowser(collector)
        browser.log_in()
        page = browser.week(collector.group, 2025, 38)
        assert "Skogen" in page, "the winner is not on the page"
        assert "Lekeplassen" not in page, "what did not win is nobody's business"
        print(f"{len(VOTES)} votes; the page names the winner; {collector.reconciliation()}")


if __name__ == "__main__":
    main()
