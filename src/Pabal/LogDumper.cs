using System.Globalization;
using Pabal.Storage;

namespace Pabal;

/// <summary>Prints a line for each record.</summary>
internal sealed class LogDumper(TextWriter output) : ILogVisitor
{
    public void OnRecord(in LogRecord record, ReadOnlySpan<byte> payload) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{record.Position} type {record.Type} length {record.Length} index {record.IndexLength} crc {(record.IsWhole ? "ok" : "wrong")}{Place(record)}"));

    public void OnProgress(int file, int done, int total)
    {
    }

    private static string Place(in LogRecord record) => record.IsBehindGap && record.IsWhole ? " behind a gap" : "";
}
