using System.Text;

namespace Mailroom.Chaos.Sink;

/// <summary>The file that lists the mails a sink has taken: a line for each, on disk before the sink's client is answered.</summary>
internal sealed class TakenMails : IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream file;

    public TakenMails(string path)
    {
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        // After a line that was cut off by the end of an earlier process.
        if (file.Length > 0)
            file.WriteByte((byte)'\n');
    }

    /// <summary>How often each mail was taken.</summary>
    public static Dictionary<string, int> Read(string path) => !File.Exists(path)
        ? []
        : File.ReadLines(path).Where(line => line.EndsWith('.'))
            .GroupBy(line => line[..^1], StringComparer.Ordinal)
            .ToDictionary(lines => lines.Key, lines => lines.Count(), StringComparer.Ordinal);

    /// <summary>Returns when it is on disk. Thread-safe.</summary>
    public void Add(string subject)
    {
        // The full stop tells a whole line from one that was cut off.
        var line = Encoding.UTF8.GetBytes($"{subject}.\n");
        lock (gate)
        {
            file.Write(line);
            file.Flush(flushToDisk: true);
        }
    }

    public void Dispose() => file.Dispose();
}
