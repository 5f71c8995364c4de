"""TLS with a certificate on either side: login by it, large and small messages, and an orderly end."""
import os
import socket
import ssl
import sys

import pika
from pika.credentials import ExternalCredentials

from checks import PORT, check, until
from pika_checks import collect, pump

CA, CERTIFICATE, KEY = sys.argv[2:5]

context = ssl.create_default_context(cafile=CA)
context.load_cert_chain(CERTIFICATE, KEY)


def send_and_receive(connection):
    channel = connection.channel()
    channel.confirm_delivery()
    queue = channel.queue_declare("", exclusive=True).method.queue
    _, received = collect(channel, queue)
    sent = [os.urandom(size) for size in [0, 1, 16_384, 131_072, 5_000_000] + [100] * 500]
    for body in sent:
        channel.basic_publish("", queue, body)
    until("all come", lambda: len(received) == len(sent), pump(connection))
    check("unchanged and in order", [body for _, _, body in received], sent)


parameters = pika.ConnectionParameters(
    "localhost", PORT, credentials=ExternalCredentials(), ssl_options=pika.SSLOptions(context, "localhost"))
connection = pika.BlockingConnection(parameters)
send_and_receive(connection)
connection.close()

# An end without TLS's own notice raises an error here.
with socket.create_connection(("localhost", PORT)) as plain:
    with context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False) as encrypted:
        encrypted.sendall(b"GET / HTTP/1.1\r\n\r\n")
        received = b""
        while part := encrypted.recv(100):
            received += part
        check("the protocol header and an orderly end", received, b"AMQP\0\0\x09\x01")
