using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Ledgers;

/// <summary>
/// What this and other bots are about to send and have sent. An intent is on disk before a mail is sent, its end before anybody hears
/// of it. Thread-safe.
/// </summary>
internal sealed class AttemptLedger(ILedgerDatabase database)
{
    private const string Columns =
        "message_id, attempt, first_attempt, bot, instance, started_at, outcome, next_wait, recipients";

    private const string ByKey = " WHERE message_id = @message AND attempt = @attempt";

    /// <summary>Records that an attempt is about to be made, unless there is something against it.</summary>
    public Task<BeginResult> BeginAsync(
        AttemptKey key, int firstAttempt, BotIdentity bot, DateTimeOffset now, CancellationToken cancellation) =>
        database.CommitAsync(key.MessageId, async (_, transaction) =>
        {
            var inserted = await transaction.ExecuteAsync(
                """
                INSERT INTO bot_attempts (message_id, attempt, first_attempt, bot, instance, started_at, state)
                SELECT @message, @attempt, @first, @bot, @instance, @now, 'Started' WHERE NOT EXISTS (
                    SELECT 1 FROM bot_cancellations WHERE message_id = @message AND first_attempt >= @first)
                ON CONFLICT DO NOTHING
                """,
                ("message", Name(key.MessageId)),
                ("attempt", key.Attempt),
                ("first", firstAttempt),
                ("bot", bot.Name),
                ("instance", bot.Instance),
                ("now", now.ToUnixTimeMilliseconds()));
            if (inserted == 1)
                return BeginResult.Begun;
            return await FindAsync(transaction, key) is { } row
                ? new BeginResult(Existing: row)
                : new BeginResult(Cancelled: await DescribeAsync(transaction, key.MessageId, firstAttempt));
        }, cancellation);

    /// <summary>Records how an attempt ended. A later insight replaces uncertainty, and nothing else.</summary>
    /// <param name="key">Which one.</param>
    /// <param name="instance">Who made it.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What the ledger has now: no further attempt follows when the mail was cancelled meanwhile.</returns>
    /// <exception cref="InvalidOperationException">The ledger doesn't know the attempt.</exception>
    public Task<AttemptEnd> FinishAsync(AttemptKey key, string instance, AttemptEnd end, CancellationToken cancellation) =>
        database.CommitAsync(key.MessageId, async (_, transaction) =>
        {
            var wanted = end.NextWait is not null && await FindCancelledAsync(transaction, key) is { } cancelled
                ? end.WithoutNext(cancelled.UncertainAttempt < key.Attempt)
                : end;
            var updated = await transaction.ExecuteAsync(
                """
                UPDATE bot_attempts SET state = @state, ended_at = @now, outcome = @outcome, next_wait = @wait, recipients = @recipients
                """ + ByKey +
                " AND instance = @instance AND (state = 'Started' OR (state = 'Uncertain' AND @state <> 'Uncertain'))",
                ("message", Name(key.MessageId)),
                ("attempt", key.Attempt),
                ("instance", instance),
                ("state", wanted.State.ToString()),
                ("now", wanted.Outcome.Time.ToUnixTimeMilliseconds()),
                ("outcome", Encoding.UTF8.GetString(EventJson.Write(wanted.Outcome))),
                ("wait", (long?)wanted.NextWait?.TotalMilliseconds),
                ("recipients", wanted.Recipients is null ? null : JsonSerializer.Serialize(wanted.Recipients)));
            if (updated == 1)
                return wanted;
            return (await FindAsync(transaction, key))?.End
                ?? throw new InvalidOperationException($"The ledger doesn't know attempt {key.Attempt} of {key.MessageId} by {instance}.");
        }, cancellation);

    /// <summary>Forgets an attempt that was not made after all.</summary>
    public Task RemoveAsync(AttemptKey key, string instance, CancellationToken cancellation) =>
        database.CommitAsync(key.MessageId, (_, transaction) => transaction.ExecuteAsync(
            "DELETE FROM bot_attempts" + ByKey + " AND instance = @instance AND state = 'Started'",
            ("message", Name(key.MessageId)),
            ("attempt", key.Attempt),
            ("instance", instance)), cancellation);

