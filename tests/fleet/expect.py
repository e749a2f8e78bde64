#!/usr/bin/python3 -B
"""What must the page say? Reads what the fingers pressed, works out the finding by C9, and compares it with
the page as a browser gets it. Shares no code with the product: it knows the contract, the packs' files and HTML.

    expect.py --pressed FILE [--members N] --address https://HOST:PORT --login NAME --password-file FILE [--keep FILE]
    expect.py --pressed FILE [--members N] --page FILE

Ends with 0 only when every question that was pressed stands on the page as it must, and nothing else does.
"""
import argparse
import collections
import html.parser
import http.cookiejar
import json
import pathlib
import re
import ssl
import sys
import tomllib
import urllib.parse
import urllib.request

ASSETS = pathlib.Path(__file__).resolve().parents[2] / "assets"
LANGUAGE = "nb"
OPEN_SCREEN = "åpen skjerm"


# ------------------------------------------------------------------------------ what was pressed (C9)

def presses(path):
    return [json.loads(line) for line in pathlib.Path(path).read_text().splitlines()]


def rounded(count):
    return (count + 1) // 3 * 3


def counted(pressed, members):
    """Without the days on which some question was answered by more than 1.3 of each member: those do not count."""
    if members is None:
        return pressed
    answers = collections.Counter((p["day"], p["question"]) for p in pressed)
    overfull = {day for (day, _), count in answers.items() if 10 * count > 13 * members}
    return [p for p in pressed if p["day"] not in overfull]


class Asked:
    """A question as its pack's files tell it."""

    def __init__(self, full_id):
        pack, question = full_id.split(".")
        structure = tomllib.loads((ASSETS / "packs" / f"{pack}.toml").read_text())
        words = tomllib.loads((ASSETS / "texts" / LANGUAGE / f"{pack}.toml").read_text())
        found = next(q for q in structure["question"] if q["id"] == question)
        self.kind = found["kind"]
        self.text = words["question"][question]
        if self.kind == "scale":
            scale = next(s for s in structure["scale"] if s["id"] == found["scale"])
            self.options, family = [o["id"] for o in scale["options"]], scale["id"]
        else:
            self.options, family = [o["id"] for o in found["options"]], question
        self.labels = {o: words["option"][f"{family}.{o}"] for o in self.options}
        if found.get("other"):
            self.options.append("annet")
            self.labels["annet"] = words["option"]["annet"]


def expected(asked, pressed):
    """The one line of the page that these presses must leave."""
    counts = collections.Counter(p["chosen"] or "" for p in pressed)
    per_option, skips = [counts[o] for o in asked.options], counts[""]
    if len(pressed) < 10 or len({p["day"] for p in pressed}) < 2:
        return {"waits": True}
    if asked.kind == "scale" and len(asked.options) == 2:
        bad, good = per_option
        return {"word": "mest bra" if good * 3 > 2 * len(pressed) else
                "mest ikke bra" if bad * 3 > 2 * len(pressed) else "delt"}
    cells = per_option + [skips]
    if all(c % 3 == 1 for c in cells) or all(c == 0 or c % 3 == 2 for c in cells):
        return {"withheld": True}
    numbers = {asked.labels[o]: rounded(c) for o, c in zip(asked.options, per_option)}
    return {"about": rounded(len(pressed)), "numbers": numbers, "skips": rounded(skips)}


# ------------------------------------------------------------------------------------ what is printed

class Rows(html.parser.HTMLParser):
    """Rows of the page: the question, how it was asked, what is said in words, what pictures say instead."""

    def __init__(self):
        super().__init__()
        self.rows, self.row, self.cell, self.is_small = [], None, None, False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "tr":
            self.row = collections.defaultdict(str)
        elif tag in ("th", "td"):
            self.cell = "question" if tag == "th" else attributes.get("class", "")
        elif tag == "small":
            self.is_small = True
        elif tag == "svg" and self.row is not None:
            self.row["pictures"] += attributes.get("aria-label", "") + "\n"

    def handle_endtag(self, tag):
        if tag == "small":
            self.is_small = False
        elif tag in ("th", "td"):
            self.cell = None
        elif tag == "tr":
            self.rows.append(self.row)
            self.row = None

    def handle_data(self, text):
        if self.row is not None and self.cell:
            self.row[self.cell + (".small" if self.is_small else "")] += text


