"""Pictures with people in them. Everybody is the same figure; only size, colour and what they do differ."""

from pen import (BLUE, GREEN, INK, ORANGE, PAPER, SAND, SKY, TINT, YELLOW, bubble, bust, circle, coat, dot,
                 ellipse, eyes, head, path, person, rect, svg, thick)

GROUND = path("M5 91 H91")


def drawings():
    return {**alone(), **together(), **with_grown_ups(), **at_the_door(), **in_the_scene(), **meeting()}


def alone():
    return {
        "jeg": svg(thick("M35 56 Q26 62 26 76", SKY), person(48, 91, 84, SKY),
                   thick("M60 54 L67 66 L49 66", SKY)),
        "hand-opp": svg(thick("M58 56 Q72 46 72 15", ORANGE), person(44, 92, 76, ORANGE),
                        rect(5, 72, 86, 10, SAND), path("M14 82 V91 M82 82 V91")),
        "stille": svg(circle(48, 42, 35, PAPER), eyes(48, 30, 33),
                      path("M37 91 V72 Q37 64 43 62 V46 Q43 40 48 40 Q53 40 53 46 V62 H60 Q67 63 67 71 V80 "
                           "Q66 87 62 91 Z", YELLOW), path("M53 62 V70 M60 63 V71", more=' stroke-width="3"')),
        "laere": svg(bust(48, 76, 19, GREEN),
                     path("M48 64 Q30 54 8 60 V88 Q30 82 48 92 Q66 82 88 88 V60 Q66 54 48 64 Z", PAPER),
                     path("M48 64 V91 M20 70 H34 M62 70 H76 M20 78 H34 M62 78 H76", more=' stroke-width="3"')),
        "klatretre": svg(GROUND, tree(), thick("M52 66 Q72 70 87 62", ORANGE, 10),
                         person(71, 70, 42, YELLOW, look=-0.6), path("M66 70 V78 M76 70 V78")),
        "gjelder-ikke": svg(circle(48, 25, 17, PAPER, ' stroke-dasharray="7 7"'),
                            path("M31 91 C31 62 37 48 48 48 C59 48 65 62 65 91 Z", PAPER, ' stroke-dasharray="7 7"')),
    }


def tree():
    return [path("M36 91 Q41 78 41 52 H55 Q55 78 60 91 Z", ORANGE),
            path("M26 62 Q6 58 10 40 Q6 18 30 18 Q40 5 58 12 Q80 9 84 28 Q92 44 80 56 Q68 64 54 60 Q38 68 26 62 Z",
                 GREEN)]


def together():
    ring = [(48, 48, 40, BLUE, 0, False), (17, 64, 44, ORANGE, 0.7, False), (79, 64, 44, GREEN, -0.7, False),
            (33, 92, 48, YELLOW, 0, True), (63, 92, 48, SKY, 0, True)]
    links = path("M40 32 Q30 40 24 46 M56 32 Q66 40 72 46 M14 52 Q14 66 26 74 M82 52 Q82 66 70 74 M40 76 Q48 82 56 76")
    return {
        "to-barn": svg(thick("M17 60 Q9 66 10 75", ORANGE, 10), thick("M79 60 Q87 66 86 75", GREEN, 10),
                       person(29, 91, 76, ORANGE, look=0.4), person(67, 91, 76, GREEN, look=-0.4),
                       thick("M38 62 Q42 74 48 74", ORANGE, 10), thick("M58 62 Q54 74 48 74", GREEN, 10)),
        "ring-av-barn": svg([person(x, y, high, colour, look=look, away=away, legs=away)
                             for x, y, high, colour, look, away in ring], links),
        "bli-med": svg(GROUND, person(16, 91, 56, GREEN, look=0.6), person(42, 91, 56, SKY, look=0.8),
                       person(80, 91, 56, ORANGE, look=-0.8),
                       thick("M22 69 Q29 77 36 69", GREEN, 9), thick("M48 68 Q55 68 58 60", SKY, 9),
                       thick("M75 68 Q69 68 67 58", ORANGE, 9)),
        "hjelpe": svg(GROUND, person(20, 91, 66, GREEN, look=0.8, down=1), person(77, 91, 66, ORANGE, look=-0.8),
                      rect(39, 73, 18, 18, SKY), rect(40, 55, 17, 18, YELLOW),
                      thick("M27 66 Q33 68 38 68", GREEN, 9), thick("M70 64 Q64 56 57 48", ORANGE, 9),
                      rect(42, 28, 17, 17, BLUE)),
        "gruppe-bord": svg([bust(x, 56, 10, colour) for x, colour in ((22, GREEN), (48, ORANGE), (74, SKY))],
                           ellipse(48, 62, 43, 17, SAND), circle(36, 60, 4, PAPER), circle(60, 60, 4, PAPER),
                           [bust(x, 92, 11, colour, away=True) for x, colour in ((32, YELLOW), (64, BLUE))]),
    }


