namespace Nexus.Journeys.Killing;

/// <summary>One kill, chosen by the seed alone, so that a round can be repeated.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Provider">Which provider runs the workspace.</param>
/// <param name="Victim">What dies.</param>
/// <param name="AfterEvents">How many events of the workspace happen before.</param>
/// <param name="Then">And how long after the last of them.</param>
internal sealed record Round(int Number, string Provider, Victim Victim, int AfterEvents, TimeSpan Then)
{
    /// <summary>About as many events as one <c>up</c> has.</summary>
    private const int EventsOfUp = 24;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    /// <summary>Every victim with every provider, in an order that the seed shuffles, again and again.</summary>
    public static IReadOnlyList<Round> Of(int seed, int count, IReadOnlyList<string> providers)
    {
        var random = new Random(seed);
        var pairs = from provider in providers from victim in Enum.GetValues<Victim>() select (provider, victim);
        var deck = new Queue<(string Provider, Victim Victim)>();
        var rounds = new List<Round>();
        while (rounds.Count < count)
        {
            if (!deck.TryDequeue(out var next))
            {
                var shuffled = pairs.ToArray();
                random.Shuffle(shuffled);
                deck = new(shuffled);
                continue;
            }

            rounds.Add(new(
                rounds.Count + 1, next.Provider, next.Victim, random.Next(1, EventsOfUp),
                random.NextDouble() * Longest));
        }

        return rounds;
    }
}

/// <summary>How a round went.</summary>
/// <param name="Round">What was done.</param>
/// <param name="Ended">Ready at once, or the code of the error that <c>up</c> repaired.</param>
/// <param name="Took">From the kill until it was ready, or explained.</param>
internal sealed record Outcome(Round Round, string Ended, TimeSpan Took);
