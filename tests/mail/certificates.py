"""Makes an authority and certificates of it for this machine, in a folder:
ca.crt, server.crt and server.key; other.crt and other.key are of nobody."""

import datetime
import ipaddress
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject, key, issuer, issuer_key, authority):
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def store(folder, stem, made, key):
    pem = serialization.Encoding.PEM
    (folder / f"{stem}.crt").write_bytes(made.public_bytes(pem))
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / f"{stem}.key").write_bytes(private)


folder = pathlib.Path(sys.argv[1])
authority, server, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
store(folder, "ca", certificate("authority", authority, "authority", authority, True), authority)
store(folder, "server", certificate("server", server, "authority", authority, False), server)
store(folder, "other", certificate("other", other, "other", other, False), other)
