using FsCheck;
using FsCheck.Fluent;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Queues;

/// <summary>A queue whose consumers select does what the plain model does, step by step.</summary>
public class SelectiveQueueProperties
{
    private static readonly string[] types = ["red", "green", "blue"];

    private enum Verb
    {
        Publish,
        Subscribe,
        Resume,
        Return,
        Take,
        Cancel,
        Purge,
    }

    [Fact]
    public void RandomSteps_AgreeWithTheModel()
    {
        var verbs = Gen.Frequency(
            (6, Gen.Constant(Verb.Publish)), (3, Gen.Constant(Verb.Subscribe)), (6, Gen.Constant(Verb.Resume)),
            (5, Gen.Constant(Verb.Return)), (2, Gen.Constant(Verb.Take)), (2, Gen.Constant(Verb.Cancel)), (1, Gen.Constant(Verb.Purge)));
        var steps =
            from verb in verbs
            from who in Gen.Choose(0, 1000)
            from count in Gen.Choose(0, 6)
            select (verb, who, count);
        var runs =
            from lanes in Gen.Choose(1, 3)
            from sample in steps.ListOf()
            select (Lanes: lanes, Steps: sample.ToArray());
        Prop.ForAll(runs.ToArbitrary(), sample => new Run(sample.Lanes).Agrees(sample.Steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(80));
    }

    private sealed class Run(int lanes)
    {
        private readonly TestHost host = new();
        private readonly SelectiveModel model = new();
        private readonly List<(Consumer Real, FakeTarget Target, SelectiveConsumer Model)> consumers = [];
        private readonly List<(Settlement Real, SelectiveMessage Model)> held = [];
        private Queue queue = null!;
        private int published;

        public bool Agrees((Verb Verb, int Who, int Count)[] steps)
        {
            queue = lanes == 1 ? host.Declare("q") : host.Declare("q", ("x-max-priority", lanes - 1));
            foreach (var (verb, who, count) in steps)
            {
                Step(verb, who, count);
                if (!DeliveriesAgree() || queue.ReadyCount != model.Ready.Count || queue.UnacknowledgedCount != held.Count)
                    return false;
            }
            queue.Acknowledge([.. held.Select(pair => pair.Real)]);
            var waiting = model.Ready.Values.Select(message => $"{message.Place}").ToArray();
            var agree = host.Drain(queue).SequenceEqual(waiting);
            host.ShouldHoldNoRecords();
            return agree;
        }

        private void Step(Verb verb, int who, int count)
        {
            switch (verb)
            {
                case Verb.Publish:
                    Publish(who, count);
                    break;
                case Verb.Subscribe:
                    Subscribe(who, credit: count);
                    break;
                case Verb.Resume when consumers.Count > 0:
                    Resume(consumers[who % consumers.Count], count);
                    break;
                case Verb.Return when held.Count > 0:
                    Return(who % held.Count, count);
                    break;
                case Verb.Take:
                    Take();
                    break;
                case Verb.Cancel when consumers.Count > 0:
                    queue.Unsubscribe(consumers[who % consumers.Count].Real);
                    model.Turns.Remove(consumers[who % consumers.Count].Model);
                    consumers.RemoveAt(who % consumers.Count);
                    break;
                case Verb.Purge:
                    queue.Purge().ShouldBe(model.Ready.Count);
                    model.Ready.Clear();
                    break;
            }
        }

        private void Publish(int seed, int count)
        {
            // Lanes get their messages one after the other, so that a batch for several is several.
            var priority = seed % lanes;
            for (var i = 0; i < count; i++, seed = (seed * 7) + 3)
            {
                var message = new SelectiveMessage(published++, types[seed / 3 % types.Length], priority, false);
                model.Add(message);
                host.SendTyped("q", message.Type, $"{message.Place}", (byte)message.Priority);
            }
            host.Publisher.Flush();
            model.Dispatch();
        }

        private void Subscribe(int who, int credit)
        {
            var modelled = new SelectiveConsumer(
                who % 4 < types.Length ? types[who % 4] : null, (who / 4 % 4) switch { 0 => true, 1 => false, _ => null }, credit);
            var target = new FakeTarget(credit);
            consumers.Add((host.Consume(queue, target, selector: modelled.Selector), target, modelled));
            model.Resume(modelled);
        }

        private void Resume((Consumer Real, FakeTarget Target, SelectiveConsumer Model) consumer, int credit)
        {
            consumer.Target.AddCredit(credit);
            consumer.Model.Credit += credit;
            queue.Resume(consumer.Real, host.Touched);
            model.Resume(consumer.Model);
        }

        private void Return(int from, int count)
        {
            var returned = held.GetRange(from, Math.Min(count, held.Count - from));
            held.RemoveRange(from, returned.Count);
            queue.Return([.. returned.Select(pair => pair.Real)], host.Touched);
            foreach (var (_, message) in returned)
                model.Add(message with { Redelivered = true });
            model.Dispatch();
        }

        private void Take()
        {
            queue.TryTake(out var message, out _).ShouldBe(model.Ready.Count > 0);
            if (model.Ready.Count == 0)
                return;
            var (place, expected) = model.Ready.First();
            model.Ready.Remove(place);
            FakeTarget.BodyOf(host.Store, message.Entry).ShouldBe($"{expected.Place}");
            held.Add((message, expected));
        }

        private bool DeliveriesAgree()
        {
            foreach (var (_, target, modelled) in consumers)
            {
                var real = target.Deliveries;
                if (!real.Select(delivery => (delivery.Body, delivery.Redelivered))
                        .SequenceEqual(modelled.Got.Select(got => ($"{got.Place}", got.Redelivered))))
                    return false;
                held.AddRange(target.TakeSettlements().Zip(modelled.Got));
                modelled.Got.Clear();
            }
            return true;
        }
    }
}
