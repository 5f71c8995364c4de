// A heartbeat of one second keeps an idle connection alive; flow control makes amqplib wait for 'drain'.
import amqp from 'amqplib';
import { check, fail, until, uri } from './checks.mjs';

const connection = await amqp.connect(`${uri}?heartbeat=1`);
connection.on('error', (error) => fail(error.stack));
const channel = await connection.createConfirmChannel();
const { queue } = await channel.assertQueue('', { exclusive: true });
await new Promise((resolve) => setTimeout(resolve, 3500));
channel.sendToQueue(queue, Buffer.from('alive'));
await channel.waitForConfirms();
check('the connection lives after three silent seconds', (await channel.get(queue, { noAck: true })).content.toString(), 'alive');

let received = 0;
await channel.consume(queue, (message) => { received += message.content.length; }, { noAck: true });
let sent = 0;
let waits = 0;
while (sent < 30_000_000) {
    const body = Buffer.alloc(100_000);
    sent += body.length;
    if (!channel.sendToQueue(queue, body)) {
        waits++;
        await new Promise((resolve) => channel.once('drain', resolve));
    }
}
await channel.waitForConfirms();
await until(`thirty megabytes go through, with ${waits} waits for room`, () => received === sent);
await connection.close();
