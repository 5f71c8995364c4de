"""Every basic property and every type of header value arrives as it was sent."""
from datetime import datetime, timezone
from decimal import Decimal

import pika

from checks import check
from pika_checks import connect

connection = connect()
channel = connection.channel()
channel.confirm_delivery()
queue = channel.queue_declare("", exclusive=True).method.queue


def echo(properties):
    channel.basic_publish("", queue, b"", properties)
    return channel.basic_get(queue, auto_ack=True)[1]


ALL = {
    "content_type": "text/plain", "content_encoding": "gzip", "delivery_mode": 2, "priority": 9,
    "correlation_id": "c-1", "reply_to": "somewhere", "expiration": "60000", "message_id": "m-1",
    "timestamp": 1_700_000_000, "type": "greeting", "user_id": "guest", "app_id": "interop", "cluster_id": "here",
}
got = echo(pika.BasicProperties(**ALL))
for name, value in ALL.items():
    check(f"property {name}", getattr(got, name), value)
check("no headers stay no headers", got.headers, None)

none = echo(pika.BasicProperties())
check("no properties stay none", [name for name in ALL if getattr(none, name) is not None], [])

# pika sends no floats and reads long integers as unsigned: the scripts for Node.js send those.
HEADERS = {
    "true": True, "false": False, "zero": 0, "negative": -1, "int32": 2**31 - 1, "int64": 2**63 - 1, "long": 2**40,
    "decimal": Decimal("3.14"), "text": "파발", "empty": "", "bytes": bytes(range(256)), "none": None,
    "time": datetime(2024, 2, 29, 12, 30, tzinfo=timezone.utc).replace(tzinfo=None),
    "list": [1, "two", [3, None], {"four": 4}], "empty list": [],
    "table": {"a": {"b": {"c": [True]}}}, "empty table": {}, "long text": "x" * 70_000,
}
got = echo(pika.BasicProperties(headers=HEADERS)).headers
for name, value in HEADERS.items():
    check(f"header {name}", (isinstance(got[name], type(value)), got[name]), (True, value))
check("no header is added", set(got), set(HEADERS))
check("an empty table stays", echo(pika.BasicProperties(headers={})).headers, {})
many = {f"header-{number}": number for number in range(1000)}
check("a thousand headers", echo(pika.BasicProperties(headers=many)).headers, many)
connection.close()
