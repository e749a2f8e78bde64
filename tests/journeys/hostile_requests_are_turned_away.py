#!/usr/bin/python3 -B
"""Hostile requests are turned away: a thousand of them, over real TLS, and the collector answers each with less
than 500 or closes the door; it never hangs, never grows over 256 MiB, and takes a terminal's batch afterwards as
before."""
import itertools
import os
import random
import socket
import ssl
import time

from small_house import Collector, oslo
from stage import Stage

SEED, RANDOM_ONES = 20261128, 500
PATIENCE, MEMORY_MAX_KIB = 10, 256 * 1024
BATCH = "/v1/devices/00000000000000aa/epochs/00000000000000bb/batches/1"
PATHS = ["/", "/login", "/v1/identity", "/v1/enrol", "/v1/time", BATCH, "/v1/assets/" + "0" * 64,
         "/v1/devices/00000000000000aa/programme", "/v1/devices/00000000000000aa/key", "/healthz", "/metrics",
         "/v1/", "/v2/identity", "/week"]
METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "FOO", "get", ""]
SPOILT_PATHS = ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//", "/v1//time", "/v1/devices/%00/programme",
                "/v1/devices/" + "f" * 4000 + "/programme", "/v1/devices/xyz/epochs/1/batches/1",
                "/v1/devices/00000000000000aa/epochs/00000000000000bb/batches/-1",
                "/v1/devices/00000000000000aa/epochs/00000000000000bb/batches/99999999999999999999",
                "/v1/assets/../collector/identity.key", "/?" + "a=b&" * 2000, "/\u00e5", "*", "http://elsewhere/"]
HEADS = ["", "Host: \r\n", "Host: a\r\nHost: b\r\n", "Host: " + "a" * 9000 + "\r\n", "X: " + "y" * 70000 + "\r\n",
         "".join(f"X-{n}: y\r\n" for n in range(2000)), "Content-Length: -1\r\n", "Content-Length: 99999999999999\r\n",
         "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: abc\r\n", "Transfer-Encoding: chunked\r\n",
         "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
         "Content-Encoding: gzip\r\nContent-Length: 4\r\n", "Expect: 100-continue\r\nContent-Length: 4\r\n",
         "Upgrade: h2c\r\nConnection: Upgrade\r\n", "Connection: close\r\n", "Cookie: session=" + "z" * 5000 + "\r\n",
         "Range: bytes=0-,1-,2-,3-\r\n", "Range: bytes=-9999999999\r\n", "If-None-Match: " + '"x",' * 900 + "\r\n",
         "Signature-Input: sig1=(\r\nSignature: sig1=::\r\n", "Signature-Input: " + "(" * 3000 + "\r\n",
         "Signature-Input: sig1=();keyid=\"x\";alg=\"ed25519\"\r\nSignature: sig1=:AAAA:\r\n",
         "Stemme-Nonce: \x00\r\n", " folded: line\r\n\tmore\r\n", "NoColon\r\n", ": empty\r\n", "\xff\xfe: x\r\n"]
BODIES = [b"", b"4\r\nab", b"zz\r\n\r\n", b"\x00" * 300, b"{" * 20000, b"[" * 100000, b'{"v":1}\n' + b"\xff" * 240,
          b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", b"a=%zz&%=&&=",
          b"name=" + b"%41" * 30000]
VERSIONS = ["HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/9.9", "HTP/1.1", ""]


def curated():
    """Each thing that can be wrong with each place it can be wrong in."""
    for method, path in itertools.product(METHODS, PATHS):
        yield f"{method} {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    for path, method in itertools.product(SPOILT_PATHS, ["GET", "PUT"]):
        yield f"{method} {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    for head, path in itertools.product(HEADS, [BATCH, "/v1/time", "/login"]):
        yield f"PUT {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + b"abcd"
    for body, (method, path) in itertools.product(BODIES, [("PUT", BATCH), ("POST", "/v1/enrol"), ("POST", "/login"),
                                                           ("POST", "/v1/devices/00000000000000aa/key")]):
        for kind in ("application/vnd.stemme.batch", "application/json", "application/x-www-form-urlencoded"):
            head = f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            yield head.encode() + body
    for version, path in itertools.product(VERSIONS, PATHS[:6]):
        yield f"GET {path} {version}\r\nHost: a\r\n\r\n".encode()
    for cut in range(1, 60):
        yield f"PUT {BATCH} HTTP/1.1\r\nHost: a\r\nContent-Length: 400\r\n\r\n".encode()[:cut]
    for junk in (b"", b"\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"\x00" * 4096, b"GET " + b"/" * 100000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
        yield junk


def at_random(chance):
    """A good request with a few bytes of it changed."""
    good = f"PUT {BATCH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/vnd.stemme.batch\r\nContent-Length: 8\r\n" \
           f"Stemme-Protocol: 1\r\nStemme-Nonce: abcdefghijklmnop\r\nContent-Digest: sha-256=:AA==:\r\n\r\nabcdefgh".encode()
    for _ in range(RANDOM_ONES):
        spoilt = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        yield bytes(spoilt)


class Door:
    def __init__(self, port):
        self.port = port
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE

    def knock(self, request):
        """The status, or None when the door was closed without a word."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as raw, \
                self.context.wrap_socket(raw) as door:
            door.settimeout(PATIENCE)
            try:
                door.sendall(request)
                raw_answer = b""
                if b"\r\n\r\n" not in request:
                    door.unwrap()  # Nothing more comes from us: whoever waits for the rest is told so.
                while b"\r\n" not in raw_answer:
                    part = door.recv(65536)
                    if not part:
                        return None
                    raw_answer += part
            except (ConnectionError, ssl.SSLError, TimeoutError, OSError):
                return None
        return int(raw_answer.split(b" ", 2)[1])


def memory_within_bounds(process):
    """MiB. ThreadSanitizer keeps a history of every word: what it takes is not the collector's, and has no bound."""
    status = open(f"/proc/{process.process.pid}/status", encoding="ascii").read()
    taken = int(status.split("VmRSS:")[1].split()[0])
    assert taken < MEMORY_MAX_KIB or "TSAN_OPTIONS" in os.environ, f"{taken} KiB"
    return taken // 1024


def main():
    chance = random.Random(SEED)
    requests = [*curated(), *at_random(chance)]
    assert len(requests) >= 1000, len(requests)
    with Stage(oslo(2025, 9, 15, 13, 10)) as stage:
        # A sanitizer keeps what was freed, to catch whoever uses it: that is not the collector's memory.
        collector = stage.add(Collector(stage, environment={"ASAN_OPTIONS": "quarantine_size_mb=4"}))
        door = Door(collector.port)
        seen, slowest = {}, 0.0
        for number, request in enumerate(requests):
            begun = time.monotonic()
            status = door.knock(request)
            slowest = max(slowest, time.monotonic() - begun)
            seen[status] = seen.get(status, 0) + 1
            assert status is None or status < 500, f"request {number} of seed {SEED}: {status} to {request[:200]!r}"
            assert collector.process.alive(), f"request {number} ended the collector: {request[:200]!r}"
        memory = memory_within_bounds(collector.process)
        assert door.knock(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n") == 200
        print(f"{len(requests)} hostile requests: {seen}; slowest {slowest:.1f} s, {memory} MiB")


if __name__ == "__main__":
    main()
