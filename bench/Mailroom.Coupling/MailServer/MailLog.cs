using System.Diagnostics;
using System.Globalization;

namespace Mailroom.Coupling.MailServer;

/// <summary>A file with a line for every mail that the mail server took: when, and for whom. Thread-safe.</summary>
internal sealed class MailLog(string file) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter writer = new(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read))
    {
        AutoFlush = true,
    };

    /// <summary>All of them, the oldest first, with the moment as a timestamp of <see cref="Stopwatch"/>.</summary>
    public static List<(long Time, string Recipient)> Read(string file)
    {
        var mails = new List<(long, string)>();
        using var reader = new StreamReader(new FileStream(file, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
        // The last line may be only half written while the mail server runs.
        while (reader.ReadLine() is { } line && line.EndsWith(';'))
        {
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            mails.Add((long.Parse(line.AsSpan(0, comma), CultureInfo.InvariantCulture), line[(comma + 1)..^1]));
        }
        return mails;
    }

    public void Add(string recipient)
    {
        lock (gate)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()},{recipient};"));
    }

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
