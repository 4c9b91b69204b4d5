# nginx and haproxy in front of our server, set up so that they pass on as much as they can over kept-alive connections.
"""Both refuse /smuggled themselves: if it ever reaches our server, it came as a part of something else. Their limits on
time are short, since many an attack leaves them waiting for more; `deferred` lets those begin with the first byte."""

import collections
import contextlib
import socket
import time

from harness import START_LIMIT, Invalid, free_ports, last_line, running

Proxy = collections.namedtuple("Proxy", "name routes")  # routes: what the proxy does with a request, and at which port

NGINX_CONF = """\
daemon off;
master_process off;
pid {directory}/nginx.pid;
error_log {log} warn;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;

  client_header_timeout 150ms;
  client_body_timeout 150ms;
  keepalive_timeout 150ms;
  client_max_body_size 0;
  ignore_invalid_headers off;
  underscores_in_headers on;

  upstream lab {{ server 127.0.0.1:{upstream}; keepalive 8; }}
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  server {{
    listen 127.0.0.1:{ports[0]} deferred;
    location = /smuggled {{ keepalive_timeout 0; return 403; }}
    location / {{ proxy_pass http://lab; proxy_request_buffering on; }}
  }}
  server {{
    listen 127.0.0.1:{ports[1]} deferred;
    location = /smuggled {{ keepalive_timeout 0; return 403; }}
    location / {{ proxy_pass http://lab; proxy_request_buffering off; }}
  }}
}}
"""

HAPROXY_CONF = """\
global
  nbthread 1
  maxconn 256
  tune.bufsize 65536

defaults
  mode http
  option http-keep-alive
  timeout connect 10s
  timeout server 30s
  timeout client 150ms
  timeout http-request 150ms
  timeout http-keep-alive 150ms
  default_backend lab

frontend strict
  bind 127.0.0.1:{ports[0]} defer-accept
  http-request deny if {{ path /smuggled }}

frontend lenient
  bind 127.0.0.1:{ports[1]} defer-accept
  option accept-invalid-http-request
  http-request deny if {{ path /smuggled }}

backend lab
  http-reuse always
  server lab 127.0.0.1:{upstream}
"""


def nginx_command(directory, conf, log):
    return ["nginx", "-p", directory, "-e", log, "-c", conf]


def haproxy_command(_directory, conf, _log):
    return ["haproxy", "-db", "-f", conf]


# name: its configuration, its command line, and what its two ports do
KINDS = {
    "nginx": (NGINX_CONF, nginx_command, ("nginx, buffered", "nginx, unbuffered")),
    "haproxy": (HAPROXY_CONF, haproxy_command, ("haproxy, strict", "haproxy, lenient")),
}


def await_port(process, name, port, log):
    deadline = time.monotonic() + START_LIMIT
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), START_LIMIT).close()
            return
        time.sleep(0.01)
    raise Invalid(f"{name} does not start: {last_line(log.read_text())}")


@contextlib.contextmanager
def proxy(name, upstream, directory):
    """One of KINDS in front of the port `upstream`, with all its files in `directory`."""
    template, command, routes = KINDS[name]
    ports, log, conf = free_ports(len(routes)), directory / f"{name}.log", directory / f"{name}.conf"
    conf.write_text(template.format(directory=directory, log=log, upstream=upstream, ports=ports))
    with running(command(directory, conf, log), log) as process:
        for port in ports:
            await_port(process, name, port, log)
        yield Proxy(name, dict(zip(routes, ports)))
