#!/usr/bin/python3 -B
"""A login page is not the collector: whatever answers 200 on the way, nothing acknowledged is let go, and all of
it is counted once when the real collector is back."""
import http.server
import ssl
import threading

from small_house import Child, open_house, oslo

PORTAL = b"<!doctype html><title>Velkommen til gjestenettet</title><form>Logg inn</form>"


class Portal(http.server.BaseHTTPRequestHandler):
    asked = 0

    def answer(self):
        length = int(self.headers.get("content-length", 0))
        self.rfile.read(length)
        Portal.asked += 1
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(PORTAL)))
        self.end_headers()
        self.wfile.write(PORTAL)

    do_GET = do_PUT = do_POST = answer

    def log_message(self, *_):
        pass


def portal_at(collector):
    """Speaks on the collector's own address with the collector's own certificate: the worst kind."""
    server = http.server.HTTPServer(("127.0.0.1", collector.port), Portal)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(collector.state / "tls.crt", collector.state / "tls.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main():
    stage, collector = open_house(oslo(2025, 9, 15, 13, 10))
    with stage:
        child = Child(stage.things[1])
        collector.process.end()
        portal = portal_at(collector)
        for _ in range(12):
            child.visit(lambda question, options: options[-1])
        stage.clock.advance_to(oslo(2025, 9, 17, 9))
        assert Portal.asked > 0, "the kiosk never tried"
        portal.shutdown()
        portal.server_close()
        collector.serve()
        stage.clock.advance_to(oslo(2025, 9, 18, 9))
        said = collector.counts()
        assert said["counted"] == len(child.pressed), f"{len(child.pressed)} were given: {said}"
        print(f"{Portal.asked} answers from a login page, {len(child.pressed)} answers counted: {said}")


if __name__ == "__main__":
    main()
