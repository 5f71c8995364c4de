using Pabal.Engine.Security;

namespace Pabal.Server.Definitions;

/// <summary>A virtual host, as definitions have it.</summary>
/// <param name="Path">Where it stands in the file.</param>
/// <param name="Definition">Its name and what is said of it.</param>
internal sealed record DefinedVirtualHost(string Path, VirtualHostDefinition Definition);
