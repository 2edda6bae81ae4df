namespace Nexus.Engine;

/// <summary>Where what a server owns is on the disk, for what is no row of the ledger.</summary>
/// <param name="Path">Of the home.</param>
public sealed record EngineHome(string Path);
