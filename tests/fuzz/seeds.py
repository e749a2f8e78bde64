#!/usr/bin/env python3
"""Where fuzzing begins: the published vectors and the files we ship, one folder a parser (tests/fuzz/corpus)."""
import base64
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
VECTORS = ROOT / "server-sync/protocol/vectors"
ASSETS = ROOT / "assets"


def vector(name):
    return json.loads((VECTORS / f"{name}.json").read_text())


def raw(text):
    """Vectors write bytes as hex or as base64."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return base64.b64decode(text)


def text_of(value):
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def exchanges():
    for each in vector("exchanges"):
        fields = dict(each["request"]["fields"])
        head = fields.get("signature-input", "") + "\n" + fields.get("signature", "") + "\n"
        yield head.encode() + raw(each["request"].get("body", ""))
        for field in ("signature-input", "signature", "content-digest", "stemme-status"):
            if field in fields:
                yield fields[field].encode()


def seeds():
    """Parser → its first inputs."""
    signed = list(exchanges())
    enrolment, receipts, programme = vector("enrolment"), vector("receipts"), vector("programme")
    packs = sorted((ASSETS / "packs").glob("*.toml"))
    texts = sorted((ASSETS / "texts/nb").glob("*.toml"))
    return {
        "frame": [each["line"].encode() for each in vector("frames")],
        "body": [raw(each["body"]) for each in vector("batches")],
        "box": [raw(each["plain"]) for each in vector("boxes") + vector("boxes_refused")],
        "sealed-box": [raw(each["box"]) for each in vector("boxes")][:2],
        "receipt": [text_of(receipts["receipt"]).encode()],
        "time": [text_of(receipts["time"]).encode()],
        "status": [text_of(receipts["stemme-status"]).encode()],
        "programme": [text_of(programme["body"]).encode()],
        "finding": [b'{"form":"word","word":"mostly-good"}', b'{"form":"ranking","tiers":[[2],[0,1]]}',
                    b'{"form":"vote","winners":[1],"runner_up":2}',
                    b'{"form":"numbers","numbers":[3,9,0],"skips":0,"about":12}'],
        "identity": [text_of(each["document"]).encode() for each in vector("identities")],
        "rotation": [text_of(vector("rotation")["request"]).encode()],
        "tokens": [b'{"salt":"' + b"00" * 16 + b'","marks":["' + b"11" * 16 + b'"]}'],
        "signature": signed,
        "fields": signed,
        "code": [enrolment["code"].encode()],
        "enrolment": [text_of(enrolment["request"]).encode(), text_of(enrolment["reply"]).encode()],
        "problem": [text_of(each["body"]).encode() for each in vector("problems")],
        "pack": [path.read_bytes() for path in packs],
        "texts": [path.read_bytes() for path in texts],
        "owner": [path.read_bytes() for path in sorted((ASSETS / "owners").glob("*.toml"))],
        "hours": [(ASSETS / "windows.toml").read_bytes()],
        "picture": [path.read_bytes() for path in sorted((ASSETS / "pictures").glob("*.svg"))],
        "release": [
            b'{"event":"week","seq":7,"owner":"lynghei","house":"storvik","through":"2026-W38","atoms":[{"key":'
            b'["7121b24ef9f0bcf8","00112233445566778899aabbccddeeff",1,0],"first":"2026-W37","last":"2026-W38",'
            b'"late":true,"finding":{"form":"word","word":"mostly-good"},"batches":["' + b"11" * 32 + b'"]}],'
            b'"note":{"waiting":[["55e45882cf2a1845","00112233445566778899aabbccddeeff",0,0]],"heard":'
            b'["7121b24ef9f0bcf8"],"runs":3,"aside":[["key_gone",6]],"aside_few":true,"never_shown":false}}',
            b'{"event":"rounds","seq":8,"owner":"lynghei","house":"storvik","through":"2026-09-17","shown":"2026-W38",'
            b'"atoms":[{"key":["7121b24ef9f0bcf8","00112233445566778899aabbccddeeff",0,1],"first":"2026-09-17","last":'
            b'"2026-09-17","rounds":["0093d61101d7060c"],"late":false,"finding":{"form":"vote","winners":[1],'
            b'"runner_up":2},"batches":[]}]}',
            b'{"event":"overfull","seq":9,"owner":"lynghei","house":"storvik","through":"2026-W38","atoms":[{"key":'
            b'["7121b24ef9f0bcf8","00000000000000000000000000000000",0,0],"first":"2026-09-16","last":"2026-09-16",'
            b'"round":"0408241d207a6318","late":false,"aside":31,"of":[["33bb3798e734c6d4",20]],"batches":[]}]}'],
        "form": [b"name=maurtua%40lyngheia&password=en+lang+setning&guard=00ff", b"unit=1&week=2026-W48"],
    }


def main():
    into = pathlib.Path(sys.argv[1])
    for target, inputs in seeds().items():
        folder = into / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(inputs):
            (folder / f"seed-{number:03}").write_bytes(content)


if __name__ == "__main__":
    main()
