"""Tries what each user of deploy/nats/accounts.conf must not be able to do.

    refused.py SERVER FOLDER-OF-PASSWORDS

Prints a line for each attempt: `refused` where the server said that it is a
violation, `harmless` where it takes the message but the streams stay as they
are, else `DONE`. The streams `qd-rochdale` and `qd-derby` must exist, the first
with messages.
"""

import asyncio
import json
import pathlib
import sys

import nats

SERVER, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
violations = []


async def remember(error):
    violations.append(str(error))


async def connect(user):
    password = (FOLDER / f"{user}.password").read_text().strip()
    return await nats.connect(SERVER, user=user, password=password, error_cb=remember)


async def ask(client, subject, body=b"", reply=None):
    """Sends a request; its answer, or None if none comes."""
    inbox = reply or client.new_inbox()
    answers = None if reply else await client.subscribe(inbox)
    await client.publish(subject, body, reply=inbox)
    await client.flush()
    if answers is None:
        await asyncio.sleep(0.3)
        return None
    try:
        return (await answers.next_msg(timeout=0.5)).data
    except nats.errors.TimeoutError:
        return None


async def main():
    operator, node, auditor = [await connect(user) for user in ("operator", "node", "auditor")]

    async def streams():
        """What the streams hold and how they are configured, and how many there are."""
        found = json.loads((await operator.request("$JS.API.STREAM.LIST")).data)["streams"]
        keep = ("messages", "first_seq", "last_seq", "num_deleted")
        return {
            one["config"]["name"]: (one["config"], {key: one["state"].get(key) for key in keep})
            for one in found
            if one["config"]["name"].startswith("qd-")
        }

    before = await streams()
    assert before["qd-rochdale"][1]["messages"] > 0, "there is nothing to delete"

    async def attempt(name, what):
        violations.clear()
        await what
        await asyncio.sleep(0.05)
        after = await streams()
        # Only a message of the attempt's own to a subject that is its to write
        # may have been added; nothing else may have changed.
        outcome = "refused" if violations else "harmless" if after == before else "DONE"
        print(f"{outcome}: {name}")

    def consumer(to):
        config = {"deliver_subject": to, "deliver_policy": "all", "ack_policy": "none",
                  "replay_policy": "instant"}
        return json.dumps({"stream_name": "qd-rochdale", "config": config}).encode()

    changed = json.dumps({**before["qd-rochdale"][0], "max_msgs": 1}).encode()
    made = json.dumps({"name": "qd-new", "subjects": ["qd.new.>"]}).encode()
    first = json.dumps({"seq": 1}).encode()
    api = "$JS.API"
    for user, client in (("node", node), ("auditor", auditor)):
        for request, body in (
            ("STREAM.DELETE.qd-rochdale", b""),
            ("STREAM.PURGE.qd-rochdale", b""),
            ("STREAM.UPDATE.qd-rochdale", changed),
            ("STREAM.CREATE.qd-new", made),
            ("STREAM.MSG.DELETE.qd-rochdale", first),
            ("STREAM.SNAPSHOT.qd-rochdale", b'{"deliver_subject":"x"}'),
            ("STREAM.RESTORE.qd-new", b"{}"),
            ("STREAM.PEER.REMOVE.qd-rochdale", b"{}"),
            ("STREAM.LEADER.STEPDOWN.qd-rochdale", b""),
            ("STREAM.DELETE.KV_qd-leases", b""),
            ("CONSUMER.DURABLE.CREATE.qd-rochdale.kept", consumer("x")),
            ("ACCOUNT.PURGE.QUARTERDAY", b""),
        ):
            await attempt(f"{user}: {request}", ask(client, f"{api}.{request}", body))
    await attempt("node: subscribe qd.>", subscribe(node, "qd.>"))
    await attempt("node: subscribe $JS.API.>", subscribe(node, "$JS.API.>"))
    for subject in ("qd.rochdale.council", "qdx.rochdale.command", "qdx.rochdale.report",
                    "$KV.qd-leases.rochdale", "_INBOX.of.another",
                    f"{api}.STREAM.INFO.qd-rochdale", f"{api}.CONSUMER.CREATE.qd-rochdale",
                    "$JS.QD.API.CONSUMER.CREATE.qd-rochdale",
                    "$JS.QD.API.STREAM.DELETE.qd-rochdale"):
        await attempt(f"auditor: publish {subject}", ask(auditor, subject, b"{}"))
    for subject in ("qdx.>", "$KV.>", "$JS.>", ">"):
        await attempt(f"auditor: subscribe {subject}", subscribe(auditor, subject))

    # An answer goes where the asker says, and is not stored for that.
    for request, body in (("STREAM.INFO.qd-rochdale", b""),
                          ("STREAM.MSG.GET.qd-rochdale", first), ("STREAM.NAMES", b"")):
        sent = ask(auditor, f"$JS.QD.API.{request}", body, reply="qd.derby.council")
        await attempt(f"auditor: {request} answered to qd.derby.council", sent)

    # A node that has requests answered on subjects that are not its to publish on.
    for request in ("STREAM.DELETE.qd-rochdale", "STREAM.PURGE.qd-rochdale"):
        async def by_answer(request=request):
            asked = await node.subscribe("qdx.rochdale.trick")
            await ask(node, "qdx.rochdale.trick", reply=f"{api}.{request}")
            message = await asked.next_msg(timeout=1)
            await message.respond(b"")
            await node.flush()
            await asked.unsubscribe()

        await attempt(f"node: {request} as an answer", by_answer())
        asked = ask(node, f"{api}.CONSUMER.CREATE.qd-rochdale", consumer(f"{api}.{request}"))
        await attempt(f"node: {request} by a consumer", asked)
        asked = ask(node, f"{api}.STREAM.INFO.qd-rochdale", reply=f"{api}.{request}")
        await attempt(f"node: {request} by the server's answer", asked)

    assert await streams() == before
    # The operator may, so it is the permissions that refused, not the server.
    for stream in ("qd-derby", "qd-rochdale"):
        answer = json.loads(await ask(operator, f"{api}.STREAM.DELETE.{stream}"))
        print(f"operator: STREAM.DELETE.{stream}: {answer.get('success')}")


async def subscribe(client, subject):
    await client.subscribe(subject)
    await client.flush()
    await asyncio.sleep(0.1)


asyncio.run(main())
