// RPC with a queue for the answers, and with RabbitMQ's direct reply-to.
import amqp from 'amqplib';
import { check, unique, until, uri } from './checks.mjs';

const server = await amqp.connect(uri);
const serving = await server.createChannel();
const queue = unique('rpc');
await serving.assertQueue(queue, { durable: false });
await serving.prefetch(1);
await serving.consume(queue, (message) => {
    if (message === null)
        return;
    const { replyTo, correlationId } = message.properties;
    serving.sendToQueue(replyTo, Buffer.from(`${Number(message.content) ** 2}`), { correlationId });
    serving.ack(message);
});

const client = await amqp.connect(uri);

async function askThrough(what, replyTo, channel) {
    const waiting = new Map();
    await channel.consume(replyTo, (message) => {
        waiting.get(message.properties.correlationId)(Number(message.content));
        waiting.delete(message.properties.correlationId);
    }, { noAck: true });
    const ask = (number) => new Promise((resolve) => {
        const correlationId = unique('question');
        waiting.set(correlationId, resolve);
        channel.sendToQueue(queue, Buffer.from(`${number}`), { replyTo, correlationId });
    });
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    check(`${what}: each question has its answer`, await Promise.all(numbers.map(ask)), numbers.map((number) => number ** 2));
    check(`${what}: none is left`, waiting.size, 0);
}

const channel = await client.createChannel();
const { queue: replies } = await channel.assertQueue('', { exclusive: true });
await askThrough('a queue of its own', replies, channel);
await askThrough('direct reply-to', 'amq.rabbitmq.reply-to', await client.createChannel());
await client.close();

await until('the server is idle', async () => (await serving.checkQueue(queue)).messageCount === 0);
await serving.deleteQueue(queue);
await server.close();
