using System.Globalization;

namespace Mailroom.Coupling.Load;

/// <summary>The file in which the load generator leaves what became of its requests.</summary>
internal static class RequestLog
{
    public static void Write(string file, IEnumerable<RequestRecord> records) =>
        File.WriteAllLines(file, records.Select(record => string.Create(
            CultureInfo.InvariantCulture, $"{record.Number},{record.Due},{record.End},{record.Status}")));

    /// <summary>All requests in the order in which they were due.</summary>
    public static RequestRecord[] Read(string file) => [.. File.ReadLines(file).Select(Parse).OrderBy(record => record.Number)];

    private static RequestRecord Parse(string line)
    {
        var fields = Array.ConvertAll(line.Split(','), field => long.Parse(field, CultureInfo.InvariantCulture));
        return new RequestRecord((int)fields[0], fields[1], fields[2], (int)fields[3]);
    }
}
