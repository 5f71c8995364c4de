using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Selectors;

/// <summary>A selector as plainly as it can be said: what it means by JMS 2.0 §3.8.1, and how it is written.</summary>
internal abstract record SelectorModel
{
    public abstract object? Value(IReadOnlyDictionary<string, object> headers);

    public bool? Test(IReadOnlyDictionary<string, object> headers) => Value(headers) switch
    {
        null => null,
        bool known => known,
        _ => false,
    };

    internal sealed record Header(string Name) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers) => headers.GetValueOrDefault(Name);

        public override string ToString() => Name;
    }

    internal sealed record Literal(object Content) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers) => Content;

        public override string ToString() => Content switch
        {
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            double number => number.ToString("0.0###", CultureInfo.InvariantCulture),
            bool condition => condition ? "TRUE" : "false",
            _ => Content.ToString()!,
        };
    }

    internal sealed record Negated(SelectorModel Number) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers) => Number.Value(headers) switch
        {
            long number => unchecked(-number),
            double number => -number,
            _ => null,
        };

        public override string ToString() => $"-({Number})";
    }

    internal sealed record Arithmetic(SelectorModel Left, char Sign, SelectorModel Right) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers) =>
            (Left.Value(headers), Right.Value(headers)) switch
            {
                (long left, long right) => OfIntegers(left, right),
                (long or double, long or double) pair => OfFloats(AsFloat(pair.Item1), AsFloat(pair.Item2)),
                _ => null,
            };

        public override string ToString() => $"({Left}) {Sign} ({Right})";

        private object? OfIntegers(long left, long right) => Sign switch
        {
            '+' => unchecked(left + right),
            '-' => unchecked(left - right),
            '*' => unchecked(left * right),
            _ when right == 0 => null,
            '/' => (long)(Int128.CreateTruncating(left) / right),
            _ => (long)(Int128.CreateTruncating(left) % right),
        };

        private object OfFloats(double left, double right) => Sign switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => left / right,
            _ => left % right,
        };
    }

    internal sealed record Comparison(SelectorModel Left, string Sign, SelectorModel Right) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers) =>
            Compare(Left.Value(headers), Sign, Right.Value(headers));

        public override string ToString() => $"({Left}){Sign}({Right})";

        public static bool? Compare(object? left, string sign, object? right)
        {
            switch (left, right)
            {
                case (null, _) or (_, null):
                    return null;
                case (long one, long other):
                    return Holds(one.CompareTo(other), sign);
                case (long or double, long or double):
                    var (first, second) = (AsFloat(left), AsFloat(right));
                    return double.IsNaN(first) || double.IsNaN(second) ? sign == "<>" : Holds(first.CompareTo(second), sign);
                case (bool, bool) or (string, string):
                    return sign is "=" or "<>" && left.Equals(right) == (sign == "=");
                default:
                    return false;
            }
        }

        private static bool Holds(int order, string sign) => sign switch
        {
            "=" => order == 0,
            "<>" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    internal sealed record Between(SelectorModel Tested, SelectorModel Low, SelectorModel High, bool IsNot) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers) => IsNot
            ? Comparison.Compare(Tested.Value(headers), "<", Low.Value(headers))
                | Comparison.Compare(Tested.Value(headers), ">", High.Value(headers))
            : Comparison.Compare(Tested.Value(headers), ">=", Low.Value(headers))
                & Comparison.Compare(Tested.Value(headers), "<=", High.Value(headers));

        public override string ToString() => $"({Tested}){(IsNot ? " NOT" : "")} BETWEEN ({Low}) AND ({High})";
    }

    internal sealed record In(string Name, string[] Texts, bool IsNot) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers) =>
            headers.TryGetValue(Name, out var value) ? (value is string text && Texts.Contains(text)) != IsNot : null;

        public override string ToString() =>
            $"{Name}{(IsNot ? " not" : "")} IN ({string.Join(',', Texts.Select(text => new Literal(text)))})";
    }

    internal sealed record Like(string Name, string Pattern, bool IsNot) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers)
        {
            if (!headers.TryGetValue(Name, out var value))
                return null;
            var regex = new StringBuilder("^");
            for (var i = 0; i < Pattern.Length; i++)
            {
                regex.Append(Pattern[i] switch
                {
                    '!' => Regex.Escape(Pattern[++i].ToString()),
                    '_' => ".",
                    '%' => ".*",
                    var other => Regex.Escape(other.ToString()),
                });
            }
            // One character is one code point, where Regex takes it for two.
            var matches = value is string text && Regex.IsMatch(text.Replace("😀", "X", StringComparison.Ordinal), regex + "\\z", RegexOptions.Singleline);
            return matches != IsNot;
        }

        public override string ToString() => $"{Name} {(IsNot ? "Not " : "")}like {new Literal(Pattern)} escape '!'";
    }

    internal sealed record IsNull(string Name, bool IsNot) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers) => headers.ContainsKey(Name) == IsNot;

        public override string ToString() => $"{Name} IS {(IsNot ? "NOT " : "")}NULL";
    }

    internal sealed record Not(SelectorModel Condition) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers) => !Condition.Test(headers);

        public override string ToString() => $"NOT ({Condition})";
    }

    internal sealed record Logic(SelectorModel Left, bool IsAnd, SelectorModel Right) : SelectorModel
    {
        public override object? Value(IReadOnlyDictionary<string, object> headers) =>
            IsAnd ? Left.Test(headers) & Right.Test(headers) : Left.Test(headers) | Right.Test(headers);

        public override string ToString() => $"({Left}) {(IsAnd ? "and" : "OR")} ({Right})";
    }

    public static FieldValue Encode(object value) => value switch
    {
        string text => FieldValue.String(text),
        bool condition => FieldValue.Boolean(condition),
        double number => FieldValue.Double(number),
        _ => FieldValue.Int64((long)value),
    };

    private static double AsFloat(object value) => value is long integer ? integer : (double)value;
}
