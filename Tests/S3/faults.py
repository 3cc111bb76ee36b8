"""A proxy before the S3 server that keeps every request, and spoils the answers it is told to."""

import http.client
import http.server
import socket
import struct
import threading
import urllib.parse
from dataclasses import dataclass

ERROR = '<?xml version="1.0"?><Error><Code>{}</Code><Message>{}</Message></Error>'


@dataclass
class Request:
    """A request as it came."""

    path: str
    headers: list

    def header(self, name):
        return next((v for k, v in self.headers if k.lower() == name), None)

    @property
    def query(self):
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query, True))

    @property
    def key(self):
        """Bucket and key, decoded."""
        return urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)

    @property
    def is_listing(self):
        return "list-type" in self.query


def refuse(status, code, message="said the proxy"):
    """Answers with an error of S3's."""

    def spoil(handler, answer, body):
        handler.answer(status, [("Content-Type", "application/xml")],
                       ERROR.format(code, message).encode())

    return spoil


def cut(count, promise=True):
    """Sends the first bytes of the body and closes the connection; without `promise`, there was no
    Content-Length that would tell."""

    def spoil(handler, answer, body):
        headers = [(k, v) for k, v in answer.getheaders() if k.lower() == "etag"]
        length = len(body) if promise else None
        handler.answer(answer.status, headers, body[:count], length)
        handler.close_connection = True

    return spoil


def garble(handler, answer, body):
    """The first half of the body, as if it were all."""
    handler.answer(answer.status, [], body[: len(body) // 2])


def reset(handler, answer, body):
    """No answer, and the connection is reset."""
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.close_connection = True
    handler.connection.close()


class Proxy:
    """Listens on a port of 127.0.0.1. `fault` gets each request and returns how to spoil its answer,
    or None; while `drops_range` is set, the server never hears of a Range."""

    def __init__(self, port):
        self.upstream, self.fault, self.requests, self.drops_range = port, None, [], False
        proxy, lock = self, threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_GET(self):
                request = Request(self.path, list(self.headers.items()))
                with lock:
                    proxy.requests.append(request)
                    spoil = proxy.fault(request) if proxy.fault else None
                upstream = http.client.HTTPConnection("127.0.0.1", proxy.upstream)
                upstream.putrequest("GET", self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in request.headers:
                    if not (proxy.drops_range and name.lower() == "range"):
                        upstream.putheader(name, value)
                upstream.endheaders()
                answer = upstream.getresponse()
                body = answer.read()
                upstream.close()
                if spoil:
                    return spoil(self, answer, body)
                hop = ("connection", "content-length", "transfer-encoding", "server", "date")
                self.answer(answer.status,
                            [(k, v) for k, v in answer.getheaders() if k.lower() not in hop], body)

            def answer(self, status, headers, body, length=-1):
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                length = len(body) if length == -1 else length
                if length is not None:
                    self.send_header("Content-Length", str(length))
                else:
                    self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def objects(self):
        return [r for r in self.requests if not r.is_listing]

    def listings(self):
        return [r for r in self.requests if r.is_listing]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
