using FsCheck;
using FsCheck.Fluent;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Queues;

/// <summary>A queue with several consumers does what the plain model does, step by step.</summary>
public class QueueProperties
{
    private enum Verb
    {
        Publish,
        Subscribe,
        Resume,
        Acknowledge,
        Return,
        Take,
        Cancel,
        Purge,
    }

    [Fact]
    public void RandomSteps_AgreeWithTheModel()
    {
        // Publishing, settling and resuming are the usual steps; purging and cancelling the rare ones.
        var verbs = Gen.Frequency(
            (6, Gen.Constant(Verb.Publish)), (2, Gen.Constant(Verb.Subscribe)), (5, Gen.Constant(Verb.Resume)),
            (4, Gen.Constant(Verb.Acknowledge)), (4, Gen.Constant(Verb.Return)), (2, Gen.Constant(Verb.Take)),
            (1, Gen.Constant(Verb.Cancel)), (1, Gen.Constant(Verb.Purge)));
        var steps =
            from verb in verbs
            from who in Gen.Choose(0, 1000)
            from count in Gen.Choose(0, 12)
            select (verb, who, count);
        Prop.ForAll(steps.ListOf().ToArbitrary(), sample => new Run().Agrees([.. sample]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(80));
    }

    private sealed class Run
    {
        private readonly TestHost host = new();
        private readonly Queue queue;
        private readonly QueueModel model = new();
        private readonly List<(Consumer Real, FakeTarget Target, ModelConsumer Model)> consumers = [];
        private readonly List<Settlement> held = [];
        private int published;

        public Run() => queue = host.Declare("q");

        public bool Agrees((Verb Verb, int Who, int Count)[] steps)
        {
            foreach (var (verb, who, count) in steps)
            {
                Step(verb, who, count);
                if (!DeliveriesAgree() || queue.ReadyCount != model.Ready.Count
                    || queue.UnacknowledgedCount != model.Unacknowledged || queue.ConsumerCount != consumers.Count)
                    return false;
            }
            queue.Acknowledge([.. held]);
            var waiting = model.Ready.Keys.Select(place => $"{place}");
            var agree = queue.UnacknowledgedCount == 0 && host.Drain(queue).SequenceEqual(waiting);
            host.ShouldHoldNoRecords();
            return agree;
        }

        private void Step(Verb verb, int who, int count)
        {
            switch (verb)
            {
                case Verb.Publish:
                    Publish(count);
                    break;
                case Verb.Subscribe:
                    Subscribe(credit: count);
                    break;
                case Verb.Resume when consumers.Count > 0:
                    Resume(consumers[who % consumers.Count], count);
                    break;
                case Verb.Acknowledge when held.Count > 0:
                    queue.Acknowledge([.. TakeHeld(who, count)]);
                    break;
                case Verb.Return when held.Count > 0:
                    Return(TakeHeld(who, count));
                    break;
                case Verb.Take:
                    Take();
                    break;
                case Verb.Cancel when consumers.Count > 0:
                    Cancel(who % consumers.Count);
                    break;
                case Verb.Purge:
                    queue.Purge();
                    model.Ready.Clear();
                    break;
            }
        }

        private void Publish(int count)
        {
            for (var i = 0; i < count; i++)
            {
                model.Ready.Add(published, false);
                host.PublishLater("", "q", $"{published++}");
            }
            host.Publisher.Flush();
            model.Dispatch();
        }

        private void Subscribe(int credit)
        {
            var target = new FakeTarget(credit);
            var modelled = new ModelConsumer(credit);
            consumers.Add((host.Consume(queue, target), target, modelled));
            model.Resume(modelled);
        }

        private void Resume((Consumer Real, FakeTarget Target, ModelConsumer Model) consumer, int credit)
        {
            consumer.Target.AddCredit(credit);
            consumer.Model.Credit += credit;
            queue.Resume(consumer.Real, host.Touched);
            // Resuming one that still has its turn changes nothing, not even its place.
            if (!model.Turns.Contains(consumer.Model))
                model.Resume(consumer.Model);
        }

        private void Return(List<Settlement> returned)
        {
            queue.Return([.. returned], host.Touched);
            foreach (var settlement in returned)
                model.Ready.Add((int)settlement.Sequence, true);
            model.Dispatch();
        }

        private void Take()
        {
            var expected = model.Ready.Count > 0;
            queue.TryTake(out var message, out _).ShouldBe(expected);
            if (!expected)
                return;
            var (place, redelivered) = model.Ready.First();
            model.Ready.Remove(place);
            model.Unacknowledged++;
            FakeTarget.BodyOf(host.Store, message.Entry).ShouldBe($"{place}");
            message.Entry.Redelivered.ShouldBe(redelivered);
            held.Add(message);
        }

        private void Cancel(int index)
        {
            queue.Unsubscribe(consumers[index].Real);
            model.Turns.Remove(consumers[index].Model);
            consumers.RemoveAt(index);
        }

        private List<Settlement> TakeHeld(int from, int count)
        {
            var start = from % held.Count;
            var taken = held.GetRange(start, Math.Min(count, held.Count - start));
            held.RemoveRange(start, taken.Count);
            model.Unacknowledged -= taken.Count;
            return taken;
        }

        private bool DeliveriesAgree()
        {
            foreach (var (_, target, modelled) in consumers)
            {
                var real = target.Deliveries;
                if (!real.Select(delivery => (delivery.Body, delivery.Redelivered))
                        .SequenceEqual(modelled.Got.Select(got => ($"{got.Place}", got.Redelivered))))
                    return false;
                held.AddRange(target.TakeSettlements());
                modelled.Got.Clear();
            }
            return true;
        }
    }
}