def kneeling(x, ground, colour):
    """A grown-up who has gone down on one knee, head as high as a child's."""
    return [thick(f"M{x + 8} {ground - 8} H{x + 18} V{ground - 4}", colour, 12), coat(x, ground - 2, 44, 30, colour,
                                                                                  legs=False),
            thick(f"M{x - 4} {ground - 16} H{x - 16} V{ground - 4}", colour, 12)]


def with_grown_ups():
    return {
        "voksen-barn": svg(GROUND, thick("M22 54 Q15 64 16 74", GREEN, 10), person(35, 91, 84, GREEN, 0.5, 0.6, True),
                           thick("M82 68 Q89 72 88 80", ORANGE, 9), person(73, 91, 54, ORANGE, -0.5, -0.8),
                           thick("M47 54 Q55 68 60 70", GREEN, 10), thick("M65 66 L61 70", ORANGE, 9)),
        "voksen-lytter": svg(GROUND, bubble(7, 6, 40, 24, SKY, (22, 40)),
                             path("M15 18 q5 -6 10 0 t10 0", more=' stroke-width="3"'),
                             person(21, 91, 50, ORANGE, 0.7), kneeling(66, 91, GREEN),
                             head(66, 36, 15, -0.8), thick("M76 62 Q90 54 82 38", GREEN, 10)),
        "troste": svg(GROUND, person(38, 91, 80, GREEN, 0.6, 1, True, legs=False),
                      person(63, 91, 56, ORANGE, -0.4, 0.8, lean=-7, legs=False),
                      thick("M46 60 Q74 58 74 74 Q72 82 62 81", GREEN, 10)),
    }


def at_the_door():
    return {
        "henting": svg(path("M5 90 H91"), path("M20 90 V8 H52 V90", TINT), path("M20 8 L6 14 V92 L20 90 Z", BLUE),
                       dot(14, 54, 2.4), thick("M34 56 Q29 64 31 72", GREEN, 9), person(46, 90, 76, GREEN, 0.6, 0.4, True),
                       person(77, 90, 54, ORANGE, 0.5), thick("M55 58 Q61 68 66 70", GREEN, 9), thick("M70 66 L67 70", ORANGE, 9)),
        "levering": svg(path("M5 90 H91"), path("M42 90 V8 H78 V90", TINT), path("M78 8 L91 14 V92 L78 90 Z", BLUE),
                        dot(84, 54, 2.4), thick("M54 54 Q46 46 47 33", GREEN, 9), person(62, 90, 74, GREEN, -0.6, 0.4, True),
                        rect(5, 58, 12, 19, YELLOW, 4), person(23, 90, 56, ORANGE, 0.7), thick("M30 66 L38 60", ORANGE, 9)),
        "dor": svg(path("M20 90 V46 Q20 8 48 8 Q76 8 76 46 V90 Z", TINT), person(60, 90, 58, ORANGE, -0.3),
                   path("M20 90 V46 Q20 8 48 8 V90 Z", BLUE), dot(40, 54, 2.6), path("M6 90 H90")),
        "samling": svg(ellipse(48, 66, 43, 25, TINT), bust(48, 52, 13, BLUE), bust(20, 68, 10, ORANGE, 0.7),
                       bust(76, 68, 10, GREEN, -0.7), bust(34, 91, 10, YELLOW, away=True), bust(62, 91, 10, SKY, away=True)),
    }


