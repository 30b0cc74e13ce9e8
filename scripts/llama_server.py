"""llama-server for the scripts beside this one."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request


class Server:
    """llama-server on a free port of the loopback interface; what it says goes into the file `log`."""

    def __init__(self, model, *flags, log=subprocess.DEVNULL):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            ["llama-server", "-m", str(model), "--host", "127.0.0.1", "--port", str(port), "-c", "1024", "-t", "1",
             "--no-warmup", *flags],
            stdout=subprocess.DEVNULL, stderr=log)

    def __enter__(self):
        for _ in range(600):
            try:
                urllib.request.urlopen(self.url + "/health").read()
                return self
            except (urllib.error.URLError, ConnectionError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.__exit__()
        sys.exit(f"llama-server did not start: {self.process.args}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def post(self, path, body):
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request))
