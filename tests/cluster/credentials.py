"""Writes an operator, an account and a user as NATS has them: nkeys and JWTs."""
import base64
import hashlib
import json
import os
import sys
import time

import nkeys


def pair(prefix):
    raw = os.urandom(32)
    seed = nkeys.encode_seed(raw, prefix)
    return nkeys.from_seed(seed), seed

def b64(b): return base64.urlsafe_b64encode(b).rstrip(b'=').decode()

def jwt(issuer, subject, name, nats):
    claims = {"iat": int(time.time()), "iss": issuer.public_key.decode(), "name": name, "sub": subject, "nats": {"version": 2, **nats}}
    claims["jti"] = base64.b32encode(hashlib.new('sha512_256', json.dumps(claims).encode()).digest()).rstrip(b'=').decode()
    signed = b64(json.dumps({"typ": "JWT", "alg": "ed25519-nkey"}).encode()) + "." + b64(json.dumps(claims).encode())
    return signed + "." + b64(issuer.sign(signed.encode()))

out = sys.argv[1]
operator, _ = pair(nkeys.PREFIX_BYTE_OPERATOR)
account, _ = pair(nkeys.PREFIX_BYTE_ACCOUNT)
system, _ = pair(nkeys.PREFIX_BYTE_ACCOUNT)
user, seed = pair(nkeys.PREFIX_BYTE_USER)
key = lambda k: k.public_key.decode()
unlimited = {"limits": {"subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": True, "conn": -1, "leaf": -1, "mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1}, "type": "account"}
a = jwt(operator, key(account), "quarterday", unlimited)
s = jwt(operator, key(system), "SYS", {"type": "account", "limits": {"subs": -1, "conn": -1, "leaf": -1, "imports": -1, "exports": -1, "data": -1, "payload": -1, "wildcards": True}})
o = jwt(operator, key(operator), "operator", {"type": "operator", "system_account": key(system)})
u = jwt(account, key(user), "node", {"type": "user", "subs": -1, "data": -1, "payload": -1})
open(out + "/server.conf", "w").write("operator: %s\nsystem_account: %s\nresolver: MEMORY\nresolver_preload: { %s: %s, %s: %s }\n" % (o, key(system), key(account), a, key(system), s))
open(out + "/node.creds", "w").write("-----BEGIN NATS USER JWT-----\n%s\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n%s\n------END USER NKEY SEED------\n" % (u, seed.decode()))
open(out + "/nkey.seed", "w").write(seed.decode() + "\n")
open(out + "/nkey.conf", "w").write('authorization { users: [ { nkey: "%s" } ] }\n' % key(user))