def in_the_scene():
    wheel = [circle(40, 74, 17, PAPER), path("M40 57 V91 M23 74 H57 M28 62 L52 86 M52 62 L28 86",
                                             more=' stroke-width="2"'), dot(40, 74, 4)]
    return {
        "scene-barn-1": svg(thick("M33 60 Q24 66 25 76", ORANGE, 10), person(48, 92, 82, ORANGE),
                            thick("M62 60 Q76 56 77 38", ORANGE, 10), path("M31 24 Q30 8 48 8 Q66 8 65 24 Q48 18 31 24 Z", YELLOW),
                            circle(48, 7, 3, YELLOW)),
        "scene-barn-2": svg(thick("M33 60 Q24 66 25 76", SKY, 10), thick("M63 60 Q72 66 71 76", SKY, 10),
                            person(48, 92, 82, SKY), circle(41, 28, 6.5, more=' stroke-width="3"'),
                            circle(55, 28, 6.5, more=' stroke-width="3"')),
        "scene-barn-3": svg(path("M12 44 H22 V66 M48 68 H68 V84 H79"), coat(43, 72, 34, 36, YELLOW, legs=False),
                            head(43, 25, 17, 0.3), thick("M54 52 Q64 56 60 64", YELLOW, 10), wheel,
                            circle(68, 88, 3.5, PAPER)),
        "scene-barn-4": svg(thick("M33 60 Q24 66 25 76", BLUE, 10), person(48, 92, 82, BLUE),
                            thick("M62 60 Q72 62 74 70", BLUE, 10), circle(74, 80, 12, ORANGE),
                            path("M63 77 Q74 86 85 77", more=' stroke-width="3"')),
        "scene-barn-5": svg(thick("M34 60 Q20 56 19 38", GREEN, 10), thick("M63 60 Q72 66 71 76", GREEN, 10),
                            person(48, 92, 82, GREEN), path("M65 20 Q73 22 72 30 Q71 36 66 35", SKY)),
        "scene-tre": svg(tree(), thick("M52 66 Q72 70 87 62", ORANGE, 10),
                         person(71, 70, 42, YELLOW, look=-0.6), path("M66 70 V78 M76 70 V78")),
    }


def meeting():
    """How a parent would like to be met."""
    return {
        "likeverd": svg(GROUND, person(25, 91, 80, GREEN, 0.9, grown=True), person(71, 91, 80, ORANGE, -0.9, grown=True),
                        thick("M18 50 L12 62 L27 61", GREEN, 9), thick("M78 50 L84 62 L69 61", ORANGE, 9)),
        "apne-armer": svg(thick("M38 58 Q20 60 11 44", GREEN, 12), thick("M58 58 Q76 60 85 44", GREEN, 12),
                          person(48, 91, 84, GREEN)),
        "interesse": svg(bust(32, 91, 20, GREEN, 0.8), bubble(50, 6, 40, 40, YELLOW, (52, 58), 9),
                         path("M63 20 Q64 14 70 14 Q77 14 77 21 Q77 26 70 28 V31"), dot(70, 38, 2.8)),
        "forstatt": svg(bubble(5, 6, 40, 36, SKY, (18, 50)), bubble(51, 6, 40, 36, PAPER, (72, 50)),
                        small_house(25, 24), small_house(71, 24), bust(22, 91, 13, GREEN, 0.8), bust(74, 91, 13, ORANGE, -0.8)),
        "plan-sammen": svg(rect(24, 6, 48, 62, PAPER, 5), [dot(35, y, 3.2) for y in (20, 34, 48)],
                           path("M45 20 H61 M45 34 H61 M45 48 H56"),
                           thick("M12 84 L30 66", GREEN, 14), thick("M84 84 L66 66", ORANGE, 14),
                           path("M30 66 L40 56 M66 66 L58 58", more=' stroke-width="6"')),
        "hjelp-selv": svg(path("M34 91 V76 H54 V60 H73 V44 H91 V91 Z", SAND), person(63, 60, 48, ORANGE, 0.7, -0.8),
                          person(19, 91, 66, GREEN, 0.8, -0.8), thick("M24 62 Q38 62 51 48", GREEN, 9),
                          thick("M70 40 Q78 36 80 28", ORANGE, 8)),
    }


def small_house(x, y):
    return path(f"M{x - 9} {y} L{x} {y - 9} L{x + 9} {y} V{y + 9} H{x - 9} Z", ORANGE)
