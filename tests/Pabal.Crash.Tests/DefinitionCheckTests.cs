using Pabal.Crash.Checking;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Tests;

public class DefinitionCheckTests
{
    private static readonly Definition Exchange = Definition.OfExchange("exchange");
    private static readonly Definition Queue = Definition.OfQueue("queue");
    private static readonly Definition Binding = new("exchange", "queue");

    private readonly Ledger ledger = new();
    private readonly DefinitionLedger definitions = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Declaration_WithoutAnAnswer_MayHaveHappenedOrNot(bool there)
    {
        definitions.Declaring(Queue);

        Found((Queue, there)).ShouldBeEmpty();
    }

    [Fact]
    public void Declared_AndNotThere_IsMissing()
    {
        Declare(Exchange);

        Found((Exchange, false)).ShouldBe([ViolationKind.MissingDefinition]);
    }

    [Fact]
    public void Deleted_AndThere_IsUndeleted()
    {
        Declare(Queue);
        definitions.Deleting(Queue);
        definitions.Deleted(Queue);

        Found((Queue, true)).ShouldBe([ViolationKind.UndeletedDefinition]);
    }

    [Fact]
    public void NeverDeclared_AndThere_IsUndeleted() => Found((Queue, true)).ShouldBe([ViolationKind.UndeletedDefinition]);

    [Fact]
    public void Binding_OfADeletedQueue_IsDeletedWithIt()
    {
        Declare(Exchange, Queue, Binding);
        definitions.Deleted(Queue);
        Declare(Queue);

        Found((Exchange, true), (Queue, true), (Binding, true)).ShouldBe([ViolationKind.UndeletedDefinition]);
    }

    [Fact]
    public void Binding_OfAQueueWhoseDeletionDidNotHappen_HasToBeThere()
    {
        Declare(Exchange, Queue, Binding);
        definitions.Deleting(Queue);

        Found((Exchange, true), (Queue, true), (Binding, false)).ShouldBe([ViolationKind.MissingDefinition]);
    }

    [Fact]
    public void Binding_OfAQueueWhoseDeletionHappened_IsGone()
    {
        Declare(Exchange, Queue, Binding);
        definitions.Deleting(Queue);

        Found((Exchange, true), (Queue, false), (Binding, false)).ShouldBeEmpty();
    }

    [Fact]
    public void Uncertain_FoundAbsentOnce_MustNotAppearLater()
    {
        definitions.Declaring(Queue);

        Found((Queue, false), (Queue, true)).ShouldBe([ViolationKind.UndeletedDefinition]);
    }

    private void Declare(params Definition[] declared)
    {
        foreach (var definition in declared)
        {
            definitions.Declaring(definition);
            definitions.Declared(definition);
        }
    }

    private IEnumerable<ViolationKind> Found(params (Definition Definition, bool Present)[] observed)
    {
        var check = new DefinitionCheck(ledger, definitions);
        foreach (var (definition, present) in observed)
            check.Observe(definition, present);
        return ledger.Violations.Select(violation => violation.Kind);
    }
}
