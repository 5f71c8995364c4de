// What the Node.js scripts share: the broker's address, a deadline, and checks that say what they look at.
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual, inspect } from 'node:util';

const DEADLINE_MS = 25_000;
const WAIT_MS = 8_000;

export const uri = process.argv[2];
if (!uri) {
    console.error(`usage: node ${process.argv[1]} amqp://guest:guest@127.0.0.1:5672/%2F`);
    process.exit(2);
}
setTimeout(() => fail(`not done within ${DEADLINE_MS} ms`), DEADLINE_MS).unref();
process.on('uncaughtException', (error) => fail(error.stack));
process.on('unhandledRejection', (error) => fail(error.stack));

export function fail(text) {
    console.log(`FAILED: ${text}`);
    process.exit(1);
}

export function check(what, actual, expected = true) {
    if (!isDeepStrictEqual(actual, expected))
        fail(`${what}: expected ${inspect(expected)}, got ${inspect(actual)}`);
    console.log(`ok: ${what}`);
}

export const unique = (name) => `interop-${name}-${randomUUID().slice(0, 8)}`;

/** Waits until the condition, which may be asynchronous, holds. */
export async function until(what, condition) {
    const end = Date.now() + WAIT_MS;
    while (!(await condition())) {
        if (Date.now() > end)
            fail(`${what}: not within ${WAIT_MS} ms`);
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    console.log(`ok: ${what}`);
}

/** The broker closes the channel with this code and text; the action's own promise is refused with it. */
export async function refused(what, connection, code, text, action) {
    const channel = await connection.createChannel();
    const closed = new Promise((resolve) => channel.on('error', resolve));
    try {
        await action(channel);
    } catch {
        // The channel's error event tells more.
    }
    const error = await closed;
    check(what, [error.code, error.message.includes(`"${text}"`) ? text : error.message], [code, text]);
}
