"""An endpoint that gives out tokens: token-1, token-2 and so on.

Usage: token_endpoint.py FOLDER

Prints its port. FOLDER/asked has a line for each request: its form as JSON.
FOLDER/deny, where it is there, is what it answers with status 400."""

import http.server
import json
import pathlib
import sys
import urllib.parse

folder = pathlib.Path(sys.argv[1])
count = 0


class Endpoint(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        form = dict(urllib.parse.parse_qsl(body))
        with open(folder / "asked", "a") as file:
            file.write(json.dumps(form) + "\n")
        deny = folder / "deny"
        if deny.exists():
            return self.answer(400, deny.read_bytes())
        count += 1
        given = {"access_token": f"token-{count}", "token_type": "Bearer", "expires_in": 3600}
        if form["grant_type"] == "refresh_token":
            given["refresh_token"] = f"refresh-{count}"
        self.answer(200, json.dumps(given).encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
print(server.server_address[1], flush=True)
server.serve_forever()
