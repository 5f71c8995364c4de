namespace Pabal.Server;

/// <summary>Definitions that were exported.</summary>
/// <param name="Json">The file, in UTF-8.</param>
/// <param name="Warnings">What RabbitMQ will not take, or not as it is here.</param>
public sealed record DefinitionsExportResult(ReadOnlyMemory<byte> Json, IReadOnlyList<string> Warnings);
