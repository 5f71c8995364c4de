using System.Text;

namespace Pabal.Engine.Selectors;

/// <summary>The pattern of LIKE: '_' stands for one character, '%' for any number of them.</summary>
internal sealed class LikePattern
{
    private const int AnyCharacter = -1;
    private const int AnyCharacters = -2;

    private readonly int[] steps;

    private LikePattern(int[] steps) => this.steps = steps;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="escape">What makes the character after it stand for itself; null for none.</param>
    /// <returns>Null when nothing comes after the last escape.</returns>
    public static LikePattern? Parse(string text, Rune? escape)
    {
        var read = new List<int>(text.Length);
        var isEscaped = false;
        foreach (var character in text.EnumerateRunes())
        {
            if (!isEscaped && character == escape)
            {
                isEscaped = true;
                continue;
            }
            var step = isEscaped ? character.Value : StepOf(character);
            // Several '%' in a row are as good as one.
            if (step != AnyCharacters || read.Count == 0 || read[^1] != AnyCharacters)
                read.Add(step);
            isEscaped = false;
        }
        return isEscaped ? null : new LikePattern([.. read]);
    }

    /// <summary>Goes back to the last '%' only, so that it takes at most the product of the two lengths.</summary>
    public bool Matches(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        var step = 0;
        var resumeAt = -1;
        var resumeStep = -1;
        while (at < utf8.Length)
        {
            Rune.DecodeFromUtf8(utf8[at..], out var character, out var octets);
            if (step < steps.Length && steps[step] == AnyCharacters)
            {
                resumeStep = ++step;
                resumeAt = at;
            }
            else if (step < steps.Length && (steps[step] == AnyCharacter || steps[step] == character.Value))
            {
                step++;
                at += octets;
            }
            else if (resumeStep >= 0)
            {
                Rune.DecodeFromUtf8(utf8[resumeAt..], out _, out octets);
                at = resumeAt += octets;
                step = resumeStep;
            }
            else
            {
                return false;
            }
        }
        return step == steps.Length || (step == steps.Length - 1 && steps[step] == AnyCharacters);
    }

    private static int StepOf(Rune character) => character.Value switch
    {
        '_' => AnyCharacter,
        '%' => AnyCharacters,
        var itself => itself,
    };
}
