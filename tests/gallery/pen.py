"""One hand for what comes in families: colours, line, and the figure that every person is drawn with."""

INK, PAPER = "#1B2A41", "#FFFDF7"
BLUE, SKY, ORANGE, GREEN, YELLOW, SAND = "#2B6CB0", "#93CBEA", "#E8912C", "#45A884", "#F9E27A", "#F7E6C6"
TINT = "#FBF3CF"

_HEAD = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">\n'
         '<g fill="none" stroke="#1B2A41" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">\n')


def svg(*parts):
    """A whole file from shapes and lists of shapes, in the order in which they are painted."""
    return _HEAD + "".join(f"  {shape}\n" for shape in _flat(parts)) + "</g>\n</svg>\n"


def _flat(parts):
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield from _flat(part)


def number(value):
    return f"{round(value, 2):g}"


def path(line, fill="none", more=""):
    return f'<path d="{line}" fill="{fill}"{more}/>'


def circle(x, y, radius, fill="none", more=""):
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"{more}/>'


def ellipse(x, y, wide, high, fill="none"):
    return (f'<ellipse cx="{number(x)}" cy="{number(y)}" rx="{number(wide)}" ry="{number(high)}" '
            f'fill="{fill}"/>')


def rect(x, y, wide, high, fill="none", corner=2, more=""):
    return (f'<rect x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(high)}" '
            f'rx="{number(corner)}" fill="{fill}"{more}/>')


def dot(x, y, radius):
    return circle(x, y, radius, INK, ' stroke="none"')


def thick(line, colour, wide=11):
    """A line with an outline of its own: sleeves, legs, poles."""
    return [path(line, more=f' stroke-width="{number(wide)}"'),
            path(line, more=f' stroke="{colour}" stroke-width="{number(wide - 7)}"')]


def eyes(x, y, radius, look=0, down=0):
    """Two dots, and never a mouth: mouths are answers."""
    apart, size = radius * 0.36, max(1.6, radius * 0.15)
    middle = x + look * radius * 0.3
    return [dot(middle + side * apart, y + radius * (0.06 + 0.2 * down), size) for side in (-1, 1)]


def head(x, y, radius, look=0, down=0, away=False):
    """`away`: seen from behind."""
    return [circle(x, y, radius, PAPER), [] if away else eyes(x, y, radius, look, down)]


def coat(x, ground, high, wide, colour, legs=True):
    """From the neck to the ground: a suit with two legs, the same for everybody."""
    top, half = ground - high, wide / 2
    shape = (f"M{number(x - half)} {number(ground)} C{number(x - half)} {number(ground - high * 0.62)} "
             f"{number(x - half * 0.62)} {number(top)} {number(x)} {number(top)} "
             f"C{number(x + half * 0.62)} {number(top)} {number(x + half)} {number(ground - high * 0.62)} "
             f"{number(x + half)} {number(ground)} Z")
    split = path(f"M{number(x)} {number(ground)} v{number(-high * 0.3)}")
    return [path(shape, colour), split if legs else []]


def person(x, ground, high, colour, look=0, down=0, grown=False, away=False, lean=0, legs=True):
    """Head and suit. A child is 2.4 heads high, a grown-up 3.2."""
    radius = high * (0.155 if grown else 0.21)
    wide = high * (0.36 if grown else 0.4)
    neck = ground - high + radius * 1.75
    return [coat(x, ground, ground - neck, wide, colour, legs),
            head(x + lean, ground - high + radius, radius, look, down, away)]


def bust(x, ground, radius, colour, look=0, away=False):
    """Head and shoulders, for those who sit behind something."""
    high = radius * 1.9
    return [coat(x, ground, high, radius * 2.3, colour, legs=False),
            head(x, ground - high - radius * 0.72, radius, look, away=away)]


def bubble(x, y, wide, high, fill, tail, corner=7):
    """A speech bubble; `tail` is where it points, below it."""
    right, bottom, to_x, to_y = x + wide, y + high, tail[0], tail[1]
    root = min(max(to_x, x + corner + 2), right - corner - 12)
    return path(f"M{number(x + corner)} {number(y)} H{number(right - corner)} "
                f"Q{number(right)} {number(y)} {number(right)} {number(y + corner)} "
                f"V{number(bottom - corner)} Q{number(right)} {number(bottom)} {number(right - corner)} {number(bottom)} "
                f"H{number(root + 10)} L{number(to_x)} {number(to_y)} L{number(root)} {number(bottom)} "
                f"H{number(x + corner)} Q{number(x)} {number(bottom)} {number(x)} {number(bottom - corner)} "
                f"V{number(y + corner)} Q{number(x)} {number(y)} {number(x + corner)} {number(y)} Z", fill)
