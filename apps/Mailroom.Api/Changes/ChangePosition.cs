using System.Globalization;

namespace Mailroom.Api.Changes;

/// <summary>A place in the sequence of changes: what listeners name to go on from there.</summary>
/// <param name="TransactionId">PostgreSQL's; 0 on SQLite.</param>
/// <param name="Id">Of the timeline's entry.</param>
internal readonly record struct ChangePosition(long TransactionId, long Id) : IComparable<ChangePosition>
{
    public static bool TryParse(string text, out ChangePosition position)
    {
        position = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 ||
            !long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var transaction) ||
            !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return false;
        position = new ChangePosition(transaction, id);
        return true;
    }

    public int CompareTo(ChangePosition other) => (TransactionId, Id).CompareTo((other.TransactionId, other.Id));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TransactionId}-{Id}");
}
