"""Prints each commit as it is published: read_stream.py SERVER COUNCIL [USER PASSWORD]"""
import asyncio, sys, nats

async def main(server, council, user=None, password=None):
    client = await nats.connect(server, user=user, password=password)
    commits = await client.subscribe(f"qd.{council}.>")
    async for message in commits.messages:
        head = message.headers
        place = int(head["Nats-Expected-Last-Sequence"]) + 1
        print(place, head["ce-time"], head["ce-type"], head["ce-subject"], flush=True)

asyncio.run(main(*sys.argv[1:]))
