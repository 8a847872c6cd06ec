"""A throw-away certificate authority, so that the local domain speaks HTTPS."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme


def make_certificates(authority_file: Path) -> ssl.SSLContext:
    """Write the authority's certificate to the file; return the server's TLS settings."""
    authority = trustme.CA(organization_name="Tweet Sentiment sandbox")
    authority.cert_pem.write_to_path(str(authority_file))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.minimum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(server)
    return server
