namespace Nexus.Bench.Growth;

/// <summary>Whose runs fill a home: one has nearly all of them, the other the oldest few.</summary>
/// <param name="Many">Who has nearly all.</param>
/// <param name="Few">Who has those that are farthest from the newest.</param>
internal sealed record People(Person Many, Person Few);

/// <param name="Id">As events have it.</param>
/// <param name="Token">To ask the server with.</param>
internal sealed record Person(string Id, string Token);
