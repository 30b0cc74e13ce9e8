#!/usr/bin/env python3
"""A hub as Hugging Face's on this machine, with one repository: the files of a folder. For checks and for trying things out.

    scripts/loopback_hub.py OWNER/REPO FOLDER [--port 8099] [--rate BYTES] [--token TOKEN] [--direct]

Set HF_ENDPOINT to what it prints. Large files are on a second port, as the real hub has them on another host; --rate limits how many bytes a
second each connection brings. With a token the repository is gated. (One port with --direct, for clients that do not follow.)
"""
import argparse
import hashlib
import http.server
import json
import os
import re
import threading
import time
import urllib.parse

LARGE = 4096


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


def git(path):
    with open(path, "rb") as file:
        data = file.read()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Hub:
    """Starts in threads of its own; `endpoint` is where it is, `requests` and `sent` count those for bytes and the bytes."""

    def __init__(self, repository, folder, port=0, rate=0, token="", direct=False):
        self.repository, self.folder, self.rate, self.token, self.direct = repository, folder, rate, token, direct
        self.requests = self.sent = 0
        self.files = {}
        for at, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(at, name)
                size = os.path.getsize(path)
                self.files[os.path.relpath(path, folder)] = (path, size, sha256(path) if size > LARGE else git(path))
        self.commit = hashlib.sha1(repr(sorted((name, oid) for name, (_, _, oid) in self.files.items())).encode()).hexdigest()
        self.hub, self.storage = self.start(port), self.start(0)
        self.endpoint = f"http://127.0.0.1:{self.hub}"

    def start(self, port):
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_HEAD(self):
                self.do_GET()

            def do_GET(self):
                try:
                    hub.answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_address[1]

    def answer(self, request):
        path = urllib.parse.urlparse(request.path)
        name = urllib.parse.unquote(path.path)
        if request.server.server_address[1] == self.storage:
            return self.bytes(request, name[1:])
        if self.token and request.headers.get("Authorization") != "Bearer " + self.token:
            return self.text(request, 403 if "Authorization" in request.headers else 401, "{}", {"X-Error-Code": "GatedRepo"})
        api = f"/api/models/{self.repository}"
        if name in (f"{api}/revision/main", f"{api}/revision/{self.commit}"):
            return self.text(request, 200, json.dumps({"id": self.repository, "sha": self.commit}))
        if name == f"{api}/refs":
            refs = {"branches": [{"name": "main", "ref": "refs/heads/main", "targetCommit": self.commit}], "tags": [], "converts": []}
            return self.text(request, 200, json.dumps(refs))
        if name.startswith(f"{api}/tree/"):
            return self.text(request, 200, json.dumps([self.entry(each) for each in sorted(self.files)]))
        file = re.fullmatch(f"/{self.repository}/resolve/[^/]+/(.+)", name)
        if not file or file[1] not in self.files:
            code = "EntryNotFound" if file else "RepoNotFound"
            return self.text(request, 404 if file else 401, "{}", {"X-Error-Code": code})
        _, size, oid = self.files[file[1]]
        if size <= LARGE or self.direct:
            return self.bytes(request, file[1])
        there = f"http://127.0.0.1:{self.storage}/{urllib.parse.quote(file[1])}?signed=1"
        return self.text(request, 302, "", {"Location": there, "X-Linked-Etag": f'"{oid}"', "X-Linked-Size": size, "X-Repo-Commit": self.commit})

    def entry(self, name):
        path, size, oid = self.files[name]
        entry = {"type": "file", "path": name, "size": size, "oid": oid if size <= LARGE else "0" * 40}
        return entry if size <= LARGE else entry | {"lfs": {"oid": oid, "size": size, "pointerSize": 134}}

    def text(self, request, status, text, headers=()):
        request.send_response(status)
        for key, value in dict(headers).items():
            request.send_header(key, str(value))
        request.send_header("Content-Length", str(len(text)))
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(text.encode())

    def bytes(self, request, name):
        path, size, oid = self.files[name]
        self.requests += 1
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range", ""))
        if request.headers.get("If-Range", f'"{oid}"') != f'"{oid}"':
            asked = None
        start = int(asked[1]) if asked else 0
        end = min(size, int(asked[2]) + 1) if asked and asked[2] else size
        request.send_response(206 if asked else 200)
        for key, value in {"ETag": f'"{oid}"', "Accept-Ranges": "bytes", "X-Repo-Commit": self.commit, "Content-Length": end - start}.items():
            request.send_header(key, str(value))
        if asked:
            request.send_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
        request.end_headers()
        if request.command == "HEAD":
            return
        part = max(1024, self.rate // 20) if self.rate else 1 << 20
        with open(path, "rb") as file:
            file.seek(start)
            while start < end:
                data = file.read(min(part, end - start))
                request.wfile.write(data)
                start += len(data)
                self.sent += len(data)
                if self.rate:
                    time.sleep(len(data) / self.rate)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository")
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--rate", type=int, default=0)
    parser.add_argument("--token", default="")
    parser.add_argument("--direct", action="store_true")
    options = parser.parse_args()
    hub = Hub(options.repository, options.folder, options.port, options.rate, options.token, options.direct)
    print(f"HF_ENDPOINT={hub.endpoint}", flush=True)
    threading.Event().wait()