    /// <summary>Records that no further attempt of a series may be begun, unless the mail was sent.</summary>
    public Task<CancelResult> CancelAsync(Guid messageId, int firstAttempt, DateTimeOffset now, CancellationToken cancellation) =>
        database.CommitAsync(messageId, async (_, transaction) =>
        {
            var found = await DescribeAsync(transaction, messageId, firstAttempt);
            if (!found.IsSent)
            {
                await transaction.ExecuteAsync(
                    """
                    INSERT INTO bot_cancellations (message_id, first_attempt, recorded_at) VALUES (@message, @first, @now)
                    ON CONFLICT (message_id) DO UPDATE SET first_attempt = excluded.first_attempt, recorded_at = excluded.recorded_at
                    WHERE bot_cancellations.first_attempt < excluded.first_attempt
                    """,
                    ("message", Name(messageId)),
                    ("first", firstAttempt),
                    ("now", now.ToUnixTimeMilliseconds()));
            }
            return found;
        }, cancellation);

    /// <summary>What earlier processes of a bot have begun and not ended.</summary>
    public Task<List<AttemptRow>> FindAbandonedAsync(BotIdentity bot, CancellationToken cancellation) =>
        database.CommitAsync(null, (_, transaction) => transaction.QueryAsync(
            $"SELECT {Columns} FROM bot_attempts WHERE state = 'Started' AND bot = @bot AND instance <> @instance",
            Read,
            ("bot", bot.Name),
            ("instance", bot.Instance)), cancellation);

    /// <summary>Forgets what ended before a time. What hasn't ended stays.</summary>
    /// <returns>How many attempts.</returns>
    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation) =>
        database.CommitAsync(null, async (_, transaction) =>
        {
            await transaction.ExecuteAsync(
                "DELETE FROM bot_cancellations WHERE recorded_at < @before", ("before", before.ToUnixTimeMilliseconds()));
            return await transaction.ExecuteAsync(
                "DELETE FROM bot_attempts WHERE ended_at < @before", ("before", before.ToUnixTimeMilliseconds()));
        }, cancellation);

    private static async Task<AttemptRow?> FindAsync(DbTransaction transaction, AttemptKey key)
    {
        var rows = await transaction.QueryAsync(
            $"SELECT {Columns} FROM bot_attempts" + ByKey, Read, ("message", Name(key.MessageId)), ("attempt", key.Attempt));
        return rows.Count == 0 ? null : rows[0];
    }

    /// <returns>What had been tried of an attempt's series; null when it isn't cancelled.</returns>
    private static async Task<CancelResult?> FindCancelledAsync(DbTransaction transaction, AttemptKey key)
    {
        var cancelled = await transaction.QueryAsync(
            """
            SELECT bot_attempts.first_attempt
            FROM bot_cancellations JOIN bot_attempts ON bot_attempts.message_id = bot_cancellations.message_id
            WHERE bot_attempts.message_id = @message AND attempt = @attempt
                AND bot_cancellations.first_attempt >= bot_attempts.first_attempt
            """,
            reader => reader.GetInt32(0),
            ("message", Name(key.MessageId)),
            ("attempt", key.Attempt));
        return cancelled.Count == 0 ? null : await DescribeAsync(transaction, key.MessageId, cancelled[0]);
    }

    private static async Task<CancelResult> DescribeAsync(DbTransaction transaction, Guid messageId, int firstAttempt)
    {
        var attempts = await transaction.QueryAsync(
            "SELECT attempt, state FROM bot_attempts WHERE message_id = @message AND first_attempt = @first ORDER BY attempt",
            reader => (Attempt: reader.GetInt32(0), State: Enum.Parse<AttemptState>(reader.GetString(1))),
            ("message", Name(messageId)),
            ("first", firstAttempt));
        return new CancelResult(
            attempts.Count == 0 ? null : attempts[^1].Attempt,
            attempts.Exists(attempt => attempt.State == AttemptState.Started),
            attempts.Exists(attempt => attempt.State == AttemptState.Sent),
            attempts.FindLast(attempt => attempt.State == AttemptState.Uncertain) is { Attempt: > 0 } uncertain
                ? uncertain.Attempt
                : null);
    }

    private static AttemptRow Read(DbDataReader reader) => new(
        new AttemptKey(Guid.Parse(reader.GetString(0), CultureInfo.InvariantCulture), reader.GetInt32(1)),
        reader.GetInt32(2),
        reader.GetString(3),
        reader.GetString(4),
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
        reader.IsDBNull(6) ? null : new AttemptEnd(
            (AttemptEvent)EventJson.Read(Encoding.UTF8.GetBytes(reader.GetString(6))),
            reader.IsDBNull(7) ? null : TimeSpan.FromMilliseconds(reader.GetInt64(7)),
            reader.IsDBNull(8) ? null : JsonSerializer.Deserialize<List<string>>(reader.GetString(8))));

    private static string Name(Guid messageId) => messageId.ToString("N");
}
