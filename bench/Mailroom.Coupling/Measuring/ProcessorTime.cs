using System.Globalization;

namespace Mailroom.Coupling.Measuring;

/// <summary>Processor time, kernel included, from /proc, in its ticks of 10 ms.</summary>
internal static class ProcessorTime
{
    public const double TicksPerSecond = 100;

    // Counted from the field after the name, which ends with the last bracket of the line.
    private const int ParentField = 1;
    private const int UserField = 11;
    private const int KernelField = 12;
    private const int EndedUserField = 13;
    private const int EndedKernelField = 14;

    /// <summary>Of a process, and of its direct children where it has some, living or ended. Nothing once it has ended.</summary>
    public static long OfTree(int processId)
    {
        var own = Read(processId);
        if (own.Length == 0)
            return 0;
        var ticks = own[UserField] + own[KernelField] + own[EndedUserField] + own[EndedKernelField];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var other))
                continue;
            var fields = Read(other);
            if (fields.Length > 0 && fields[ParentField] == processId)
                ticks += fields[UserField] + fields[KernelField];
        }
        return ticks;
    }

    /// <summary>Of all processes of the machine.</summary>
    public static long OfMachine()
    {
        // cpu user nice system idle iowait irq softirq steal: all but the two in which nobody worked.
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new[] { 1, 2, 3, 6, 7, 8 }.Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture));
    }

    private static long[] Read(int processId)
    {
        try
        {
            var line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return [.. fields.Take(EndedKernelField + 1)
                .Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        }
        catch (IOException)
        {
            // It has ended between the listing and the reading.
            return [];
        }
    }
}
