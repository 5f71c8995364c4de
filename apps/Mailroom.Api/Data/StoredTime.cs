using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Mailroom.Api.Data;

/// <summary>Times in the database: microseconds since 1970 in UTC, which sort and compare alike everywhere.</summary>
internal sealed class StoredTime() : ValueConverter<DateTimeOffset, long>(time => From(time), value => To(value))
{
    public static long From(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset To(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The time as it comes back from the database.</summary>
    public static DateTimeOffset Round(DateTimeOffset time) => To(From(time));
}
