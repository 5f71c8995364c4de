using Pabal.Engine;
using Pabal.Engine.Durability;

namespace Pabal.Server.Definitions;

/// <summary>Imports into a broker, and exports out of it.</summary>
internal static class BrokerDefinitions
{
    /// <param name="broker">Gets what the file has.</param>
    /// <param name="json">A file of UTF-8, of a whole broker or of one virtual host.</param>
    /// <param name="virtualHost">Where things belong of which the file doesn't say it.</param>
    /// <param name="end">Once the log is durable up to this, all of it survives a crash.</param>
    /// <exception cref="DefinitionsException">Something is wrong with the file; nothing was changed.</exception>
    public static DefinitionsImportResult Import(Broker broker, ReadOnlyMemory<byte> json, string? virtualHost, out LogMark end)
    {
        var report = new DefinitionsReport();
        var document = DefinitionsReader.Read(json, virtualHost, report);
        if (report.Problems.Count == 0)
            DefinitionsImport.Check(document, broker, report);
        if (report.Problems.Count > 0)
            throw new DefinitionsException(report.Problems);
        // The trial has said what there is to be said, unless the broker was changed meanwhile.
        var applied = new DefinitionsReport();
        end = DefinitionsImport.Apply(document, broker, applied);
        if (applied.Problems.Count > 0)
            throw new DefinitionsException(applied.Problems);
        return new DefinitionsImportResult(document.Count, report.Warnings);
    }

    /// <param name="broker">Goes on meanwhile.</param>
    /// <param name="virtualHost">The only one to be exported, without users; null for the whole broker.</param>
    /// <exception cref="Engine.Security.AdministrationException">There is no such virtual host.</exception>
    public static DefinitionsExportResult Export(Broker broker, string? virtualHost)
    {
        var report = new DefinitionsReport();
        var json = DefinitionsWriter.Write(DefinitionsSnapshot.Of(broker, virtualHost), virtualHost is null, report);
        return new DefinitionsExportResult(json, report.Warnings);
    }
}