def number_of(label, text):
    found = re.search(rf"{re.escape(label)}: (?:om lag (\d+)|ingen eller nesten ingen)", text)
    return None if found is None else int(found.group(1) or 0)


def printed(asked, row):
    """The row in the same terms as `expected`."""
    said = " ".join(row["d"].split())
    if "ikke nok svar ennå" in said:
        return {"waits": True}
    if "vises ikke denne gangen" in said:
        return {"withheld": True}
    if not row["pictures"].strip():
        return {"word": said}
    about = re.search(r"om lag (\d+) svar", row["question.small"])
    skips = number_of("hoppet over", row["d.small"])
    return {"about": int(about.group(1)) if about else None,
            "numbers": {label: number_of(label, row["pictures"]) for label in asked.labels.values()},
            "skips": 0 if skips is None else skips}


def open_rows(page):
    rows = Rows()
    rows.feed(page)
    return {" ".join(row["question"].split()): row for row in rows.rows if OPEN_SCREEN in row["question.small"]}


def disagreements(pressed, page, members=None):
    pressed = counted(pressed, members)
    rows = open_rows(page)
    by_question = collections.defaultdict(list)
    for press in pressed:
        by_question[press["question"]].append(press)
    for full_id, its_presses in sorted(by_question.items()):
        asked = Asked(full_id)
        must = expected(asked, its_presses)
        row = rows.pop(asked.text, None)
        says = {"waits": True} if row is None else printed(asked, row)
        print(f"{full_id}: {len(its_presses)} presses\n  must say {must}\n  says     {says}")
        if says != must:
            yield f"{full_id}: the page says something else"
    for text, row in rows.items():
        if printed_something(row):
            yield f"the page answers a question nobody pressed: {text}"
    if not by_question:
        yield "nobody pressed anything"


def printed_something(row):
    return "ikke nok svar ennå" not in row["d"]


# ------------------------------------------------------------------------------------------- fetching

def browser():
    """The collector's certificate is its own: devices pin it, a browser is asked to trust it."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return urllib.request.build_opener(urllib.request.HTTPSHandler(context=context),
                                       urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def fetch(address, login, password, path="/"):
    web = browser()
    form = web.open(f"{address}/login?lang={LANGUAGE}").read().decode()
    token = re.search(r'name="token" value="([^"]*)"', form).group(1)
    body = urllib.parse.urlencode({"token": token, "name": login, "password": password}).encode()
    web.open(urllib.request.Request(f"{address}/login?lang={LANGUAGE}", body, {"Origin": address})).read()
    page = web.open(f"{address}{path}?lang={LANGUAGE}").read().decode()
    if "<table" not in page and 'type="password"' in page:
        sys.exit("the staff page did not let us in")
    return page, web.open(f"{address}/style.css").read().decode()


def page_of(words):
    if words.page:
        return pathlib.Path(words.page).read_text()
    page, style = fetch(words.address, words.login, pathlib.Path(words.password_file).read_text().strip())
    if words.keep:  # To look at: the style sheet goes in, so that the file is all there is.
        inside = re.sub(r'<link rel="stylesheet"[^>]*>', lambda _: f"<style>{style}</style>", page)
        pathlib.Path(words.keep).write_text(inside)
    return page


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--pressed", "--page", "--address", "--login", "--password-file", "--keep"):
        words.add_argument(name)
    words.add_argument("--members", type=int, help="how many the group has: a day with too many answers is none")
    words = words.parse_args()
    wrong = list(disagreements(presses(words.pressed), page_of(words), words.members))
    for line in wrong:
        print(line, file=sys.stderr)
    print("the page says what was pressed" if not wrong else "the page does not say what was pressed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
