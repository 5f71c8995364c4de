using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Durability;

public sealed class DeletedQueueTests : IDisposable
{
    private const string Name = "queue";

    private readonly string folder = Directory.CreateTempSubdirectory("pabal-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Queue_DeletedAndDeclaredAgain_IsOneAfterARestart()
    {
        using (var broker = Open())
        {
            var host = HostOf(broker);
            Declare(host);
            host.DeleteQueue(Name, this, ifUnused: false, ifEmpty: false);
            Declare(host);
        }

        using var restarted = Open();

        restarted.Durability!.Journal.Lanes.Count().ShouldBe(1);
        Declare(HostOf(restarted)).ShouldBe(restarted.Durability.Journal.Lanes.OfType<QueueLane>().Single().Queue);
    }

    private Broker Open() => Broker.Open(folder, syncsDevice: false, 16 * 1024 * 1024, diskFreeLimit: 0, 1024 * 1024);

    private static VirtualHost HostOf(Broker broker)
    {
        broker.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        return host;
    }

    private Queue Declare(VirtualHost host) =>
        host.DeclareQueue(new QueueDefinition(Name, true, false, false, FieldTable.Empty), this);
}
