using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>
/// The bindings of a consistent-hash exchange: each message goes to one of them, always the same for the same hash, and to
/// each as often as its weight asks.
/// </summary>
/// <remarks>
/// Weighted rendezvous hashing: every binding draws a number from the message's hash and its own, and the best one wins. A
/// binding that comes takes from each other one no more than its share, one that goes leaves the rest where it is, and a
/// weight costs no memory, however large it is.
/// </remarks>
internal sealed class ConsistentHashBindings(HashInput input) : IBindingIndex
{
    private readonly List<HashShare> shares = [];

    public bool DependsOnHeaders => false;

    public bool DependsOnMessage => input.IsOfMessage;

    public void Add(Binding binding) => shares.Add(HashShare.Of(binding));

    public void Remove(Binding binding)
    {
        var index = shares.IndexOf(HashShare.Of(binding));
        if (index < 0)
            return;
        // The order doesn't matter.
        shares[index] = shares[^1];
        shares.RemoveAt(shares.Count - 1);
    }

    public void Match(string routingKey, FieldTable headers, List<IBindingDestination> destinations) =>
        Choose(input.Hash(routingKey, default), destinations);

    // One destination for each message: further keys have no say, as in the plugin.
    public void Match(
        scoped ReadOnlySpan<string> routingKeys, scoped ref RoutedMessage message, List<IBindingDestination> destinations) =>
        Choose(input.Hash(routingKeys[0], message.Properties), destinations);

    private void Choose(ulong hash, List<IBindingDestination> destinations)
    {
        var best = -1;
        var bestDraw = 0UL;
        var bestScore = 0.0;
        for (var i = 0; i < shares.Count; i++)
        {
            var draw = StableHash.Mix(hash ^ shares[i].Seed);
            // Among equal weights the greatest draw wins, without a logarithm.
            if (best >= 0 && shares[i].Weight == shares[best].Weight && draw <= bestDraw)
                continue;
            var score = Score(draw, shares[i].Weight);
            if (best >= 0 && score <= bestScore)
                continue;
            (best, bestDraw, bestScore) = (i, draw, score);
        }
        if (best >= 0)
            destinations.Add(shares[best].Destination);
    }

    // The draw as a number between 0 and 1: its logarithm over the weight is as great as that of others by the weights' parts.
    private static double Score(ulong draw, long weight) => Math.Log(((draw >> 11) + 0.5) / (1UL << 53)) / weight;
}
