"""A mail server that misbehaves on purpose, by who the recipient is.

Usage: faulty_server.py FOLDER [--certificate CRT KEY] [--tokens FILE]

Prints its port. What it takes is in FOLDER, a file a mail, with the envelope as
its first line. FOLDER/commands has a line for each command of note.

    gone@      550 for the recipient
    full@      552 5.2.2 for the recipient
    grey@      451 for the recipient, the first time
    drop@      the content is taken and the connection ends without an answer,
               the first time
    hang@      the content is taken and no answer comes
    content@   554 for the content
    busy@      421 for the recipient, and the connection ends
"""

import argparse
import asyncio
import base64
import json
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, MISSING

arguments = argparse.ArgumentParser()
arguments.add_argument("folder", type=pathlib.Path)
arguments.add_argument("--certificate", nargs=2)
arguments.add_argument("--tokens", type=pathlib.Path)
arguments = arguments.parse_args()


class Handler:
    def __init__(self):
        self.seen = set()
        self.count = 0

    def note(self, text):
        with open(arguments.folder / "commands", "a") as file:
            file.write(text + "\n")

    def first(self, address):
        before = address in self.seen
        self.seen.add(address)
        return not before

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.note("EHLO")
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        who = address.split("@")[0]
        self.note(f"RCPT {who}")
        if who == "gone":
            return "550 5.1.1 there is nobody of this name"
        if who == "full":
            return "552 5.2.2 the mailbox is full"
        if who == "grey" and self.first(address):
            return "451 4.7.1 greylisted, come back later"
        if who == "busy":
            asyncio.get_running_loop().call_later(0.05, server.transport.close)
            return "421 4.3.2 the system goes down"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_RSET(self, server, session, envelope):
        self.note("RSET")
        return "250 2.0.0 ok"

    async def handle_DATA(self, server, session, envelope):
        who = envelope.rcpt_tos[0].split("@")[0]
        self.note(f"DATA {who}")
        if who == "content":
            return "554 5.6.0 the content is refused"
        self.count += 1
        kept = {"from": envelope.mail_from, "to": envelope.rcpt_tos}
        path = arguments.folder / f"{self.count}.mail"
        part = path.with_suffix(".part")
        part.write_bytes(json.dumps(kept).encode() + b"\n" + envelope.content)
        part.rename(path)
        if who == "drop" and self.first("drop"):
            server.transport.abort()
        if who == "hang":
            await asyncio.sleep(600)
        return f"250 2.0.0 taken as {self.count}"

    async def auth_XOAUTH2(self, server, args):
        shown = base64.b64decode(args[1]).decode()
        token = shown.split("auth=Bearer ")[1].split("\x01")[0]
        good = arguments.tokens.read_text().split()
        self.note(f"AUTH {token} {'good' if token in good else 'refused'}")
        if token in good:
            return AuthResult(success=True, auth_data=token)
        why = base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode()
        answer = await server.challenge_auth(why, encode_to_b64=False)
        if answer is not MISSING and answer != b"":
            return AuthResult(success=False, handled=False)
        await server.push("535 5.7.8 authentication unsuccessful")
        return AuthResult(success=False, handled=True)


async def main():
    handler = Handler()
    options = {"hostname": "localhost", "enable_SMTPUTF8": False}
    if arguments.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*arguments.certificate)
        options.update(tls_context=context, require_starttls=True)
    if arguments.tokens:
        options.update(auth_require_tls=bool(arguments.certificate), auth_required=True)
    else:
        options.update(auth_exclude_mechanism=["LOGIN", "PLAIN"])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, **options), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
