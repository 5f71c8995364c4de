using System.Globalization;

namespace Pabal.Engine.Routing;

/// <summary>A binding of a consistent-hash exchange: where it leads, and how much of the messages it asks for.</summary>
/// <param name="Destination">Where it leads.</param>
/// <param name="Weight">Its share is this part of the sum of all.</param>
/// <param name="Seed">The same for the same binding at any time.</param>
internal readonly record struct HashShare(IBindingDestination Destination, long Weight, ulong Seed)
{
    public static HashShare Of(Binding binding)
    {
        // A queue and an exchange may have the same name.
        var kind = binding.Destination is Exchange ? 1UL : 0;
        var seed = StableHash.Mix(StableHash.Of(binding.Destination.Name) ^ kind) ^ StableHash.Of(binding.RoutingKey);
        return new HashShare(binding.Destination, WeightOf(binding.RoutingKey) ?? 1, seed);
    }

    /// <returns>The number that a binding key is; null when it is none.</returns>
    public static long? WeightOf(string bindingKey) =>
        long.TryParse(bindingKey, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var weight) ? weight : null;
}
