#!/usr/bin/python3 -B
"""A picture drawn in the house reaches the screen: a house draws one, writes a pack of its own that shows it, and
puts both where the collector's are. The kiosk, whose software knows of neither, asks with it after its next contact,
goes on without a network, and lets the picture go when the house asks something else."""
import re
import shutil
import struct
import zlib

from small_house import Child, Collector, oslo, open_house
from stage import SOURCE, Gave
from photograph import photograph

PURPLE = (0x8A, 0x10, 0x9C)  # in no picture of ours
LANGUAGES = ("nb", "nn", "en")
SVG = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><g fill="#8A109C">'
       '<circle cx="48" cy="48" r="40"/>{}</g></svg>\n')
A_STROKE = '<rect x="40" y="40" width="8" height="8"/>'


class OwnShelf(Collector):
    """Whose assets are its own copy, so that somebody may put more there."""

    def make_home(self):
        self.assets = self.stage.folder / "assets"
        shutil.copytree(SOURCE / "assets", self.assets)
        return self.stage.folder

    def draw(self, name):
        """As somebody does with many small strokes: it takes two pieces."""
        picture = SVG.format(A_STROKE * 1000)
        (self.assets / "pictures" / f"{name}.svg").write_text(picture)
        return picture

    def write_pack(self, name, picture):
        """What children are asked about their day, with the house's own picture over each question."""
        pack = (self.assets / "packs/bhg-dagen-56.toml").read_text().replace('"bhg-dagen-56"', f'"{name}"')
        (self.assets / f"packs/{name}.toml").write_text(
            re.sub(r'^picture = ".*"$', f'picture = "{picture}"', pack, flags=re.M))
        for language in LANGUAGES:
            folder = self.assets / "texts" / language
            text = (folder / "bhg-dagen-56.toml").read_text().replace('"bhg-dagen-56"', f'"{name}"')
            (folder / f"{name}.toml").write_text(text)

    def ask_instead(self, old, new):
        self.verb("pack", "adopt", "--house", "lyngtua", "--pack", new, "--accepted-by", "styrer", "--decision",
                  "kubbespill ute")
        self.verb("pack", "end", "--house", "lyngtua", "--pack", old)


def purple_on(kiosk):
    """How many pixels of the house's own colour are on the glass."""
    path = kiosk.folder / "glass.png"
    photograph(kiosk.screen.name, path)
    raw, lines, at = path.read_bytes(), b"", 8
    while at < len(raw):
        size, = struct.unpack(">I", raw[at:at + 4])
        if raw[at + 4:at + 8] == b"IDAT":
            lines += raw[at + 8:at + 8 + size]
        at += size + 12
    return zlib.decompress(lines).count(bytes(PURPLE))


def pass_time(stage, happened):
    """Contacts come hourly, when somebody is there."""
    for _ in range(36):
        if happened():
            return
        stage.clock.advance(minutes=5)
    raise Gave("three hours, and no contact has brought it about")


def main():
    stage, collector = open_house(oslo(2025, 9, 15, 13, 5), collector_kind=OwnShelf)
    with stage:
        kiosk = stage.things[1]
        own = kiosk.folder / "state/assets/pictures/kubb.svg"
        child = Child(kiosk)
        child.start()
        assert purple_on(kiosk) == 0, "the colour is no proof"
        child.until("the start screen", lambda s: s["screen"] == "attract")

        picture = collector.draw("kubb")
        collector.write_pack("kubb", "kubb")
        collector.ask_instead("bhg-dagen-56", "kubb")
        pass_time(stage, own.exists)
        assert own.read_text() == picture, "the picture has not come whole"
        assert not list(own.parent.parent.glob("*.begun")), "something was left on the way"

        kiosk.kill_and_restart()
        collector.process.kill()
        question = child.start()["question"]
        assert question.startswith("kubb"), question
        assert purple_on(kiosk) > 1000, "the house's own picture is not on the glass"
        child.until("the start screen", lambda s: s["screen"] == "attract")

        collector.serve()
        collector.ask_instead("kubb", "bhg-dagen-56")
        pass_time(stage, lambda: not own.exists())
        print(f"{question}: {len(picture)} bytes in pieces, shown without a network, let go")


if __name__ == "__main__":
    main()
