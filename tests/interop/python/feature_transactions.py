"""tx: publishes and acknowledgements take effect together on commit, or not at all."""
from checks import check
from pika_checks import connect, get_all, ready_count, refused

connection = connect()
control = connection.channel()
queue = control.queue_declare("", exclusive=True).method.queue
channel = connection.channel()
channel.tx_select()

channel.basic_publish("", queue, b"first")
channel.basic_publish("", queue, b"second")
check("nothing is visible before commit", ready_count(control, queue), 0)
channel.tx_commit()
check("all is afterwards", ready_count(control, queue), 2)

channel.basic_publish("", queue, b"third")
channel.tx_rollback()
channel.tx_commit()
check("what was rolled back never comes", ready_count(control, queue), 2)

method, _, body = channel.basic_get(queue)
channel.basic_ack(method.delivery_tag)
channel.tx_rollback()
channel.basic_ack(method.delivery_tag)
channel.basic_publish("", queue, b"answer to " + body)
channel.tx_commit()
check("an ack that was rolled back can be given again", get_all(control, queue), [b"second", b"answer to first"])

channel.basic_publish("", queue, b"never committed")
channel.close()
check("closing the channel drops what is open", get_all(control, queue), [])

refused(
    "commit needs a transactional channel", 406, "PRECONDITION_FAILED - channel is not transactional",
    connection.channel().tx_commit)
confirming = connection.channel()
confirming.confirm_delivery()
refused(
    "a confirming channel can't be transactional", 406, "PRECONDITION_FAILED - cannot switch from confirm to tx mode",
    confirming.tx_select)
transactional = connection.channel()
transactional.tx_select()
refused(
    "nor the other way round", 406, "PRECONDITION_FAILED - cannot switch from tx to confirm mode",
    transactional.confirm_delivery)
connection.close()
