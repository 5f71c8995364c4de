using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;
using Pabal.Engine.Timing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Queues;

/// <summary>Queues that are deleted when nobody has used them for some time.</summary>
public class QueueLeaseTests
{
    private readonly TestHost host = new();

    [Fact]
    public void Queue_ThatNobodyUses_IsDeleted()
    {
        var queue = Declare();
        host.Send("q", "m");

        host.Time.Advance(999);
        queue.IsDeleted.ShouldBeFalse();
        host.Time.Advance(1);

        queue.IsDeleted.ShouldBeTrue();
        host.VirtualHost.HasQueue("q").ShouldBeFalse();
        host.ShouldHoldNoRecords();
    }

    [Theory]
    [InlineData("take", true)]
    [InlineData("declare", true)]
    [InlineData("consume", true)]
    [InlineData("publish", false)]
    [InlineData("purge", false)]
    [InlineData("bind", false)]
    public void Lease_AfterSomethingWasDone_IsRenewedWhenThatIsUse(string what, bool isUse)
    {
        var queue = Declare();
        host.Time.Advance(700);
        Do(what, queue);

        host.Time.Advance(700);
        queue.IsDeleted.ShouldBe(!isUse);
        host.Time.Advance(300);

        queue.IsDeleted.ShouldBeTrue();
    }

    [Fact]
    public void Queue_WithAConsumer_Stays()
    {
        var queue = Declare();
        var consumer = host.Consume(queue, new FakeTarget());
        host.Time.Advance(10_000);
        queue.IsDeleted.ShouldBeFalse();

        host.VirtualHost.Cancel(consumer);
        host.Time.Advance(999);
        queue.IsDeleted.ShouldBeFalse();
        host.Time.Advance(1);

        queue.IsDeleted.ShouldBeTrue();
    }

    [Fact]
    public void Lease_ChangedByPolicy_BeginsAnew()
    {
        var queue = Declare();
        host.Time.Advance(900);

        queue.Apply(queue.Settings with { ExpiresMs = 300 }, host.Touched);
        host.Time.Advance(299);
        queue.IsDeleted.ShouldBeFalse();
        host.Time.Advance(1);

        queue.IsDeleted.ShouldBeTrue();
    }

    [Fact]
    public void Lease_TakenAway_EndsNoMore()
    {
        var queue = Declare();

        queue.Apply(queue.Settings with { ExpiresMs = null }, host.Touched);
        host.Time.Advance(10_000);

        queue.IsDeleted.ShouldBeFalse();
    }

    // As when a broker starts, and takes longer than that to read its log.
    [Fact]
    public void Lease_ByPolicyThatEndsBeforeTheBrokerHasStarted_BeginsWhenItHas()
    {
        var topology = new Topology(new QueueContext("/", host.Store, new Schedule(host.Time), null));
        var queue = topology.AddQueue(new QueueDefinition("q", false, false, false, FieldTable.Empty), null, 0);
        queue.Apply(queue.Settings with { ExpiresMs = 1000 }, host.Touched);
        host.Time.Advance(5000);
        var virtualHost = new VirtualHost(topology, () => "name");

        host.Time.Advance(999);
        virtualHost.HasQueue("q").ShouldBeTrue();
        host.Time.Advance(1);

        virtualHost.HasQueue("q").ShouldBeFalse();
    }

    private void Do(string what, Queue queue)
    {
        switch (what)
        {
            case "take":
                queue.TryTake(out _, out _).ShouldBeFalse();
                break;
            case "declare":
                queue.Renew();
                break;
            case "consume":
                host.VirtualHost.Cancel(host.Consume(queue, new FakeTarget()));
                break;
            case "publish":
                host.Send("q", "m");
                break;
            case "purge":
                queue.Purge();
                break;
            default:
                host.Bind("q", "amq.direct", "key");
                break;
        }
    }

    private Queue Declare() => host.Declare("q", ("x-expires", 1000));
}
