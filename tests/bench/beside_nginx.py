"""One signed batch, put again and again to the real collector; and the same bytes to nginx, which answers as many bytes
without looking. The same load generator (wrk), the same certificate, the same machine, in turns."""
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "fleet"))
from office import Office, free_port, is_free  # noqa: E402
from stage import BUILD, Process, wait_for  # noqa: E402

CONNECTIONS, SECONDS, RUNS = 64, 5, 3
RECEIPT_BYTES = 330
SERVER_THREADS = 2  # as the collector has for the network


@contextlib.contextmanager
def collector(folder):
    office = Office(folder, f"127.0.0.1:{free_port()}")
    office.found()
    office.process = Process("collector", [BUILD / "stemme-collector", "serve", office.state, "--listen", office.address],
                             {}, folder)
    try:
        wait_for("the collector to listen", office.is_listening)
        yield office
    finally:
        office.process.end()


@contextlib.contextmanager
def nginx(folder, certificate, key):
    port = free_port()
    configuration = folder / "nginx.conf"
    # Its own files all lie in the folder, and it listens on this machine alone.
    configuration.write_text(f"""
worker_processes {SERVER_THREADS};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_max_body_size 1m;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    location / {{ default_type application/json; return 200 "{'x' * RECEIPT_BYTES}"; }}
  }}
}}
""")
    process = subprocess.Popen(["/usr/sbin/nginx", "-c", str(configuration), "-p", str(folder), "-e",
                                str(folder / "nginx.log")])
    try:
        wait_for("nginx to listen", lambda: not is_free(port))
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def script_of(request, folder):
    """The request for wrk: one string a process, so that the generator itself costs little."""
    def lua(data):
        return '"' + "".join(f"\\{byte:03d}" for byte in data) + '"'
    lines = ['wrk.method = "PUT"', f"wrk.path = {lua(request['path'].encode())}",
             f"wrk.body = {lua(bytes.fromhex(request['body']))}"]
    lines += [f"wrk.headers[{lua(name.encode())}] = {lua(value.encode())}" for name, value in request["fields"].items()]
    script = folder / "put.lua"
    script.write_text("\n".join(lines) + "\n")
    return script


def requests_a_second(address, script):
    said = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script), f"https://{address}"],
                          capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"not every request was answered: {said}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said).group(1))


def measure(folder):
    """Requests a second: of the collector, and of nginx."""
    with collector(folder) as office:
        office.tell("house add", id="storvik", name="Storvik", language="nb")
        unit = re.search(r"[0-9a-f]{16}", office.tell("unit add", house="storvik", name="Maurtua", size=18)).group()
        code = office.code_for("storvik", "Hall A", children=unit)
        disk = folder / "terminal"
        disk.mkdir()
        said = subprocess.run([BUILD / "stemme-bench-collector", "signed-request", disk, f"{office.address} {code}"],
                              capture_output=True, text=True, env={**os.environ})
        if said.returncode != 0:
            raise RuntimeError(f"no request: {said.stderr}")
        script = script_of(json.loads(said.stdout), folder)
        own, other = [], []
        with nginx(folder, office.state / "tls.crt", office.state / "tls.key") as beside:
            for _ in range(RUNS):
                own.append(requests_a_second(office.address, script))
                other.append(requests_a_second(beside, script))
    return own, other
