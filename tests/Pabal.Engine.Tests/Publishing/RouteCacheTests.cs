using Pabal.Engine.Publishing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Publishing;

public class RouteCacheTests
{
    private readonly TestHost host = new();
    private readonly RouteCache cache = new();

    [Fact]
    public void Find_OfAddedRoute_ReturnsItForItsVersionOnly()
    {
        var route = Route("a", version: 3);
        cache.Add(route);

        cache.Find(route.Envelope, 3).ShouldBeSameAs(route);
        cache.Find(route.Envelope, 4).ShouldBeNull();
        cache.Find(MessageEnvelope.Encode("", "b"), 3).ShouldBeNull();
    }

    [Fact]
    public void Add_OfNewerVersion_ForgetsTheOlder()
    {
        var old = Route("a", version: 3);
        cache.Add(old);
        cache.Add(Route("b", version: 4));

        cache.Find(old.Envelope, 4).ShouldBeNull();
        cache.Find(old.Envelope, 3).ShouldBeNull();
    }

    [Fact]
    public void Find_AfterManyMoreRoutesThanItHolds_NeverConfusesThem()
    {
        var routes = Enumerable.Range(0, 5000).Select(i => Route($"key-{i}", version: 1)).ToArray();
        foreach (var route in routes)
            cache.Add(route);

        var found = routes.Where(route => cache.Find(route.Envelope, 1) is { } hit && ReferenceEquals(hit, route)).Count();
        found.ShouldBeInRange(128, 256);
        routes.Where(route => cache.Find(route.Envelope, 1) is { } hit && !ReferenceEquals(hit, route)).ShouldBeEmpty();
    }

    private Route Route(string key, long version) =>
        new(MessageEnvelope.Encode("", key), host.VirtualHost.GetExchange(""), key) { Version = version };
}
