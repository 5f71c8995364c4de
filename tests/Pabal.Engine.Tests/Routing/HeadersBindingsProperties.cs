using FsCheck;
using FsCheck.Fluent;
using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Routing;

public class HeadersBindingsProperties
{
    private static readonly FieldValue[] values =
        [FieldValue.Int32(1), FieldValue.Int64(1), FieldValue.Int32(2), FieldValue.Integer(FieldType.SignedByte, 2)];

    [Fact]
    public void Match_AfterRandomAdditionsAndRemovals_AgreesWithTheModel()
    {
        var arguments =
            from match in Gen.Elements("all", "any", "all-with-x", "any-with-x", "")
            from table in Tables([.. values, FieldValue.Void])
            select WithMatch(table, match);
        var cases =
            from added in arguments.ListOf()
            from removals in Gen.Choose(0, 2).ListOf(added.Count)
            from headers in Tables(values).ListOf(10)
            select (Added: added.ToArray(), Removals: removals.ToArray(), Headers: headers.ToArray());

        Prop.ForAll(cases.ToArbitrary(), sample => Agrees(sample.Added, sample.Removals, sample.Headers))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(30));
    }

    private static bool Agrees(FieldTable[] added, int[] removals, FieldTable[] headers)
    {
        var index = new HeadersBindings();
        NamedDestination[] queues = [new("q0"), new("q1"), new("q2")];
        var bindings = added.Select((arguments, i) => queues[i % 3].Bind(arguments)).ToList();
        foreach (var binding in bindings)
            index.Add(binding);
        foreach (var binding in bindings.Where((_, i) => removals[i] == 0))
            index.Remove(binding);
        var kept = bindings.Where((_, i) => removals[i] != 0).ToList();

        var agree = headers.All(message => index.Names("", message).SequenceEqual(
            kept.Where(binding => HeadersModel.Matches(binding.Arguments, message))
                .Select(binding => binding.Destination.Name).Distinct().Order(StringComparer.Ordinal)));
        foreach (var binding in kept)
            index.Remove(binding);
        return agree && headers.All(message => index.Names("", message).Length == 0);
    }

    private static Gen<FieldTable> Tables(FieldValue[] choices) =>
        from count in Gen.Choose(0, 3)
        from names in Gen.Elements("a", "b", "x-c").ListOf(count)
        from chosen in Gen.Elements(choices).ListOf(count)
        select names.Zip(chosen).Aggregate(new FieldTable(), Set);

    private static FieldTable Set(FieldTable table, (string Name, FieldValue Value) field)
    {
        table.Set(field.Name, field.Value);
        return table;
    }

    private static FieldTable WithMatch(FieldTable table, string match)
    {
        if (match.Length > 0)
            table.Set("x-match", FieldValue.String(match));
        return table;
    }
}
