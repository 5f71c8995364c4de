namespace Pabal.Engine.Policies;

/// <summary>The refusals of policies, worded as RabbitMQ words them.</summary>
internal static class PolicyRefusal
{
    public static BrokerException Of(string reason) =>
        new(ErrorKind.PreconditionFailed, $"Validation failed\n\n{reason}\n");
}
