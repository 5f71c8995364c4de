using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Tests;

public class DeliveryTests
{
    private readonly History history = new();
    private readonly Session session = new("one", History.Queue);
    private readonly Session other = new("other", History.Queue);

    [Fact]
    public void Redelivery_MarkedAfterItsReturn_IsRight()
    {
        var message = history.Confirmed();
        history.Ledger.Return([history.Delivered(message, session)]);
        history.Delivered(message, other, redelivered: true);
        history.Ledger.End(other);
        history.Delivered(message, session, redelivered: true);

        history.Found.ShouldBeEmpty();
    }

    [Fact]
    public void Redelivery_WithoutTheMark_IsUnmarked()
    {
        var message = history.Confirmed();
        history.Delivered(message, session);
        history.Ledger.End(session);

        history.Delivered(message, other);

        history.Found.ShouldBe([ViolationKind.Unmarked]);
    }

    [Fact]
    public void Delivery_ToASecondConsumerWhileTheFirstHasIt_IsDuplicated()
    {
        var message = history.Confirmed();
        history.Delivered(message, session);

        history.Delivered(message, other, redelivered: true);

        history.Found.ShouldBe([ViolationKind.Duplicated]);
    }

    [Fact]
    public void Delivery_AfterTheAcknowledgement_IsResurrected()
    {
        var message = history.Confirmed();
        history.Ledger.Settle([history.Delivered(message, session)]);

        history.Delivered(message, other, redelivered: true);

        history.Found.ShouldBe([ViolationKind.Resurrected]);
    }

    [Fact]
    public void Delivery_AfterAnAcknowledgementToAStoppingBroker_IsRightAndOwed()
    {
        var message = history.Confirmed();
        history.Ledger.Settle([history.Delivered(message, session)]);
        history.Ledger.IsStopping = true;

        history.Delivered(message, other, redelivered: true);

        history.Found.ShouldBeEmpty();
        message.Copies[0].IsOwed.ShouldBeTrue();
    }

    [Fact]
    public void AutomaticDelivery_ThatComesTwice_IsResurrected()
    {
        var message = history.Confirmed(History.Automatic);
        var automatic = new Session("automatic", History.Automatic, automatic: true);
        history.Delivered(message, automatic);

        history.Delivered(message, automatic, redelivered: true);

        history.Found.ShouldBe([ViolationKind.Resurrected]);
    }

    [Fact]
    public void Deliveries_OfOnePublisherInAnotherOrder_AreReordered()
    {
        var (first, second) = (history.Confirmed(), history.Confirmed());
        history.Delivered(second, session);

        history.Delivered(first, session);

        history.Found.ShouldBe([ViolationKind.Reordered]);
    }

    [Fact]
    public void Delivery_OfAMessageThatWasRolledBack_IsUncommitted()
    {
        history.Delivered(history.Prepared(new Publication()), session);

        history.Found.ShouldBe([ViolationKind.Uncommitted]);
    }

    [Fact]
    public void Delivery_ToAConsumerThatHasEnded_DoesNotCount()
    {
        var message = history.Confirmed();
        history.Ledger.End(session);

        history.Ledger.Deliver(MessageBody.Create(message), redelivered: false, session).ShouldBeNull();

        message.Copies[0].WasDelivered.ShouldBeFalse();
    }
}
