using Pabal.Engine.Destinations;
using Pabal.Engine.Policies;

namespace Pabal.Engine.Security;

/// <summary>
/// The administration of what leads messages elsewhere in a virtual host, and of its policies. Changes take effect at once, and
/// survive a crash as those of the <see cref="Administration"/> that it is of.
/// </summary>
/// <remarks>Thread-safe. Not to be called while a connection's own lock is held.</remarks>
public sealed class VirtualHostAdministration
{
    private readonly Administration administration;
    private readonly VirtualHost host;

    internal VirtualHostAdministration(Administration administration, VirtualHost host)
    {
        this.administration = administration;
        this.host = host;
    }

    /// <summary>Composite destinations: queues before topics, by name.</summary>
    public IReadOnlyList<CompositeDefinition> Composites => host.Destinations.Composites;

    /// <summary>Virtual topics by name.</summary>
    public IReadOnlyList<VirtualTopicDefinition> VirtualTopics => host.Destinations.VirtualTopics;

    /// <summary>The policies in the order in which they are asked.</summary>
    public IReadOnlyList<Policy> GetPolicies(bool isOperator = false) => host.Policies.List(isOperator);

    /// <summary>
    /// Adds a composite destination, or takes it for the one of that name. Whoever may publish to it needs no right to what it
    /// forwards to.
    /// </summary>
    /// <exception cref="AdministrationException">It can't be, with what is wrong with it.</exception>
    public void PutComposite(CompositeDefinition definition) => Change(() => host.Destinations.PutComposite(definition));

    /// <returns>False when there was no such composite destination.</returns>
    public bool DeleteComposite(DestinationName name)
    {
        var isDeleted = false;
        Change(() => isDeleted = host.Destinations.DeleteComposite(name));
        return isDeleted;
    }

    /// <summary>Adds virtual topics, or takes them for those of that name. Queues that are there are left as they are.</summary>
    /// <exception cref="AdministrationException">They can't be, with what is wrong with them.</exception>
    public void PutVirtualTopic(VirtualTopicDefinition definition) => Change(() => host.Destinations.PutVirtualTopic(definition));

    /// <summary>Removes virtual topics; the queues that were made for them stay, with their bindings.</summary>
    /// <returns>False when there were none of that name.</returns>
    public bool DeleteVirtualTopic(string name)
    {
        var isDeleted = false;
        Change(() => isDeleted = host.Destinations.DeleteVirtualTopic(name));
        return isDeleted;
    }

    /// <summary>Adds a policy, or puts it in the place of the one of that name.</summary>
    /// <param name="policy">As <see cref="Policy.Create"/> has checked it.</param>
    /// <param name="isOperator">Whether it is an operator policy, and was created as one.</param>
    public void PutPolicy(Policy policy, bool isOperator = false) => Change(() => host.Policies.Set(policy, isOperator));

    /// <exception cref="AdministrationException">There is none of that name.</exception>
    public void DeletePolicy(string name, bool isOperator = false) => Change(() => host.Policies.Clear(name, isOperator));

    private void Change(Action change)
    {
        try
        {
            change();
        }
        catch (BrokerException exception)
        {
            throw new AdministrationException(exception.Message);
        }
        administration.OnChanged(host.DefinitionsEnd);
    }
}
