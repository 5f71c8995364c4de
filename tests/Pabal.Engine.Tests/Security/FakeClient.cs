using Pabal.Engine.Security;

namespace Pabal.Engine.Tests.Security;

/// <summary>Notes why it had to leave.</summary>
internal sealed class FakeClient : IBrokerClient
{
    public List<string> Reasons { get; } = [];

    public void OnDisconnected(string reason) => Reasons.Add(reason);
}
