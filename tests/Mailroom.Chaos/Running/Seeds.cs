namespace Mailroom.Chaos.Running;

/// <summary>Gives each decision maker a sequence of its own, so that the timing of one does not change what another decides.</summary>
internal sealed class Seeds(int seed)
{
    public Random For(int who)
    {
        // Neighbouring seeds would give similar sequences: the mixing is SplitMix64's.
        var mixed = (((ulong)seed << 32) + (ulong)who) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return new Random((int)(mixed >> 33));
    }
}
