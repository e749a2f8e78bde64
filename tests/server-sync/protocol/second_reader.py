#!/usr/bin/env python3
"""Reads the published vectors with nothing but Python's standard library, as another implementation would.

It shares no code with the product: Ed25519 (RFC 8032), X25519 (RFC 7748), XSalsa20-Poly1305, CBOR and the
signature base (RFC 9421) are written here once more, for clarity and not for speed. Prints how many checks
were made; any disagreement ends it with a traceback.
"""
import base64
import hashlib
import json
import math
import pathlib
import re
import struct

VECTORS = pathlib.Path(__file__).resolve().parents[3] / "server-sync/protocol/vectors"
checks = 0


def load(name):
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def check(holds, what):
    global checks
    checks += 1
    assert holds, what


# --- Ed25519 -----------------------------------------------------------------------------------------
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def on_curve(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    assert (x * x - x2) % P == 0, "not a point"
    x = P - x if x % 2 != sign else x
    return (x, y, 1, x * y % P)


BASE = on_curve(4 * pow(5, P - 2, P) % P, 0)


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    g, h = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, point):
    sum_of = (0, 1, 1, 0)
    while n:
        sum_of = add(sum_of, point) if n & 1 else sum_of
        point, n = add(point, point), n >> 1
    return sum_of


