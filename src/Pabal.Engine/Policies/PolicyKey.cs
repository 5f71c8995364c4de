using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Policies;

/// <summary>A key of policies; as an argument of queues it has the prefix "x-".</summary>
/// <param name="Name">As policies write it.</param>
/// <param name="IsValid">Whether a value may be given.</param>
/// <param name="Refusal">What follows a refused value in RabbitMQ's text.</param>
/// <param name="Classic">What it means for classic queues.</param>
/// <param name="Quorum">What it means for quorum queues.</param>
/// <param name="ForOperators">Operator policies may have it too; then the lower number of both policies holds.</param>
/// <param name="IsOwn">RabbitMQ 3.10 doesn't know it.</param>
internal sealed record PolicyKey(
    string Name,
    Func<FieldValue, bool> IsValid,
    string Refusal,
    MergeRule Classic = MergeRule.Ignored,
    MergeRule Quorum = MergeRule.Ignored,
    bool ForOperators = false,
    bool IsOwn = false)
{
    public string Argument { get; } = $"x-{Name}";

    public MergeRule RuleFor(QueueType type) => type == QueueType.Quorum ? Quorum : Classic;
}
