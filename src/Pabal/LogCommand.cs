using System.Globalization;
using Pabal.Storage;

namespace Pabal;

/// <summary><c>pabal log verify DIR</c> and <c>pabal log dump DIR</c>: what is in a log that no broker has open.</summary>
internal static class LogCommand
{
    public const string Name = "log";

    private const int Whole = 0;
    private const int Unreadable = 1;
    private const int WrongUse = 2;
    private const int Damaged = 3;

    private const string Usage = """
        pabal log verify DIR   checks every record; ends with 3 when something durable is damaged
        pabal log dump DIR     prints a line for each record: position, type, octets, those of its index, checksum
        """;

    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not ["verify" or "dump", { Length: > 0 } directory])
        {
            errors.WriteLine(Usage);
            return WrongUse;
        }
        try
        {
            using var device = FileDevice.OpenReadOnly(directory);
            var report = arguments[0] == "dump"
                ? LogInspector.Dump(device, new LogDumper(output))
                : LogInspector.Verify(device);
            Print(report, arguments[0] == "dump" ? errors : output);
            return report.Damage.Count == 0 ? Whole : Damaged;
        }
        catch (DirectoryNotFoundException exception)
        {
            errors.WriteLine($"pabal: {exception.Message}");
            return WrongUse;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LogFormatException)
        {
            errors.WriteLine($"pabal: {exception.Message}");
            return Unreadable;
        }
    }

    private static void Print(LogReport report, TextWriter output)
    {
        Line(output, $"files    {report.Files.Count}");
        Line(output, $"records  {report.Records}");
        Line(output, $"octets   {report.Octets}");
        Line(output, $"tail     {report.TailOctets}{(report.TailOctets > 0 ? $" at {report.End}, to be cut when the broker starts" : "")}");
        if (report.UnfinishedDeletions.Count > 0)
            Line(output, $"deletions to be finished when the broker starts  {report.UnfinishedDeletions.Count}");
        foreach (var damage in report.Damage)
            Line(output, $"damage   {damage}");
        output.WriteLine(report.Damage.Count == 0 ? "The log is whole." : "The log is damaged.");
    }

    private static void Line(TextWriter output, FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
