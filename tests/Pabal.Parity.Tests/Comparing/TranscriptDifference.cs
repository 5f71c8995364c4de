namespace Pabal.Parity.Tests.Comparing;

/// <summary>Compares transcripts by their longest common subsequence of lines.</summary>
internal static class TranscriptDifference
{
    public static List<Hunk> Of(IReadOnlyList<string> rabbitMq, IReadOnlyList<string> pabal)
    {
        var common = CommonLengths(rabbitMq, pabal);
        var hunks = new List<Hunk>();
        List<string> left = [], right = [];
        int i = 0, j = 0;
        while (i < rabbitMq.Count || j < pabal.Count)
        {
            if (i < rabbitMq.Count && j < pabal.Count && rabbitMq[i] == pabal[j])
            {
                CloseHunk();
                (i, j) = (i + 1, j + 1);
            }
            else if (j == pabal.Count || (i < rabbitMq.Count && common[i + 1, j] >= common[i, j + 1]))
            {
                left.Add(rabbitMq[i++]);
            }
            else
            {
                right.Add(pabal[j++]);
            }
        }
        CloseHunk();
        return hunks;

        void CloseHunk()
        {
            if (left.Count + right.Count > 0)
                hunks.Add(new Hunk(left, right));
            (left, right) = ([], []);
        }
    }

    // The length of the longest common subsequence of what follows each pair of positions.
    private static int[,] CommonLengths(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        var lengths = new int[left.Count + 1, right.Count + 1];
        for (var i = left.Count - 1; i >= 0; i--)
        {
            for (var j = right.Count - 1; j >= 0; j--)
            {
                lengths[i, j] = left[i] == right[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }
        return lengths;
    }
}
