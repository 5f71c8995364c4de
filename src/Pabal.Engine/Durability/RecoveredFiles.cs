using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>Which files a log has after it was opened, and which copies of messages count.</summary>
internal sealed class RecoveredFiles
{
    private readonly HashSet<int> files = [];
    private readonly Dictionary<int, long> attempts = [];

    /// <summary>Notes an attempt to move what is left in a file; the last one counts, if the file is gone.</summary>
    public void OnMoved(int sourceFile, long attempt) =>
        attempts[sourceFile] = Math.Max(attempt, attempts.GetValueOrDefault(sourceFile));

    public void OnOpened(Log log)
    {
        foreach (var file in log.Statistics())
            files.Add(file.Number);
    }

    public bool Has(int file) => files.Contains(file);

    /// <summary>True for copies that took the place of what was in the file.</summary>
    public bool IsMoved(int sourceFile, long attempt) => !Has(sourceFile) && attempts[sourceFile] == attempt;
}
