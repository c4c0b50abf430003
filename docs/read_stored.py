"""Prints what a stream holds, from a place on, and checks that it is one chain:
read_stored.py SERVER COUNCIL [FIRST-PLACE [USER PASSWORD]]"""
import asyncio, hashlib, json, sys, nats

async def main(server, council, first=1, user=None, password=None):
    client = await nats.connect(server, user=user, password=password)
    # The user `auditor` asks under a prefix of its own; without users, the default.
    stream = client.jetstream(prefix="$JS.QD.API" if user else "$JS.API")
    end = (await stream.stream_info(f"qd-{council}")).state.last_seq
    leaf = None
    for place in range(int(first), end + 1):
        line = (await stream.get_msg(f"qd-{council}", place)).data
        # The head as it stands, from its brace to the salt: what is hashed.
        head = line[line.index(b'"head":') + 7 : line.index(b',"salt":')]
        read = json.loads(head)
        assert read["place"] == place and leaf in (None, read["prev"]), f"no chain at {place}"
        leaf = hashlib.sha256(b"\0" + head).hexdigest()
        print(place, read["recorded"], read["type"], read["subject"])
    await client.close()

if not 3 <= len(sys.argv) <= 6 or len(sys.argv) == 5:
    sys.exit(__doc__)
asyncio.run(main(*sys.argv[1:]))
