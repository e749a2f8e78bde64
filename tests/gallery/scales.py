"""The pictures that are answers on a scale: within a family only the amount differs."""

from pen import (BLUE, GREEN, INK, ORANGE, PAPER, SAND, SKY, YELLOW, circle, dot, ellipse, number, path, rect, svg)


def drawings():
    return {**faces(), **baskets(), **bars(), **piles(), **thumbs()}


def face(*mouth):
    return svg(circle(48, 48, 40, PAPER), dot(34, 40, 4), dot(62, 40, 4), *mouth)


def bow(curve):
    return path(f"M30 62 Q48 {number(62 + 18 * curve)} 66 62")


def faces():
    """Five from bad to good, and five from in between to great fun that share two of them in kind."""
    laugh = path("M30 58 Q48 61 66 58 Q64 78 48 78 Q32 78 30 58 Z", PAPER)
    roar = path("M25 53 Q48 58 71 53 Q70 82 48 82 Q26 82 25 53 Z", PAPER)
    return {
        "ansikt-veldig-trist": face(bow(-1), path("M26 31 L38 26 M70 31 L58 26")),
        "ansikt-trist": face(bow(-0.6)),
        "ansikt-midt": face(bow(0)),
        "ansikt-glad": face(bow(0.6)),
        "ansikt-veldig-glad": face(laugh),
        "glede-1": face(bow(0.35)),
        "glede-2": face(bow(1)),
        "glede-3": face(laugh),
        "glede-4": face(roar, path("M27 29 Q34 23 41 29 M55 29 Q62 23 69 29")),
    }


def apple(x, y, colour):
    return [circle(x, y, 11, colour), path(f"M{x} {y - 9} l2 -5")]


def basket(*apples):
    return svg(path("M16 50 C14 -10 82 -10 80 50"), ellipse(48, 50, 37, 10, SAND), apples,
               path("M11 50 C11 56 28 60 48 60 C68 60 85 56 85 50 L78 82 Q76 90 67 90 H29 Q20 90 18 82 Z", ORANGE),
               path("M14 63 C22 69 36 71 48 71 C60 71 74 69 82 63 M17 76 C26 81 38 82 48 82 C58 82 70 81 79 76"))


def baskets():
    return {
        "kurv-tom": basket(),
        "kurv-halv": basket(apple(36, 47, GREEN), apple(61, 48, YELLOW)),
        "kurv-full": basket(apple(37, 31, YELLOW), apple(59, 30, GREEN), apple(26, 46, GREEN), apple(70, 46, YELLOW),
                            apple(48, 47, GREEN)),
    }


def bars():
    def filled(count):
        return svg(rect(8 + 17 * i, 70 - 15 * i, 12, 16 + 15 * i, BLUE if i < count else PAPER, 3) for i in range(5))
    return {f"stolpe-{count}": filled(count) for count in range(1, 6)}


def book(x, top, wide, colour):
    """Lying, its back to the left, its leaves to the right."""
    return [rect(x, top, wide, 10.5, PAPER, 3), path(f"M{number(x + wide - 7)} {number(top)} H{number(x + 3)} "
                                                    f"Q{number(x)} {number(top)} {number(x)} {number(top + 3)} "
                                                    f"V{number(top + 7.5)} Q{number(x)} {number(top + 10.5)} "
                                                    f"{number(x + 3)} {number(top + 10.5)} H{number(x + wide - 7)} Z", colour)]


def pile(places):
    colours = (BLUE, YELLOW, GREEN, ORANGE, SKY, YELLOW, BLUE)
    return svg(path("M6 88 H90"), (book(x, 75.5 - 10.5 * i, wide, colours[i])
                                   for i, (x, wide) in enumerate(places)))


def piles():
    return {
        "bokstabel-lav": pile([(20, 56)]),
        "bokstabel-passe": pile([(20, 56), (23, 50), (19, 54)]),
        "bokstabel-hoy": pile([(18, 56), (21, 52), (17, 56), (23, 50), (26, 52), (24, 48), (31, 46)]),
    }


def thumbs():
    """A mitten; turned for the two others. Only where pupils have asked for thumbs (D34)."""
    mitten = [rect(7, 46, 15, 38, BLUE, 4),
              path("M22 50 H34 L41 26 Q43 12 51 12 Q61 13 59 27 L56 44 H76 Q89 45 89 64 Q89 84 74 84 H34 Q26 84 22 80 Z",
                   YELLOW)]

    def turned(how):
        return svg(f'<g transform="{how}">', mitten, "</g>")
    return {
        "tommel-opp": svg(mitten),
        "tommel-midt": turned("rotate(-90 48 48)"),
        "tommel-ned": turned("matrix(1 0 0 -1 0 96)"),
    }
