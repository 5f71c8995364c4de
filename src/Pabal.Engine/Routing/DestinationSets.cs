namespace Pabal.Engine.Routing;

/// <summary>
/// Sets of destinations as numbers: 0 is the empty one, a destination alone has a number above it, and of several ones each
/// set has one below. Guarded by the virtual host's topology lock.
/// </summary>
internal sealed class DestinationSets
{
    private const int MinCapacity = 2;

    private readonly Dictionary<IBindingDestination, int> numbers = [];
    private readonly Stack<int> freeAlone = new();
    private readonly Stack<int> freeSeveral = new();
    private (IBindingDestination? Destination, int Uses)[] alone = new (IBindingDestination?, int)[MinCapacity];
    private CountedSet<IBindingDestination>[] several = [];
    private int usedAlone = 1;
    private int usedSeveral;

    /// <returns>The set with the destination once more; the one without is not to be used again.</returns>
    public int Add(int set, IBindingDestination destination)
    {
        if (set == 0)
            return Use(destination);
        if (set > 0)
        {
            var first = alone[set].Destination!;
            Leave(set);
            set = ~TakeSeveral();
            several[~set].Add(first);
        }
        several[~set].Add(destination);
        return set;
    }

    /// <returns>The set with the destination once less; the one with it is not to be used again.</returns>
    public int Remove(int set, IBindingDestination destination)
    {
        if (set < 0)
        {
            several[~set].Remove(destination);
            if (several[~set].Count > 0)
                return set;
            freeSeveral.Push(~set);
            if (freeSeveral.Count == usedSeveral)
                ForgetSeveral();
            return 0;
        }
        if (set == 0 || !alone[set].Destination!.Equals(destination))
            return set;
        Leave(set);
        return 0;
    }

    public void CopyTo(int set, List<IBindingDestination> destinations)
    {
        if (set > 0)
            destinations.Add(alone[set].Destination!);
        else if (set < 0)
            several[~set].CopyTo(destinations);
    }

    private int Use(IBindingDestination destination)
    {
        if (!numbers.TryGetValue(destination, out var number))
        {
            if (!freeAlone.TryPop(out number))
                number = usedAlone++;
            if (number == alone.Length)
                Array.Resize(ref alone, number * 2);
            numbers.Add(destination, number);
            alone[number].Destination = destination;
        }
        alone[number].Uses++;
        return number;
    }

    private void Leave(int number)
    {
        ref var left = ref alone[number];
        if (--left.Uses > 0)
            return;
        numbers.Remove(left.Destination!);
        left.Destination = null;
        freeAlone.Push(number);
        if (numbers.Count == 0)
            ForgetAlone();
    }

    // Nothing is left: the memory is given back.
    private void ForgetAlone()
    {
        alone = new (IBindingDestination?, int)[MinCapacity];
        usedAlone = 1;
        freeAlone.Clear();
        freeAlone.TrimExcess();
        numbers.TrimExcess();
    }

    private void ForgetSeveral()
    {
        several = [];
        usedSeveral = 0;
        freeSeveral.Clear();
        freeSeveral.TrimExcess();
    }

    private int TakeSeveral()
    {
        if (!freeSeveral.TryPop(out var index))
            index = usedSeveral++;
        if (index == several.Length)
            Array.Resize(ref several, Math.Max(MinCapacity, index * 2));
        return index;
    }
}