def packed(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def unpacked(spelled):
    y = int.from_bytes(spelled, "little")
    return on_curve(y & (1 << 255) - 1, y >> 255)


def public_key(seed):
    half = bytearray(hashlib.sha512(seed).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 127 | 64
    return packed(times(int.from_bytes(half, "little"), BASE))


def signed_by(key, message, signature):
    challenge = hashlib.sha512(signature[:32] + key + message).digest()
    h = int.from_bytes(challenge, "little") % ORDER
    s = int.from_bytes(signature[32:], "little")
    right = add(unpacked(signature[:32]), times(h, unpacked(key)))
    return s < ORDER and packed(times(s, BASE)) == packed(right)


# --- sealed boxes ------------------------------------------------------------------------------------
def x25519(secret, public):
    scalar = bytearray(secret)
    scalar[0] &= 248
    scalar[31] = scalar[31] & 127 | 64
    k = int.from_bytes(scalar, "little")
    u = int.from_bytes(public, "little") & (1 << 255) - 1
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a % P, c * b % P, a * a % P, b * b % P
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, (aa - bb) * (aa + 121665 * (aa - bb)) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def salsa_rounds(state):
    x = list(state)
    quarters = [(0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
                (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14)]
    for _ in range(10):
        for a, b, c, d in quarters:
            for to, one, other, turn in ((b, a, d, 7), (c, b, a, 9), (d, c, b, 13), (a, d, c, 18)):
                total = x[one] + x[other] & 0xFFFFFFFF
                x[to] ^= (total << turn | total >> 32 - turn) & 0xFFFFFFFF
    return x


def salsa_state(key, block):
    c, k, n = (struct.unpack(f"<{len(b) // 4}I", b) for b in (b"expand 32-byte k", key, block))
    return [c[0], *k[:4], c[1], *n, c[2], *k[4:], c[3]]


def hsalsa20(key, nonce):
    x = salsa_rounds(salsa_state(key, nonce))
    return struct.pack("<8I", *(x[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))


def xsalsa20(key, nonce, size):
    subkey, out = hsalsa20(key, nonce[:16]), b""
    for counter in range(size // 64 + 1):
        state = salsa_state(subkey, nonce[16:] + struct.pack("<Q", counter))
        out += struct.pack("<16I", *(a + b & 0xFFFFFFFF for a, b in zip(state, salsa_rounds(state))))
    return out[:size]


def poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for i in range(0, len(message), 16):
        total = (total + int.from_bytes(message[i:i + 16] + b"\x01", "little")) * r % (2**130 - 5)
    return (total + int.from_bytes(key[16:], "little") & (1 << 128) - 1).to_bytes(16, "little")


def opened(sealed, secret):
    mine = x25519(secret, (9).to_bytes(32, "little"))
    theirs, tag, hidden = sealed[:32], sealed[32:48], sealed[48:]
    nonce = hashlib.blake2b(theirs + mine, digest_size=24).digest()
    stream = xsalsa20(hsalsa20(x25519(secret, theirs), bytes(16)), nonce, 32 + len(hidden))
    assert poly1305(stream[:32], hidden) == tag, "not sealed to this key"
    return bytes(a ^ b for a, b in zip(hidden, stream[32:]))


# --- CBOR --------------------------------------------------------------------------------------------
def cbor(bytes_left):
    """The first item and what follows it."""
    major, low = bytes_left[0] >> 5, bytes_left[0] & 31
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(low, 0)
    value = int.from_bytes(bytes_left[1:1 + size], "big") if size else low
    rest = bytes_left[1 + size:]
    if major == 0:
        return value, rest
    if major in (2, 3):
        found = bytes(rest[:value])
        return (found.decode() if major == 3 else found), rest[value:]
    items = []
    for _ in range(value * (2 if major == 5 else 1)):
        item, rest = cbor(rest)
        items.append(item)
    return (dict(zip(items[::2], items[1::2])) if major == 5 else items), rest


# --- the vectors -------------------------------------------------------------------------------------
def seed(byte):
    return bytes([byte]) * 32


def check_keys():
    for key in load("keys")["ed25519"]:
        check(public_key(bytes.fromhex(key["seed"])).hex() == key["public"], key)
    for key in load("keys")["x25519"]:
        derived = x25519(bytes.fromhex(key["secret"]), (9).to_bytes(32, "little"))
        check(derived.hex() == key["public"], key)
    for key in load("keys")["ed25519"] + load("keys")["x25519"]:
        name = hashlib.sha256(bytes.fromhex(key["public"])).hexdigest()[:16]
        check(name == key["key_name"], key)


def meaning(item):
    modes = ["apen", "veiledet", "brikke"]
    if item[0] == 0:
        return {"kind": "empty"}
    if item[0] == 2:
        return {"kind": "visit", "language": item[9], "end": item[10]}
    found = {"kind": "answer", "pack": item[1].hex(), "question": item[2], "shown": item[3],
             "chosen": item[4], "unit": f"{item[5]:016x}", "mode": modes[item[6]],
             "label": item[8]}
    return found | ({"round": f"{item[7]:016x}"} if 7 in item else {})


def check_boxes():
    for vector in load("boxes"):
        box = bytes.fromhex(vector["box"])
        check(len(box) == 240 and box[0] == 1, vector["name"])
        plain = opened(box[1:], seed(6))
        check(plain.hex() == vector["plain"], vector["name"])
        item, padding = cbor(plain)
        check(meaning(item) == vector["content"] and not any(padding), vector["name"])
        check(list(item) == sorted(item), vector["name"])


def check_batches():
    bodies = []
    for vector in load("batches"):
        body = base64.b64decode(vector["body"])
        line, rest = body.split(b"\n", 1)
        frame = json.loads(line)
        check(hashlib.sha256(body).hexdigest() == vector["digest"], vector["name"])
        check(line.decode() == vector["frame"], vector["name"])
        if "carried" in frame:
            check(rest in bodies, vector["name"])
            check(hashlib.sha256(rest).hexdigest() == frame["carried"]["digest"], vector["name"])
        else:
            check(len(rest) == 240 * frame["boxes"], vector["name"])
        bodies.append(body)
    check(load("frames")[1]["line"].find(hashlib.sha256(bodies[0]).hexdigest()) > 0, "chain")


def check_statements():
    for vector in load("identities"):
        document = json.loads(vector["document"])
        check(document["keys"] == vector["key_set"], vector)
        check(signed_by(bytes.fromhex(document["identity"]), document["keys"].encode(),
                        base64.b64decode(document["signature"])), vector)
    rotation = json.loads(load("rotation")["request"])
    statement = json.loads(rotation["rotation"])
    for key, signature in (("old_key", "by_old"), ("new_key", "by_new")):
        check(signed_by(bytes.fromhex(statement[key]), rotation["rotation"].encode(),
                        base64.b64decode(rotation[signature])), signature)


def check_enrolment():
    vector = load("enrolment")
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    one_time, pin = vector["code"].replace("-", "")[:6], vector["code"].replace("-", "")[6:]
    digest = hashlib.blake2b(bytes.fromhex(vector["identity"]), key=one_time.encode(),
                             digest_size=32).digest()
    bits = int.from_bytes(digest, "big") >> 256 - 50
    check("".join(letters[bits >> 5 * (9 - i) & 31] for i in range(10)) == pin, vector["code"])
    sealed = base64.b64decode(vector["sealed_request"])
    check(opened(sealed, seed(7)).decode() == vector["request"], vector)


def signature_base(request, reply):
    message = reply or request
    fields, asked = dict(message["fields"]), dict(request["fields"])
    parameters = fields["signature-input"].removeprefix("sig1=")
    lines = []
    for name, of_request in re.findall(r'"([^"]+)"(;req)?', parameters.split(")")[0]):
        source, source_fields = (request, asked) if of_request or not reply else (reply, fields)
        value = source[name[1:]] if name.startswith("@") else source_fields[name]
        lines.append(f'"{name}"{of_request}: {value}')
    return "\n".join(lines + [f'"@signature-params": {parameters}'])


def check_exchanges():
    for vector in load("exchanges"):
        for reply, key in ((None, seed(2)), (vector["reply"], seed(4))):
            message = reply or vector["request"]
            fields = dict(message["fields"])
            base = signature_base(vector["request"], reply)
            signature = base64.b64decode(fields["signature"].removeprefix("sig1=").strip(":"))
            digest = hashlib.sha256(base64.b64decode(message["body"])).digest()
            check(base == message["signature_base"], vector["name"])
            check(signed_by(public_key(key), base.encode(), signature), vector["name"])
            check(fields["content-digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:",
                  vector["name"])


def check_assets(programme):
    for asset, content in zip(programme["assets"], (b"<svg/>", b"Hei"), strict=True):
        check(re.fullmatch("pictures/[a-z0-9_-]+[.]svg|voices/[a-z]{2,3}/[0-9a-f]{16}[.]opus", asset["name"]), asset)
        check((asset["sha256"], asset["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content)), asset)


def check_reckoning():
    vector = load("programme")
    body = vector["body"]
    check_assets(json.loads(body))
    check(vector["etag"] == f'"{hashlib.sha256(body.encode()).hexdigest()}"', "the programme's ETag")
    said = json.loads(body)["reckoning"]
    aside = [about for _, about in said["aside"]]
    numbers = [said[name] for name in ("made", "counted", "on_the_way", "lost")]
    check(said["made"] == said["counted"] + sum(aside) + said["on_the_way"] + said["lost"], said)
    check(all(number % 3 == 0 for number in numbers + aside) and min(aside) >= 6, said)


# --- rankings of pairs: the same likelihood in logarithms, climbed by Newton's method -------------------
def slope(x):
    return 1 / (1 + math.exp(-x))


def solved(rows, right):
    """Gauss and Jordan; the matrix is symmetric and well behaved."""
    rows = [row[:] + [r] for row, r in zip(rows, right)]
    for i, _ in enumerate(rows):
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j, other in enumerate(rows):
            if j != i:
                rows[j] = [a - other[i] * b for a, b in zip(other, rows[i])]
    return [row[-1] for row in rows]


def climbed(terms, size):
    """terms: (times, won, {unknown: sign}); the best log likelihood of `won` of `times`, and where."""
    at = [0.0] * size
    for _ in range(60):
        gradient, bend = [0.0] * size, [[0.0] * size for _ in at]
        for times_, won, signs in terms:
            chance = slope(sum(sign * at[u] for u, sign in signs.items()))
            for u, sign in signs.items():
                gradient[u] += sign * (won - times_ * chance)
                for v, other in signs.items():
                    bend[u][v] += sign * other * times_ * chance * (1 - chance)
        step = solved(bend, gradient)
        at = [a + max(-1.0, min(1.0, s)) for a, s in zip(at, step)]
    total = 0.0
    for times_, won, signs in terms:
        x = sum(sign * at[u] for u, sign in signs.items())
        total -= won * math.log1p(math.exp(-x)) + (times_ - won) * math.log1p(math.exp(x))
    return total, at


def fitted(vector, weight, same=None):
    """Unknown 0 is the pull of the left, the rest are pictures; `same` gives two of them one worth."""
    place = {p: 1 + i for i, p in enumerate(vector["pictures"])}
    if same:
        place[same[1]] = place[same[0]]
    size = 1 + len(vector["pictures"])
    terms = [(1.0, 0.5, {u: 1}) for u in [0, *place.values()]]
    if same:  # One worth stands for two, and the other one is nobody's.
        terms.append((1.0, 0.5, {(set(range(1, size)) - set(place.values())).pop(): 1}))
    for left, right, chose_left, chose_right in vector["pairs"]:
        signs = {0: 1} if place[left] == place[right] else {0: 1, place[left]: 1, place[right]: -1}
        terms.append((weight * (chose_left + chose_right), weight * chose_left, signs))
    total, at = climbed(terms, size)
    return total + (math.log(2) if same else 0), {p: at[place[p]] for p in place}


def ranked(vector):
    answers = sum(pair[2] + pair[3] for pair in vector["pairs"])
    weight = min(1, vector["independent_most"] / answers)
    best, worths = fitted(vector, weight)
    order = sorted(vector["pictures"], key=lambda p: -worths[p])
    apart = {(a, b): 2 * (best - fitted(vector, weight, (a, b))[0]) >= 5.4119
             for i, a in enumerate(order) for b in order[i + 1:]}
    tiers = [[]]
    for i, picture in enumerate(order):
        if i and all(apart[a, b] for a in order[:i] for b in order[i:]):
            tiers.append([])
        tiers[-1].append(picture)
    return [sorted(tier) for tier in tiers]


def check_rankings():
    vectors = load("rankings")
    for vector in vectors:
        check(ranked(vector) == vector["tiers"], vector)
    check(len({len(vector["tiers"]) for vector in vectors}) > 2, "vectors that cannot tell, and that can")


for part in (check_keys, check_boxes, check_batches, check_statements, check_enrolment,
             check_exchanges, check_reckoning, check_rankings):
    part()
print(f"{checks} checks of the published vectors agree")
