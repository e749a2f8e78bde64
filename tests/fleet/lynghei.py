"""Lynghei kommune (domain §7.1), made up: 22 kindergartens, 50 groups of bigger children with a screen each,
22 screens for parents, and one group more whose screen is not put up yet. The same every time."""
import datetime
import hashlib
import random

SEED = 1
PUT_UP_ON = "2025-08-31"  # a Sunday; the fleet lives from the Monday after
PLANNING_DAYS = ["2025-09-08"]
OWNER = "lynghei"

# (id, name, first language); 5 small houses, 11 of medium size, 6 large.
SMALL = [("kvisthaug", "Kvisthaug", "nb"), ("takeheim", "Tåkeheim", "nn"), ("rognelund", "Rognelunden", "nb"),
         ("stabbestein", "Stabbestein", "nb"), ("nattsvermer", "Nattsvermeren", "nb")]
MEDIUM = [("lyngtua", "Lyngtua", "nb"), ("steinroysa", "Steinrøysa", "nb"), ("fuglemyra", "Fuglemyra", "nb"),
          ("bekkesving", "Bekkesvingen", "nb"), ("eikenotta", "Eikenøtta", "nb"), ("tjonnbakken", "Tjønnbakken", "nn"),
          ("molteheia", "Molteheia", "nb"), ("hulderstien", "Hulderstien", "nb"), ("orekratt", "Orekrattet", "nb"),
          ("sommerfjos", "Sommerfjøset", "nb"), ("dompapen", "Dompapen", "nb")]
LARGE = [("blaklokka", "Blåklokka", "nb"), ("mosebrotet", "Mosebrøtet", "nb"), ("vintergronn", "Vintergrønn", "nn"),
         ("skrabbereise", "Skrabbereisa", "nb"), ("einerlia", "Einerlia", "nb"), ("storfossen", "Storfossen", "nb")]
GROUPS = ["Maurtua", "Revehiet", "Blåbær", "Humla"]
TODDLERS_A_GROUP = 10

# Eighteen children each, for the events of domain §7.6.
OF_EIGHTEEN = {("lyngtua", "Maurtua"), ("lyngtua", "Revehiet")}

# The screen that the demo puts up: nobody else answers there.
NEW_HOUSE, NEW_GROUP, NEW_SIZE = "lyngtua", "Tyttebær", 18


# Five questions take turns, two a week, and where a group begins is its id's affair. So that what is planted
# (town.cpp) is asked about in its week: (house, group) → (Monday, turn of that week).
TURNS = {("lyngtua", "Maurtua"): ("2025-10-20", 2), ("lyngtua", "Revehiet"): ("2025-10-13", 1),
         (NEW_HOUSE, NEW_GROUP): ("2025-10-27", 2)}
QUESTIONS, PRIME = 5, 997  # server-sync/protocol/rotation.cpp


def unit_id(house, group):
    """Sixteen hex digits, the same every time."""
    found = int.from_bytes(hashlib.sha256(f"{house}/{group}".encode()).digest()[:8], "big") >> 1
    monday, turn = TURNS.get((house, group), (None, None))
    if monday:
        week = (datetime.date.fromisoformat(monday) + datetime.timedelta(3) - datetime.date(1970, 1, 1)).days // 7
        while (week + found % PRIME) % QUESTIONS != turn:
            found += 1
    return f"{found:016x}"


class House:
    def __init__(self, place, ids, bigger, toddlers, chance):
        self.id, self.name, self.language = ids
        self.parents_week = place % 4 + 1  # one week in four, staggered
        self.groups = {}
        for group in GROUPS[:bigger]:
            drawn = min(24, max(12, round(chance.normalvariate(18, 2.5))))
            self.groups[group] = 18 if (self.id, group) in OF_EIGHTEEN else drawn
        if self.id == NEW_HOUSE:
            self.groups[NEW_GROUP] = NEW_SIZE
        self.children = sum(self.groups.values()) + toddlers * TODDLERS_A_GROUP

    def kiosks(self):
        """Screens the fleet plays: name → the group it stands with, or None for the parents'."""
        screens = {f"{self.id}-{group.lower()}": group for group in self.groups if group != NEW_GROUP}
        return {**screens, f"{self.id}-foreldre": None}


def houses():
    chance = random.Random(SEED)
    shapes = [(ids, 1, 1) for ids in SMALL] + [(ids, 2, 2) for ids in MEDIUM] + [(ids, 4, 4) for ids in LARGE[:5]]
    shapes.append((LARGE[5], 3, 4))
    return [House(place, ids, bigger, toddlers, chance) for place, (ids, bigger, toddlers) in enumerate(shapes)]
