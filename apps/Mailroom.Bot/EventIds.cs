using System.Globalization;
using Mailroom.Bot.Ledgers;

namespace Mailroom.Bot;

/// <summary>Ids that are the same whenever an event is published again, because the API applies each id once.</summary>
internal static class EventIds
{
    public static string For(AttemptKey key, string kind) =>
        $"{key.MessageId:N}-{key.Attempt.ToString(CultureInfo.InvariantCulture)}-{kind}";
}
